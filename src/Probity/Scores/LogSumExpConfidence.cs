using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// T·log Σ exp(z/T), the negative of the energy (Liu et al., NeurIPS 2020).
/// </summary>
/// <remarks>A confidence: high in distribution. On normalised log-probabilities it is 0 whatever the row: see <see cref="IsNormalised"/>.</remarks>
public static class LogSumExpConfidence
{
    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>Within ln K·T above the largest logit.</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature), temperature);

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => Of(RowTerms.Of(logits, temperature), temperature);

    /// <summary>Whether so small a log-sum-exp on every row says that the input is normalised log-probabilities.</summary>
    /// <param name="logSumExp">N values.</param>
    /// <returns>True where all are within 1e-5 of 0: the score is rounding noise and must be left out.</returns>
    public static bool IsNormalised(ReadOnlySpan<double> logSumExp)
    {
        foreach (double value in logSumExp)
        {
            if (!(Math.Abs(value) < 1e-5)) return false;
        }
        return true;
    }

    internal static double From(double maxLogit, double logTotal, double temperature) => maxLogit + (temperature * logTotal);

    private static double Of(in SoftmaxTerms terms, double temperature) => From(terms.MaxLogit, Elementary.Log1P(terms.Rest), temperature);
}
