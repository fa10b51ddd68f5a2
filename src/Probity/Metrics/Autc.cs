namespace Probity.Metrics;

/// <summary>
/// Area under the threshold curve (Humblot-Renaux, Escalera &amp; Moeslund, CVPR Workshops 2023, arXiv 2306.14658): half the
/// sum of the areas under the rate of false positives and that of false negatives, over a threshold on the scores scaled to
/// [0, 1] by their range. Unlike AUROC it rewards scores that keep a distance between the two kinds of rows.
/// </summary>
/// <remarks>
/// In closed form ½ − ½·(mean of in-distribution − mean of unknown) / range. It depends on the scale of the score, and on the
/// two most extreme rows.
/// </remarks>
public static class Autc
{
    /// <summary>Computes the area.</summary>
    /// <param name="inDistribution">N values, higher = more in-distribution.</param>
    /// <param name="unknown">M values of rows that are not.</param>
    /// <param name="weights">N weights ≥ 0 of the in-distribution rows, or empty for one each. A weight acts as repetition.</param>
    /// <returns>In [0, 1], 0 is best; NaN where all values are the same or one is infinite, for then there is no scale.</returns>
    /// <exception cref="ArgumentException">No rows of either kind, NaN, lengths differ, or a bad weight.</exception>
    public static double Compute(ReadOnlySpan<double> inDistribution, ReadOnlySpan<double> unknown, ReadOnlySpan<double> weights = default) =>
        RankedUnknowns.Figures(inDistribution, unknown, default, weights)[RankedUnknowns.Autc];
}
