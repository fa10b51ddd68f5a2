using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>
/// Consistency bands of reliability diagrams (Bröcker &amp; Smith, 2007): where the accuracy of a bin would lie if each of its rows
/// were right with the probability that it states. A point outside speaks against calibration.
/// </summary>
/// <remarks>
/// Rows of equal weight: exact quantiles of the number of right rows, up to a variance of 400, beyond that the normal
/// quantile corrected for skewness. Rows of different weights: 1,999 draws of outcomes (fewer, at least 199, beyond 10,000 rows),
/// or the corrected quantile where many rows share the variance.
/// </remarks>
public static class ConsistencyBands
{
    private const double ManyRows = 400;

    /// <summary>The band of one bin.</summary>
    /// <param name="confidence">The bin's n ≥ 1 stated probabilities in [0, 1].</param>
    /// <param name="weights">n weights ≥ 0, or empty for one each. A weighted row is one observation.</param>
    /// <param name="level">
    /// Share of the time that the accuracy lies in the band, at least, in (0, 1). For bands that hold in B bins at once give
    /// 1 − (1 − level)/B (Bonferroni). The default value is 0.95.
    /// </param>
    /// <returns>The smallest and the largest accuracy in the band.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1], a bad weight or level.</exception>
    public static (double Low, double High) OfBin(ReadOnlySpan<double> confidence, ReadOnlySpan<double> weights = default, double level = 0.95)
    {
        Require.SomeRows(confidence.Length, nameof(confidence));
        Require.Probabilities(confidence, nameof(confidence));
        Require.Weights(weights, confidence.Length, nameof(weights));
        Require.OpenShare(level, nameof(level));
        if (weights.Contains(0)) (confidence, weights) = Weighing(confidence, weights);
        if (weights.IsEmpty || !weights.ContainsAnyExcept(weights[0]))
        {
            var (low, high) = PoissonBinomial.CentralRange(confidence, level);
            return (low / (double)confidence.Length, high / (double)confidence.Length);
        }
        return OfWeighted(confidence, weights, level);
    }

    /// <summary>The rows that weigh anything.</summary>
    private static (double[] Confidence, double[] Weights) Weighing(ReadOnlySpan<double> confidence, ReadOnlySpan<double> weights)
    {
        int kept = weights.Length - weights.Count(0);
        double[] stated = new double[kept], weighing = new double[kept];
        int next = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0) (stated[next], weighing[next++]) = (confidence[i], weights[i]);
        }
        return (stated, weighing);
    }

    private static (double Low, double High) OfWeighted(ReadOnlySpan<double> confidence, ReadOnlySpan<double> weights, double level)
    {
        double total = 0, mean = 0, variance = 0, third = 0, largest = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double w = weights[i], p = confidence[i], part = w * w * p * (1 - p);
            total += w;
            mean += w * p;
            variance += part;
            third += w * part * (1 - (2 * p));
            largest = Math.Max(largest, w);
        }
        if (variance / largest > ManyRows * largest)
        {
            var (low, high) = PoissonBinomial.CornishFisher(mean, variance, third, level);
            return (Math.Clamp(low / total, 0, 1), Math.Clamp(high / total, 0, 1));
        }

        var draws = new double[Math.Clamp(20_000_000 / weights.Length, 199, 1_999)];
        Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
        var words = new RandomWords(0, 0, buffer);
        for (int draw = 0; draw < draws.Length; draw++)
        {
            double right = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                if (words.Next() < confidence[i] * 4294967296.0) right += weights[i];
            }
            draws[draw] = right / total;
        }
        Array.Sort(draws);
        return (Math.Min(1, Interval.Quantile(draws, (1 - level) / 2)), Math.Min(1, Interval.Quantile(draws, (1 + level) / 2)));
    }
}
