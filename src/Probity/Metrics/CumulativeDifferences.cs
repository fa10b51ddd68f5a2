using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>
/// Cumulative differences between outcomes and stated probabilities, in order of rising confidence (Arrieta-Ibarra, Gujral,
/// Tannen, Tygert &amp; Xu, JMLR 2022): calibration tests without bins or kernels.
/// </summary>
/// <remarks>
/// C_k = Σ_{i ≤ k} w·(y − c)/Σ w, read only at the ends of groups of equal confidence, with C_0 = 0. If the stated probabilities
/// are true, C divided by its standard deviation at the end, √(Σ w·c(1 − c))/Σ w, runs like Brownian motion on [0, 1]; p-values
/// are of its limit and good from some hundred rows. Weights act as repetition in the deviation and the statistic; in the
/// p-value a weighted row is one observation, so that its variance grows with w².
/// </remarks>
public static class CumulativeDifferences
{
    /// <summary>Kolmogorov–Smirnov: the largest |C_k|. p from the maximum of the absolute value of Brownian motion.</summary>
    /// <param name="confidence">N stated probabilities in [0, 1] that the prediction is right.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1] or a bad weight.</exception>
    public static CumulativeDifference KolmogorovSmirnov(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default)
    {
        var pass = Run(RowsByConfidence.Of(confidence, correct, weights));
        return new(pass.Largest, pass.Largest / pass.Deviation, BrownianMotion.LargestUpperTail(pass.Largest / pass.RowDeviation));
    }

    /// <summary>Kuiper: the largest C_k minus the smallest, 0 among them. p from the range of Brownian motion.</summary>
    /// <inheritdoc cref="KolmogorovSmirnov"/>
    public static CumulativeDifference Kuiper(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default)
    {
        var pass = Run(RowsByConfidence.Of(confidence, correct, weights));
        return new(pass.Range, pass.Range / pass.Deviation, BrownianMotion.RangeUpperTail(pass.Range / pass.RowDeviation));
    }

    private static CumulativeDifferencePass Run(RowsByConfidence rows) =>
        CumulativeDifferencePass.Run(CumulativeDifferencePass.Barriers(rows.GroupEnds), rows.Confidence, rows.Gaps, rows.Weights);
}

/// <summary>How far the cumulative differences stray.</summary>
/// <param name="Deviation">In [0, 1].</param>
/// <param name="Statistic">The deviation in standard deviations; not a finite number where no row has a variance (every confidence is 0 or 1).</param>
/// <param name="P">Of a statistic as large when the stated probabilities are true; NaN where it is not finite.</param>
public readonly record struct CumulativeDifference(double Deviation, double Statistic, double P);
