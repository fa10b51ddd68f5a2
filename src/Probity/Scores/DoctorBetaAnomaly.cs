using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// DOCTOR β (Granese et al., NeurIPS 2021): (1 − p_max) / p_max, the sum of the other terms relative to the largest.
/// </summary>
/// <remarks>An anomaly score: high when not to be trusted.</remarks>
public static class DoctorBetaAnomaly
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>In [0, K − 1].</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    private static double Of(in SoftmaxTerms terms) => terms.Rest;
}
