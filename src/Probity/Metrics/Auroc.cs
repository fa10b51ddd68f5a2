namespace Probity.Metrics;

/// <summary>
/// Area under the receiver operating characteristic: the probability that a random positive row ranks above a random
/// negative one, ties counting one half (Hanley &amp; McNeil, 1982).
/// </summary>
public static class Auroc
{
    /// <summary>Computes the area.</summary>
    /// <param name="ranking">N values, higher = more likely positive; ±∞ is fine, NaN is refused.</param>
    /// <param name="positive">N outcomes.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight acts as repetition.</param>
    /// <returns>In [0, 1]; NaN where one of the two classes is missing, for then the area is undefined.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, or a bad weight.</exception>
    public static double Compute(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights = default) =>
        RankingPass.Of(ranking, positive, weights, nameof(ranking), nameof(positive)).Auroc;
}
