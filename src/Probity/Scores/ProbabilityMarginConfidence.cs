using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// Largest minus second largest probability (the margin of Scheffer, Decomain &amp; Wrobel, IDA 2001).
/// </summary>
/// <remarks>A confidence: high when to be trusted. 0 where the two largest logits tie.</remarks>
public static class ProbabilityMarginConfidence
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    // 1 − exp(−gap) loses digits only where the two are close.
    internal static double From(double gap, double second, double rest) => (second < .5 ? 1 - second : -Elementary.ExpM1(-gap)) / (1 + rest);

    /// <summary>ln(m / (1 − m)) of the margin m = (1 − s)/(1 + r), whose complement is (r + s)/(1 + r).</summary>
    internal static double LogOddsFrom(in SoftmaxTerms terms) =>
        Math.Log(-Elementary.ExpM1(-terms.Gap)) + terms.Gap - Math.Log(terms.Others == 0 ? 0 : terms.Others + 1);

    private static double Of(in SoftmaxTerms terms) => From(terms.Gap, terms.Second, terms.Rest);
}
