using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Training;

/// <summary>Groups of points: each group has a centre in a few columns, and much more noise in the others, so that there is something to learn.</summary>
internal static class Blobs
{
    public const int Columns = 12;

    public static SimilarityRows Rows(int groups = 8, int each = 40, ulong seed = 5, double noise = 2, int firstGroup = 0)
    {
        (float[] values, int[] labels) = Draw(groups, each, seed, noise, firstGroup);
        return new SimilarityRows(Features.Dense(values, Columns), labels);
    }

    public static (float[] Values, int[] Groups) Draw(int groups = 8, int each = 40, ulong seed = 5, double noise = 2, int firstGroup = 0)
    {
        var random = new RandomStream(seed);
        var values = new float[groups * each * Columns];
        var labels = new int[groups * each];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = firstGroup + (i % groups);
            var centre = new RandomStream(99, (ulong)labels[i]);
            for (int j = 0; j < Columns; j++)
                values[(i * Columns) + j] = (float)(j < 4 ? centre.NextGaussian() + (.2 * random.NextGaussian()) : noise * random.NextGaussian());
        }
        return (values, labels);
    }
}
