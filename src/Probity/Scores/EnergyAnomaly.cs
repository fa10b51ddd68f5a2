using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// Free energy −T·log Σ exp(z/T) (Liu et al., NeurIPS 2020): the negation of <see cref="LogSumExpConfidence"/>.
/// </summary>
/// <remarks>An anomaly score: high when out of distribution.</remarks>
public static class EnergyAnomaly
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>Any real number.</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature), temperature);

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature), temperature);

    private static double Of(in SoftmaxTerms terms, double temperature) => -LogSumExpConfidence.From(terms.MaxLogit, Elementary.Log1P(terms.Rest), temperature);
}
