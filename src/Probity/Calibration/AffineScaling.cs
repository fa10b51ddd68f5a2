using Probity.IO;

namespace Probity.Calibration;

/// <summary>
/// Affine scaling (Berta, Holzmüller, Jordan &amp; Bach, 2025, arXiv 2511.03685): P(1) = σ(a·s + b) of the log-odds s with a ≥ 0,
/// by maximum likelihood.
/// </summary>
/// <remarks>
/// Right where the scores of both classes are normal with the same spread. Convex, solved by Newton's method and certified by the
/// gradient. Maximum likelihood has no optimum where a threshold parts the classes (one class alone among them): a steeper slope
/// is then always better. Such rows are fitted to Platt's targets instead, as <see cref="PlattScaling"/> is, and the warnings say
/// so. With some dozens of rows prefer Platt scaling; where errors differ at both ends, <see cref="QuadraticScaling"/> or
/// <see cref="BetaCalibration"/>.
/// </remarks>
public sealed class AffineScaling : SlopeCalibrator
{
    private AffineScaling(CalibratorBasis basis, double slope, double intercept) : base(basis, slope, intercept)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "affine";

    /// <summary>Fits a and b.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static AffineScaling Fit(CalibrationRows rows)
    {
        (LogisticOptimum found, List<string> warnings) = Optimum(rows, smoothed: false);
        var fitted = new AffineScaling(rows.Basis(FitDiagnostics.None), found.Coefficients[0], found.Intercept);
        return new(rows.Basis(fitted.Diagnosed(rows, found.Passes, found.Converged, found.Gradient, warnings)), fitted.Slope, fitted.Intercept);
    }

    internal static AffineScaling Restore(CalibratorReader from)
    {
        (double slope, double intercept) = Read(from);
        return new(from.Basis, slope, intercept);
    }
}
