using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// Largest minus second largest logit.
/// </summary>
/// <remarks>A confidence: high when to be trusted. Not bounded; the temperature does not change it.</remarks>
public static class LogitMarginConfidence
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>In [0, +∞]; +∞ where all other classes are masked.</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    private static double Of(in SoftmaxTerms terms) => terms.Margin;
}
