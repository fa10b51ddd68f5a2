namespace Probity.Similarity;

/// <summary>Weights of feature groups, such as their information.</summary>
internal static class GroupWeights
{
    /// <returns>G weights that sum to 1: the same for each where none are given.</returns>
    /// <exception cref="ArgumentException">Another number of them, below 0, or all 0.</exception>
    public static double[] Normalized(ReadOnlySpan<double> weights, int groups)
    {
        var normalized = new double[groups];
        normalized.AsSpan().Fill(1.0 / groups);
        if (weights.IsEmpty) return normalized;
        if (weights.Length != groups) throw new ArgumentException($"weights: {weights.Length:N0}, but there are {groups:N0} feature groups; give one for each, such as their information, or none");
        Require.Weights(weights, groups, nameof(weights));
        double sum = 0;
        foreach (double weight in weights) sum += weight;
        for (int g = 0; g < groups; g++) normalized[g] = weights[g] / sum;
        return normalized;
    }
}
