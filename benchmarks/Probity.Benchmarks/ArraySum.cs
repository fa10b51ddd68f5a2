using System.Numerics;
using Probity.Numerics;

namespace Probity.Benchmarks;

/// <summary>The yardstick: how fast the machine reads an array at all. Four vectors of partial sums a range, threaded.</summary>
internal static class ArraySum
{
    private const int RangeLength = 1 << 18;

    public static double Of(float[] values)
    {
        double[] partial = new double[RowRanges.Count(values.Length, RangeLength)];
        RowRanges.For(values.Length, RangeLength, (range, start, end) => partial[range] = Range(values.AsSpan(start, end - start)));
        return partial.Sum();
    }

    private static double Range(ReadOnlySpan<float> values)
    {
        int width = Vector<float>.Count;
        Vector<float> a = default, b = default, c = default, d = default;
        for (; values.Length >= 4 * width; values = values[(4 * width)..])
        {
            a += new Vector<float>(values);
            b += new Vector<float>(values[width..]);
            c += new Vector<float>(values[(2 * width)..]);
            d += new Vector<float>(values[(3 * width)..]);
        }
        double sum = Vector.Sum(a + b + (c + d));
        foreach (float value in values) sum += value;
        return sum;
    }
}
