namespace Probity.Similarity;

/// <summary>How much feature groups say about items: I = H(mean of p) − mean of H(p), in nats (Krause et al., NIPS 2010).</summary>
internal static class GroupInformation
{
    /// <summary>Means over the feature groups: what a training can follow from epoch to epoch.</summary>
    /// <param name="embeddings">N × (G·K), of each row G distributions over K values; not checked.</param>
    /// <param name="featureGroups">G.</param>
    /// <param name="valuesPerGroup">K.</param>
    /// <returns>I / ln K in [0, 1], and the mean over items and groups of the largest share, in [1/K, 1]. Both 0 without rows.</returns>
    public static (double Information, double MaxProbability) Mean(ReadOnlySpan<float> embeddings, int featureGroups, int valuesPerGroup)
    {
        int columns = featureGroups * valuesPerGroup, rows = embeddings.Length / columns;
        if (rows == 0) return (0, 0);
        var means = new double[columns];
        double entropies = 0, maxima = 0, information = 0;
        for (int at = 0; at < embeddings.Length; at += valuesPerGroup)
        {
            ReadOnlySpan<float> shares = embeddings.Slice(at, valuesPerGroup);
            Span<double> sums = means.AsSpan(at % columns, valuesPerGroup);
            float largest = 0;
            for (int k = 0; k < shares.Length; k++)
            {
                sums[k] += shares[k];
                largest = Math.Max(largest, shares[k]);
                if (shares[k] > 0) entropies -= shares[k] * Math.Log(shares[k]);
            }
            maxima += largest;
        }
        foreach (ref double mean in means.AsSpan()) mean /= rows;
        for (int g = 0; g < featureGroups; g++) information += Entropy(means.AsSpan(g * valuesPerGroup, valuesPerGroup));
        double each = (information - (entropies / rows)) / featureGroups;
        return (valuesPerGroup > 1 ? Math.Clamp(each / Math.Log(valuesPerGroup), 0, 1) : 0, maxima / ((double)rows * featureGroups));
    }

    /// <summary>−Σ p ln p.</summary>
    public static double Entropy(ReadOnlySpan<double> shares)
    {
        double sum = 0;
        foreach (double share in shares)
        {
            if (share > 0) sum -= share * Math.Log(share);
        }
        return sum;
    }
}
