namespace Probity.Metrics;

/// <summary>Extremes of the cumulative differences in one pass over rows in order of confidence.</summary>
internal readonly record struct CumulativeDifferencePass(double Largest, double Range, double Deviation, double RowDeviation)
{
    /// <summary>0 at the end of each group of ties and ∞ inside, so that no group's inside is an extreme.</summary>
    public static double[] Barriers(int[] groupEnds)
    {
        var barriers = new double[groupEnds.Length == 0 ? 0 : groupEnds[^1]];
        Array.Fill(barriers, double.PositiveInfinity);
        foreach (int end in groupEnds) barriers[end - 1] = 0;
        return barriers;
    }

    /// <param name="barriers">From <see cref="Barriers"/>.</param>
    /// <param name="confidence">Ascending.</param>
    /// <param name="gaps">Confidence minus correctness, in the same order.</param>
    /// <param name="weights">In the same order.</param>
    /// <returns>
    /// The largest absolute and the range of the cumulative means, their standard deviation at the end where weights repeat, and
    /// where a weighted row is one observation.
    /// </returns>
    public static CumulativeDifferencePass Run(
        ReadOnlySpan<double> barriers, ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        double sum = 0, high = 0, low = 0, total = 0, variance = 0, rowVariance = 0;
        for (int i = 0; i < barriers.Length; i++)
        {
            double w = weights[i], c = confidence[i];
            sum -= w * gaps[i];
            if (sum - barriers[i] > high) high = sum;   // seldom: cheaper than a maximum that minds NaN
            if (sum + barriers[i] < low) low = sum;
            double part = w * (c * (1 - c));
            total += w;
            variance += part;
            rowVariance += w * part;
        }
        return new(Math.Max(high, -low) / total, (high - low) / total, Math.Sqrt(variance) / total, Math.Sqrt(rowVariance) / total);
    }
}
