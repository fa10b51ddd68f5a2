using System.Diagnostics.CodeAnalysis;

namespace Probity.Similarity;

/// <summary>The shares of one feature group as stored: a distribution over its values, but for rounding.</summary>
internal static class GroupShares
{
    private const double Tolerance = 1e-3;   // of a sum from 1: what half precision leaves

    /// <returns>N.</returns>
    /// <exception cref="ArgumentException">A shape out of range, or rows that are not whole.</exception>
    public static int Rows(int length, GroupShape shape, string name = "embeddings")
    {
        shape.Check();
        return Require.Rows(length, shape.Columns, name);
    }

    /// <summary>Their sum, of shares that are a distribution.</summary>
    /// <exception cref="ArgumentException">A share below 0, or a sum that is not 1.</exception>
    public static double Total(ReadOnlySpan<float> shares, long row, int group, string name = "embeddings")
    {
        double sum = Sum(shares);
        if (!IsOne(sum) || shares.ContainsAnyInRange(float.NegativeInfinity, -float.Epsilon)) Refuse(shares, row, group, name);
        return sum;
    }

    /// <summary>Sum of a distribution as stored, which is 1 but for rounding.</summary>
    public static double Sum(ReadOnlySpan<float> shares)
    {
        double sum = 0;
        foreach (float share in shares) sum += share;
        return sum;
    }

    public static bool IsOne(double sum) => Math.Abs(sum - 1) <= Tolerance;

    /// <summary>Says what is wrong with shares that are no distribution.</summary>
    [DoesNotReturn]
    public static void Refuse(ReadOnlySpan<float> shares, long row, int group, string name = "embeddings")
    {
        double sum = Sum(shares);
        if (!IsOne(sum))
            throw new ArgumentException($"{name}: row {row}, feature group {group} sums to {sum:R}; {shares.Length} shares that sum to 1 are wanted, as the softmax of a head with feature groups gives");
        int value = shares.IndexOfAnyInRange(float.NegativeInfinity, -float.Epsilon);
        throw new ArgumentException($"{name}: row {row}, feature group {group}, value {value} is {shares[value]}; shares are not below 0");
    }
}
