using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.Similarity;

/// <summary>Sums over the shares of one feature group, in double. They are divided by their sum, so that rounding of a stored row never breaks a law.</summary>
internal readonly record struct GroupMoments(double Sum, double Squares, double Largest)
{
    /// <summary>m.</summary>
    public double Maximum => Largest / Sum;

    /// <summary>c.</summary>
    public double Purity => Squares / (Sum * Sum);

    /// <exception cref="ArgumentException">No distribution.</exception>
    public static GroupMoments Of(ReadOnlySpan<float> shares, long row, int group, string name = "embeddings")
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(shares);
        Vector<double> sums = default, squares = default;
        Vector<float> most = default, least = default;
        foreach (Vector<float> values in vectors)
        {
            Vector.Widen(values, out Vector<double> lower, out Vector<double> upper);
            sums += lower + upper;
            squares += (lower * lower) + (upper * upper);
            most = Vector.Max(most, values);
            least = Vector.Min(least, values);
        }
        double sum = Vector.Sum(sums), square = Vector.Sum(squares);
        float largest = 0, smallest = 0;
        if (vectors.Length > 0)
        {
            for (int i = 0; i < Vector<float>.Count; i++) (largest, smallest) = (Math.Max(largest, most[i]), Math.Min(smallest, least[i]));
        }
        foreach (float share in shares[(vectors.Length * Vector<float>.Count)..])
        {
            sum += share;
            square += (double)share * share;
            (largest, smallest) = (Math.Max(largest, share), Math.Min(smallest, share));
        }
        if (!GroupShares.IsOne(sum) || smallest < 0) GroupShares.Refuse(shares, row, group, name);
        return new GroupMoments(sum, square, largest);
    }

    /// <summary>H of shares with these moments, nats.</summary>
    public double Entropy(ReadOnlySpan<float> shares)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(shares);
        Vector<double> sums = default;
        var tiny = new Vector<double>(float.Epsilon);   // has a logarithm, where 0 has none
        foreach (Vector<float> values in vectors)
        {
            Vector.Widen(values, out Vector<double> lower, out Vector<double> upper);
            sums += (lower * Vector.Log(Vector.Max(lower, tiny))) + (upper * Vector.Log(Vector.Max(upper, tiny)));
        }
        double sum = Vector.Sum(sums);
        foreach (float share in shares[(vectors.Length * Vector<float>.Count)..])
        {
            if (share > 0) sum += share * Math.Log(share);
        }
        return Math.Max(0, Math.Log(Sum) - (sum / Sum));
    }

    /// <summary>The second largest of shares that are not below 0: the largest where two have it.</summary>
    public static float SecondLargest(ReadOnlySpan<float> shares)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(shares);
        Vector<float> firsts = default, seconds = default;   // of each lane
        foreach (Vector<float> values in vectors)
        {
            seconds = Vector.Max(seconds, Vector.Min(firsts, values));
            firsts = Vector.Max(firsts, values);
        }
        float first = 0, second = 0;
        if (vectors.Length > 0)
        {
            for (int i = 0; i < Vector<float>.Count; i++)
            {
                second = Math.Max(Math.Max(second, seconds[i]), Math.Min(first, firsts[i]));
                first = Math.Max(first, firsts[i]);
            }
        }
        foreach (float share in shares[(vectors.Length * Vector<float>.Count)..])
        {
            second = Math.Max(second, Math.Min(first, share));
            first = Math.Max(first, share);
        }
        return second;
    }

    /// <summary>Σ pₖ qₖ of two distributions as stored.</summary>
    public static double Product(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(first), right = MemoryMarshal.Cast<float, Vector<float>>(second);
        Vector<double> sums = default;
        for (int i = 0; i < left.Length; i++)
        {
            Vector.Widen(left[i], out Vector<double> a, out Vector<double> b);
            Vector.Widen(right[i], out Vector<double> c, out Vector<double> d);
            sums += (a * c) + (b * d);
        }
        double sum = Vector.Sum(sums);
        for (int k = left.Length * Vector<float>.Count; k < first.Length; k++) sum += (double)first[k] * second[k];
        return sum;
    }

    /// <summary>Σ wₖ pₖ qₖ.</summary>
    public static double Product(ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(first), right = MemoryMarshal.Cast<float, Vector<float>>(second);
        ReadOnlySpan<Vector<double>> by = MemoryMarshal.Cast<double, Vector<double>>(weights);
        Vector<double> sums = default;
        for (int i = 0; i < left.Length; i++)
        {
            Vector.Widen(left[i], out Vector<double> a, out Vector<double> b);
            Vector.Widen(right[i], out Vector<double> c, out Vector<double> d);
            sums += (a * c * by[2 * i]) + (b * d * by[(2 * i) + 1]);
        }
        double sum = Vector.Sum(sums);
        for (int k = left.Length * Vector<float>.Count; k < first.Length; k++) sum += (double)first[k] * second[k] * weights[k];
        return sum;
    }
}
