using Probity.Numerics;

namespace Probity.Similarity.Tests.Confidence;

/// <summary>Rows of feature groups: softmax of Gaussian logits, and what lies at the ends.</summary>
internal static class GroupRows
{
    /// <summary>Shapes that meet vectors, tails and both.</summary>
    public static TheoryData<int, int> Shapes => new() { { 1, 2 }, { 3, 2 }, { 2, 3 }, { 8, 8 }, { 3, 17 }, { 4, 32 }, { 2, 100 } };

    public static float[] Softmax(int rows, GroupShape shape, double sharpness, ulong seed)
    {
        var random = new RandomStream(seed);
        var all = new float[rows * shape.Columns];
        for (int at = 0; at < all.Length; at += shape.Values)
        {
            double[] terms = [.. Enumerable.Range(0, shape.Values).Select(_ => sharpness * random.NextGaussian())];
            double top = terms.Max(), sum = terms.Sum(term => Math.Exp(term - top));
            for (int k = 0; k < shape.Values; k++) all[at + k] = (float)(Math.Exp(terms[k] - top) / sum);
        }
        return all;
    }

    /// <summary>Of every kind: undecided, sharp, one-hot, uniform, two values with a half each.</summary>
    public static float[] OfEveryKind(GroupShape shape, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] ends = new float[30 * shape.Columns];
        for (int at = 0, i = 0; at < ends.Length; at += shape.Values, i++)
        {
            Span<float> group = ends.AsSpan(at, shape.Values);
            int value = random.NextInt32(shape.Values);
            if (i % 3 == 0) group[value] = 1;
            else if (i % 3 == 1) group.Fill(1f / shape.Values);
            else group[value] = group[(value + 1) % shape.Values] = .5f;
        }
        return [.. Softmax(40, shape, .1, seed), .. Softmax(40, shape, 2, seed + 1), .. Softmax(40, shape, 30, seed + 2), .. ends];
    }

    public static float[] Row(float[] all, GroupShape shape, int row) => all[(row * shape.Columns)..((row + 1) * shape.Columns)];

    /// <summary>A group of a row, divided by its sum.</summary>
    public static double[] Group(float[] row, GroupShape shape, int group)
    {
        double[] p = [.. row.Skip(group * shape.Values).Take(shape.Values).Select(share => (double)share)];
        double sum = p.Sum();
        return [.. p.Select(share => share / sum)];
    }
}
