using System.Globalization;
using System.Text;
using Probity.Numerics;

namespace Probity.Cli.Tests.Similarity;

/// <summary>Items of ten groups around centres of their own, with numbers beside that say nothing: what a head learns to leave aside.</summary>
internal sealed class SimilarityItems
{
    public const int Columns = 8, Telling = 4;

    public SimilarityItems(int count, int groups = 10, ulong seed = 1)
    {
        Values = new float[count * Columns];
        Groups = new int[count];
        var random = new RandomStream(seed);
        double[] centres = [.. Enumerable.Range(0, groups * Telling).Select(_ => 0.0)];
        for (int i = 0; i < centres.Length; i++) centres[i] = random.NextGaussian();
        for (int i = 0; i < count; i++)
        {
            Groups[i] = i % groups;
            for (int j = 0; j < Columns; j++)
                Values[(i * Columns) + j] = (float)(j < Telling ? centres[(Groups[i] * Telling) + j] + (.4 * random.NextGaussian()) : 1.5 * random.NextGaussian());
        }
    }

    public float[] Values { get; }

    public int[] Groups { get; }

    public int Count => Groups.Length;

    public (string Data, string Labels) Npy(Scratch scratch, string prefix = "") =>
        (Arrays.Npy(scratch[$"{prefix}x.npy"], Values, Columns), Arrays.Npy(scratch[$"{prefix}y.npy"], Groups));

    /// <summary>Ids, numbers and the groups in words, side by side.</summary>
    public string Csv(Scratch scratch)
    {
        var text = new StringBuilder("name," + string.Join(',', Enumerable.Range(0, Columns).Select(j => $"v{j}")) + ",kind\n");
        for (int i = 0; i < Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"item {i},{string.Join(',', Values.AsSpan(i * Columns, Columns).ToArray())},kind {Groups[i]}\n");
        return scratch.Write("items.csv", text.ToString());
    }
}
