using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// Shannon entropy of the softmax, −Σ p ln p, in nats.
/// </summary>
/// <remarks>An anomaly score: high when not to be trusted. Computed from sums of terms of one sign, so that an entropy of 1e-30 keeps its digits.</remarks>
public static class EntropyAnomaly
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>In [0, ln K].</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    internal static double From(in SoftmaxTerms terms, double second, double rest, double logTotal)
    {
        if (rest == 0) return 0;
        // ln Σ − Σ p (z − z₁), where z − z₁ = (z − z₂) − gap: both parts are ≥ 0.
        return logTotal + (second * ((terms.Gap * terms.Others) - terms.OthersTimesLog) / (1 + rest));
    }

    private static double Of(in SoftmaxTerms terms) => From(terms, terms.Second, terms.Rest, Elementary.Log1P(terms.Rest));
}
