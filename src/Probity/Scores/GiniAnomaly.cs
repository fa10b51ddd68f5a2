using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// Gini impurity 1 − Σ p², computed as Σ p (1 − p).
/// </summary>
/// <remarks>An anomaly score: high when not to be trusted.</remarks>
public static class GiniAnomaly
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>In [0, 1 − 1/K].</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature));

    internal static double From(in SoftmaxTerms terms, double second, double rest)
    {
        double total = 1 + rest;
        return ((rest * (1 + total)) - (second * second * terms.Third)) / (total * total);
    }

    private static double Of(in SoftmaxTerms terms) => From(terms, terms.Second, terms.Rest);
}
