using Probity.IO;

namespace Probity.Calibration;

/// <summary>
/// Platt scaling (Platt, 1999; in the form of Lin, Lin &amp; Weng, 2007): P(1) = σ(a·s + b) of the log-odds s, fitted to
/// targets (n₁ + 1)/(n₁ + 2) and 1/(n₀ + 2) instead of 1 and 0.
/// </summary>
/// <remarks>
/// Convex, solved by Newton's method and certified by the gradient. The smoothed targets keep few or separable rows from
/// claiming certainty; with many rows they change nothing. a ≥ 0 is part of the problem: where the best slope would turn order
/// round, slope 0 is the optimum, b is the log-odds of the mean target, and the warnings say so. Where all scores are equal the
/// rows say nothing of a slope, and it stays 1. Platt's own A and B, of 1/(1 + exp(A·f + B)), are −a and −b. Use it with few rows.
/// </remarks>
public sealed class PlattScaling : SlopeCalibrator
{
    private PlattScaling(CalibratorBasis basis, double slope, double intercept) : base(basis, slope, intercept)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "platt";

    /// <summary>Fits a and b.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static PlattScaling Fit(CalibrationRows rows)
    {
        (LogisticOptimum found, List<string> warnings) = Optimum(rows, smoothed: true);
        var fitted = new PlattScaling(rows.Basis(FitDiagnostics.None), found.Coefficients[0], found.Intercept);
        return new(rows.Basis(fitted.Diagnosed(rows, found.Passes, found.Converged, found.Gradient, warnings)), fitted.Slope, fitted.Intercept);
    }

    /// <summary>One of known parameters.</summary>
    internal static PlattScaling Of(CalibratorBasis basis, double slope, double intercept) => new(basis, slope, intercept);

    internal static PlattScaling Restore(CalibratorReader from)
    {
        (double slope, double intercept) = Read(from);
        return new(from.Basis, slope, intercept);
    }
}
