namespace Probity.Numerics;

/// <summary>The number of successes of independent trials, each with a probability of its own.</summary>
internal static class PoissonBinomial
{
    private const double Negligible = 1e-18;
    private const double ExactVariance = 400;   // beyond it the corrected normal quantile is off by less than a success

    /// <summary>
    /// Counts that leave at most half of 1 − level outside at either end: exact by adding trial after trial where the variance is
    /// at most 400, beyond that by the normal quantile with its correction for skewness (Cornish &amp; Fisher, 1938).
    /// </summary>
    public static (int Low, int High) CentralRange(ReadOnlySpan<double> probabilities, double level)
    {
        double mean = 0, variance = 0, skew = 0;
        foreach (double p in probabilities)
        {
            double part = p * (1 - p);
            mean += p;
            variance += part;
            skew += part * (1 - (2 * p));
        }
        double tail = (1 - level) / 2;
        if (variance <= ExactVariance) return ExactRange(probabilities, tail);

        var (low, high) = CornishFisher(mean, variance, skew, level);
        return ((int)Math.Clamp(Math.Ceiling(low - 0.5), 0, probabilities.Length), (int)Math.Clamp(Math.Ceiling(high - 0.5), 0, probabilities.Length));
    }

    /// <summary>The two quantiles of a sum from its first three cumulants.</summary>
    public static (double Low, double High) CornishFisher(double mean, double variance, double thirdCumulant, double level)
    {
        double z = NormalDistribution.TwoSided(level), deviation = Math.Sqrt(variance);
        double shift = variance > 0 ? thirdCumulant / variance * ((z * z) - 1) / 6 : 0;
        return (mean + shift - (z * deviation), mean + shift + (z * deviation));
    }

    /// <summary>The chances of 0 to n successes, each to full relative precision: sums and products of numbers that are not negative.</summary>
    /// <param name="probabilities">n.</param>
    /// <param name="chances">Room for n + 1.</param>
    public static void Distribution(ReadOnlySpan<double> probabilities, Span<double> chances) => Add(probabilities, chances, negligible: 0);

    private static (int Low, int High) ExactRange(ReadOnlySpan<double> probabilities, double tail)
    {
        var chances = new double[probabilities.Length + 2];
        var (first, last) = Add(probabilities, chances, Negligible);
        int low = first, high = last;
        for (double below = chances[low]; below <= tail && low < last; below += chances[low]) low++;
        for (double above = chances[high]; above <= tail && high > first; above += chances[high]) high--;
        return (low, high);
    }

    /// <returns>The first and last count that is not negligible.</returns>
    private static (int First, int Last) Add(ReadOnlySpan<double> probabilities, Span<double> chances, double negligible)
    {
        chances[0] = 1;
        int first = 0, last = 0;
        foreach (double p in probabilities)
        {
            double q = 1 - p;
            chances[last + 1] = 0;
            for (int k = ++last; k > first; k--) chances[k] = (chances[k] * q) + (chances[k - 1] * p);
            chances[first] *= q;
            while (first < last && chances[first] < negligible) first++;
            while (last > first && chances[last] < negligible) last--;
        }
        return (first, last);
    }
}
