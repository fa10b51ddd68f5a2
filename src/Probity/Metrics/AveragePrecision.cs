namespace Probity.Metrics;

/// <summary>
/// Area under the precision–recall curve as step average precision: Σ (recall_k − recall_{k−1})·precision_k over
/// falling thresholds, a group of ties taken whole. No interpolation.
/// </summary>
public static class AveragePrecision
{
    /// <summary>Computes the average precision.</summary>
    /// <param name="ranking">N values, higher = more likely positive; ±∞ is fine, NaN is refused.</param>
    /// <param name="positive">N outcomes.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight acts as repetition.</param>
    /// <returns>In (0, 1]; NaN where no row is positive, for then recall is undefined.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, or a bad weight.</exception>
    public static double Compute(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights = default) =>
        RankingPass.Of(ranking, positive, weights, nameof(ranking), nameof(positive)).AveragePrecision;
}
