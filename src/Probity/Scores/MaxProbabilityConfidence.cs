using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// Maximum softmax probability (Hendrycks &amp; Gimpel, ICLR 2017): p_max = 1 / (1 + r), where r is the sum of the other terms
/// relative to the largest.
/// </summary>
/// <remarks>A confidence: high when to be trusted. Rank by the log-odds, which do not round to a tie where p_max rounds to 1.</remarks>
public static class MaxProbabilityConfidence
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>In [1/K, 1].</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    /// <summary>ln(p_max / (1 − p_max)) of one row: the same order as p_max, without ties by rounding.</summary>
    /// <param name="logits">K logits; one means binary.</param>
    /// <param name="temperature">T &gt; 0. The default value is 1.</param>
    /// <returns>In [−ln(K − 1), +∞]; +∞ only where all other classes are masked.</returns>
    public static double LogOdds(ReadOnlySpan<float> logits, double temperature = 1) => LogOddsFrom(RowTerms.Of(logits, temperature));

    internal static double From(double rest) => 1 / (1 + rest);

    internal static double LogOddsFrom(in SoftmaxTerms terms) => terms.Gap - Math.Log(terms.Others);

    private static double Of(in SoftmaxTerms terms) => From(terms.Rest);
}
