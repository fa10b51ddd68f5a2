namespace Probity.Metrics;

/// <summary>
/// Share of negative rows let through by the largest threshold that keeps a wanted share of the positive rows. For
/// detection of unknowns the positive class is in-distribution, as in Hendrycks &amp; Gimpel (ICLR 2017); libraries differ.
/// </summary>
public static class FalsePositiveRate
{
    /// <summary>Computes the rate. Rows equal to the threshold pass it.</summary>
    /// <param name="ranking">N values, higher = more likely positive; ±∞ is fine, NaN is refused.</param>
    /// <param name="positive">N outcomes.</param>
    /// <param name="truePositiveRate">Share of positives to keep, in (0, 1). The default value is 0.95.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight acts as repetition.</param>
    /// <returns>In [0, 1]; NaN where one of the two classes is missing, for then the rate is undefined.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, a bad weight, or a share outside (0, 1).</exception>
    public static double AtTruePositiveRate(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, double truePositiveRate = 0.95, ReadOnlySpan<double> weights = default)
    {
        Require.OpenShare(truePositiveRate, nameof(truePositiveRate));
        return RankingPass.Of(ranking, positive, weights, nameof(ranking), nameof(positive), truePositiveRate).FalsePositiveRate;
    }
}
