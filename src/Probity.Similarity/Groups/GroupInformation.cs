namespace Probity.Similarity;

/// <summary>How much feature groups say about items: I = H(mean of p) − mean of H(p), in nats (Krause et al., NIPS 2010).</summary>
internal static class GroupInformation
{
    /// <summary>Its mean over the feature groups, in [0, ln K]: what a training can follow from epoch to epoch.</summary>
    /// <param name="embeddings">N × (G·K), of each row G distributions over K values; not checked.</param>
    /// <param name="featureGroups">G.</param>
    /// <param name="valuesPerGroup">K.</param>
    public static double Mean(ReadOnlySpan<float> embeddings, int featureGroups, int valuesPerGroup)
    {
        int columns = featureGroups * valuesPerGroup, rows = embeddings.Length / columns;
        if (rows == 0) return 0;
        var means = new double[columns];
        double entropies = 0, information = 0;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = embeddings.Slice(i * columns, columns);
            for (int k = 0; k < columns; k++)
            {
                means[k] += row[k];
                if (row[k] > 0) entropies -= row[k] * Math.Log(row[k]);
            }
        }
        foreach (ref double mean in means.AsSpan()) mean /= rows;
        for (int g = 0; g < featureGroups; g++) information += Entropy(means.AsSpan(g * valuesPerGroup, valuesPerGroup));
        return Math.Max(0, (information - (entropies / rows)) / featureGroups);
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
