using System.Globalization;
using System.Text;
using Probity.Numerics;

namespace Probity.Cli.Tests.Training;

/// <summary>Three overlapping clouds of points: features that a small network learns in a moment, but not perfectly.</summary>
internal sealed class Blobs
{
    public const int Columns = 2, Classes = 3;

    private static readonly (double X, double Y)[] Centres = [(0, 2), (-2, -1), (2, -1)];

    public Blobs(int count, ulong seed = 1)
    {
        Values = new float[count * Columns];
        Labels = new int[count];
        var random = new RandomStream(seed);
        for (int i = 0; i < count; i++)
        {
            Labels[i] = random.NextInt32(Classes);
            Values[2 * i] = (float)(Centres[Labels[i]].X + (1.2 * random.NextGaussian()));
            Values[(2 * i) + 1] = (float)(Centres[Labels[i]].Y + (1.2 * random.NextGaussian()));
        }
    }

    public static string[] Names { get; } = ["north", "west", "east"];

    public float[] Values { get; }

    public int[] Labels { get; }

    public int Count => Labels.Length;

    public (string Data, string Labels) Npy(Scratch scratch, string prefix = "") =>
        (Arrays.Npy(scratch[$"{prefix}x.npy"], Values, Columns), Arrays.Npy(scratch[$"{prefix}y.npy"], Labels));

    /// <summary>Ids, features and the words of the classes, side by side.</summary>
    public string Csv(Scratch scratch)
    {
        var text = new StringBuilder("name,a,b,kind\n");
        for (int i = 0; i < Count; i++) text.Append(CultureInfo.InvariantCulture, $"row {i},{Values[2 * i]},{Values[(2 * i) + 1]},{Names[Labels[i]]}\n");
        return scratch.Write("table.csv", text.ToString());
    }

    /// <summary>Two questions: right of the middle? above it?</summary>
    public string Cells(Scratch scratch) => Arrays.Npy(scratch["cells.npy"], Array.ConvertAll(Values, value => value > 0 ? 1 : 0), Columns);
}
