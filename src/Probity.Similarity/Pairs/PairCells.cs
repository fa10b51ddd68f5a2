using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.Similarity;

/// <summary>The inner loops over cells of a table of pairs, a vector at a time.</summary>
internal static class PairCells
{
    /// <summary>result = exp(factor·(values − top)); the two may be the same.</summary>
    public static void Exp(ReadOnlySpan<double> values, double top, double factor, Span<double> result)
    {
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(values);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(result);
        Vector<double> above = new(top), by = new(factor);
        for (int k = 0; k < from.Length; k++) to[k] = Vector.Exp((from[k] - above) * by);
        for (int j = from.Length * Vector<double>.Count; j < values.Length; j++) result[j] = Math.Exp((values[j] - top) * factor);
    }

    /// <summary>Their sum.</summary>
    public static double Sum(ReadOnlySpan<double> cells)
    {
        Vector<double> sums = Vector<double>.Zero;
        foreach (Vector<double> cell in MemoryMarshal.Cast<double, Vector<double>>(cells)) sums += cell;
        double sum = Vector.Sum(sums);
        for (int j = cells.Length - (cells.Length % Vector<double>.Count); j < cells.Length; j++) sum += cells[j];
        return sum;
    }

    /// <summary>Σ x·y, multiplied and added in double.</summary>
    public static double Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<Vector<float>> some = MemoryMarshal.Cast<T, Vector<float>>(x), others = MemoryMarshal.Cast<T, Vector<float>>(y);
            Vector<double> lowerSums = Vector<double>.Zero, upperSums = Vector<double>.Zero;
            for (int k = 0; k < some.Length; k++)
            {
                Vector.Widen(some[k], out Vector<double> lower, out Vector<double> upper);
                Vector.Widen(others[k], out Vector<double> otherLower, out Vector<double> otherUpper);
                lowerSums += lower * otherLower;
                upperSums += upper * otherUpper;
            }
            sum = Vector.Sum(lowerSums + upperSums);
            i = some.Length * Vector<float>.Count;
        }
        for (; i < x.Length; i++) sum += double.CreateTruncating(x[i]) * double.CreateTruncating(y[i]);
        return sum;
    }

    /// <summary>result = offset − values.</summary>
    public static void SubtractFrom<T>(double offset, ReadOnlySpan<T> values, Span<double> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            Vector<double> from = new(offset);
            Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(result);
            ReadOnlySpan<Vector<float>> read = MemoryMarshal.Cast<T, Vector<float>>(values);
            for (int k = 0; k < read.Length; k++)
            {
                Vector.Widen(read[k], out Vector<double> lower, out Vector<double> upper);
                to[2 * k] = from - lower;
                to[(2 * k) + 1] = from - upper;
            }
            i = read.Length * Vector<float>.Count;
        }
        for (; i < values.Length; i++) result[i] = offset - double.CreateTruncating(values[i]);
    }

    /// <summary>result = −values.</summary>
    public static void Negate<T>(ReadOnlySpan<double> values, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<Vector<double>> read = MemoryMarshal.Cast<double, Vector<double>>(values);
            Span<Vector<float>> to = MemoryMarshal.Cast<T, Vector<float>>(result[..values.Length]);
            for (int k = 0; k < to.Length; k++) to[k] = Vector.Narrow(-read[2 * k], -read[(2 * k) + 1]);
            i = to.Length * Vector<float>.Count;
        }
        for (; i < values.Length; i++) result[i] = T.CreateTruncating(-values[i]);
    }
}
