namespace Probity.Metrics;

/// <summary>
/// Weights as repetition: a row of weight 3 counts as three rows. Weights that are not all whole numbers are first
/// scaled to a mean of 1 over the rows of positive weight, so that only their ratios matter.
/// </summary>
internal static class RepetitionWeights
{
    private const double LargestExact = 1L << 53;   // beyond it a double does not hold every whole number

    /// <returns>N weights; all 1 where none are given.</returns>
    public static double[] Of(ReadOnlySpan<double> weights, int rows)
    {
        var result = new double[rows];
        if (weights.IsEmpty)
        {
            Array.Fill(result, 1);
            return result;
        }

        bool whole = true;
        double sum = 0, largest = 0;
        int positive = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i];
            whole &= weight == Math.Floor(weight);
            sum += weight;
            largest = Math.Max(largest, weight);
            if (weight > 0) positive++;
        }
        if (whole && sum <= LargestExact)
        {
            weights.CopyTo(result);
            return result;
        }

        // By the largest first: neither tiny nor huge weights can underflow or overflow on the way.
        double mean = 0;
        for (int i = 0; i < weights.Length; i++) mean += weights[i] / largest / positive;
        for (int i = 0; i < weights.Length; i++) result[i] = weights[i] / largest / mean;
        return result;
    }

    /// <summary>Weights under which every label weighs the same; their sum stays that of <see cref="Of"/>.</summary>
    public static double[] Balanced(ReadOnlySpan<int> labels, ReadOnlySpan<double> weights)
    {
        double[] result = Of(weights, labels.Length);
        var ofLabel = new Dictionary<int, double>();
        double total = 0;
        for (int i = 0; i < result.Length; i++)
        {
            if (result[i] == 0) continue;
            ofLabel[labels[i]] = ofLabel.GetValueOrDefault(labels[i]) + result[i];
            total += result[i];
        }
        for (int i = 0; i < result.Length; i++)
        {
            if (result[i] > 0) result[i] *= total / (ofLabel.Count * ofLabel[labels[i]]);
        }
        return result;
    }
}
