using System.Globalization;
using System.Text;
using System.Text.Json;
using Probity.IO;
using Probity.Numerics;

namespace Probity.Cli.Tests;

/// <summary>Outputs of an overconfident model: labels are drawn from softmax(z), the model says 3z.</summary>
internal sealed class Rows
{
    public const double TrueTemperature = 3;

    public Rows(int count, int columns, ulong seed = 1)
    {
        Count = count;
        Columns = columns;
        Logits = new float[count * columns];
        Labels = new int[count];
        var random = new RandomStream(seed);
        var z = new double[columns];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < columns; k++)
            {
                z[k] = 1.5 * random.NextGaussian();
                Logits[(i * columns) + k] = (float)(TrueTemperature * z[k]);
            }
            Labels[i] = Draw(z, random.NextDouble());
        }
    }

    public int Count { get; }

    public int Columns { get; }

    public float[] Logits { get; }

    public int[] Labels { get; }

    public static string[] Names { get; } = ["north", "east", "south", "west"];

    public ReadOnlySpan<float> Row(int i) => Logits.AsSpan(i * Columns, Columns);

    /// <summary>Softmax at a temperature, by the definition.</summary>
    public double[] Probabilities(int i, double temperature = 1)
    {
        double[] exp = [.. Row(i).ToArray().Select(z => Math.Exp((z - Row(i).ToArray().Max()) / temperature))];
        return [.. exp.Select(e => e / exp.Sum())];
    }

    public double[] AllProbabilities() => [.. Enumerable.Range(0, Count).SelectMany(i => Probabilities(i))];

    public int Predicted(int i) => Array.IndexOf(Row(i).ToArray(), Row(i).ToArray().Max());

    public double Accuracy => Enumerable.Range(0, Count).Count(i => Predicted(i) == Labels[i]) / (double)Count;

    public double Nll => Enumerable.Range(0, Count).Average(i => -Math.Log(Probabilities(i)[Labels[i]]));

    public (string Logits, string Labels) Npy(Scratch scratch, string prefix = "") =>
        (Arrays.Npy(scratch[$"{prefix}logits.npy"], Logits, Columns), Arrays.Npy(scratch[$"{prefix}labels.npy"], Labels));

    /// <summary>An id, a label and a column a class, side by side.</summary>
    public string Csv(Scratch scratch, bool names)
    {
        var text = new StringBuilder("name,label," + string.Join(',', Enumerable.Range(0, Columns).Select(k => $"z{k}")) + "\n");
        for (int i = 0; i < Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"row {i},{(names ? Names[Labels[i]] : Labels[i])},{string.Join(',', Row(i).ToArray())}\n");
        return scratch.Write("table.csv", text.ToString());
    }

    public string JsonLines(Scratch scratch)
    {
        IEnumerable<string> lines = Enumerable.Range(0, Count).Select(i => JsonSerializer.Serialize(new { id = $"row {i}", label = Labels[i], logits = Row(i).ToArray() }));
        return scratch.Write("table.jsonl", string.Join('\n', lines) + "\n");
    }

    public string Npz(Scratch scratch)
    {
        using var archive = NpzWriter.Create(scratch["arrays.npz"]);
        archive.Add("logits", NumberType.Float32, Columns).Append(Logits);
        archive.Add("labels", NumberType.Int32).Append(Labels);
        archive.Complete();
        return scratch["arrays.npz"];
    }

    public string Safetensors(Scratch scratch)
    {
        SafetensorsWriter.Write(scratch["arrays.safetensors"], new Dictionary<string, string>(StringComparer.Ordinal), [
            SafetensorsTensor.Create("logits", Logits, Count, Columns),
            SafetensorsTensor.Create("labels", Array.ConvertAll(Labels, label => (double)label), Count),
        ]);
        return scratch["arrays.safetensors"];
    }

    private static int Draw(ReadOnlySpan<double> z, double uniform)
    {
        if (z.Length == 1) return uniform < 1 / (1 + Math.Exp(-z[0])) ? 1 : 0;
        double total = 0, sum = 0;
        foreach (double value in z) total += Math.Exp(value);
        for (int k = 0; k < z.Length; k++)
        {
            sum += Math.Exp(z[k]) / total;
            if (uniform < sum) return k;
        }
        return z.Length - 1;
    }
}
