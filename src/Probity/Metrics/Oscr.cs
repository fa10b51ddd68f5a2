namespace Probity.Metrics;

/// <summary>
/// Area under the open-set classification rate (Dhamija, Günther &amp; Boult, NeurIPS 2018): the share of in-distribution rows
/// that are classified right and pass a threshold, against the share of unknown rows that pass it, by trapezoids.
/// </summary>
/// <remarks>
/// It is the probability that an in-distribution row is right and ranks above an unknown one, ties counting one half; never
/// more than the accuracy.
/// </remarks>
public static class Oscr
{
    /// <summary>Computes the area.</summary>
    /// <param name="inDistribution">N values, higher = more in-distribution; ±∞ is fine, NaN is refused.</param>
    /// <param name="correct">N outcomes: the class predicted for the row is right.</param>
    /// <param name="unknown">M values of unknown rows.</param>
    /// <param name="weights">N weights ≥ 0 of the in-distribution rows, or empty for one each. A weight acts as repetition.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">No rows of either kind, NaN, lengths differ, or a bad weight.</exception>
    public static double Compute(
        ReadOnlySpan<double> inDistribution, ReadOnlySpan<bool> correct, ReadOnlySpan<double> unknown, ReadOnlySpan<double> weights = default)
    {
        Require.SameRows(inDistribution.Length, correct.Length, nameof(inDistribution), nameof(correct));
        return RankedUnknowns.Figures(inDistribution, unknown, correct, weights)[RankedUnknowns.Oscr];
    }
}
