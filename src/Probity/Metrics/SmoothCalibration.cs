namespace Probity.Metrics;

/// <summary>
/// Smooth calibration error (Błasiok &amp; Nakkiran, ICLR 2024): the gap between confidence and correctness, smoothed over
/// confidence by a Gaussian kernel reflected at 0 and 1, in absolute value, averaged.
/// </summary>
/// <remarks>
/// It has no bins and is continuous in the confidences: within a constant factor it is the distance to the nearest calibrated
/// predictor. The kernel's scale is chosen by the data: the one that equals its own error. Like the binned errors it is biased
/// upward, though less. Exact to some 5e-5 relative or better where the scale is above 3e-4, to 1e-6 or so absolute below. Weights act as repetition.
/// </remarks>
public static class SmoothCalibration
{
    /// <summary>The error at its fixed point.</summary>
    /// <param name="confidence">N stated probabilities in [0, 1] that the prediction is right.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1]: the error, which is also the scale σ* of the kernel that it was smoothed with.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1] or a bad weight.</exception>
    public static double Error(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default)
    {
        var rows = RowsByConfidence.Of(confidence, correct, weights);
        return SmoothCalibrationGrid.Fit(rows.Confidence, rows.Gaps, rows.Weights).Scale;
    }

    /// <summary>The error smoothed with a given scale: ∫ |Σ w·(y − c)·K(t, c)| dt / Σ w. It falls as the scale grows.</summary>
    /// <param name="confidence">N stated probabilities in [0, 1] that the prediction is right.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="scale">σ of the Gaussian, in [1e-4, 1e3].</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1], a bad weight or scale.</exception>
    public static double ErrorAtScale(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, double scale, ReadOnlySpan<double> weights = default)
    {
        if (!(scale is >= 1e-4 and <= 1e3)) throw new ArgumentException($"scale: {scale}; it must be 0.0001 to 1,000");
        var rows = RowsByConfidence.Of(confidence, correct, weights);
        var pass = new SmoothCalibrationPass(SmoothCalibrationGrid.ForScale(rows.Confidence, scale));
        return pass.AtScale(rows.Gaps, rows.Weights, scale);
    }
}
