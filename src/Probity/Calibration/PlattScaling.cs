using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Platt scaling (Platt, 1999; in the form of Lin, Lin &amp; Weng, 2007): P(1) = σ(a·s + b) of the log-odds s, fitted to
/// targets (n₁ + 1)/(n₁ + 2) and 1/(n₀ + 2) instead of 1 and 0.
/// </summary>
/// <remarks>
/// Convex, solved by Newton's method and certified by the gradient. The smoothed targets keep few or separable rows from
/// claiming certainty; with many rows they change nothing. Where the best slope would be negative, so that order turned
/// round, the slope is 0 and the warnings say so.
/// </remarks>
public sealed class PlattScaling : BinaryCalibrator
{
    private PlattScaling(CalibratorBasis basis, double slope, double intercept) : base(basis)
    {
        Slope = slope;
        Intercept = intercept;
    }

    /// <inheritdoc/>
    public override string Kind => "platt";

    /// <summary>a ≥ 0. Below 1 the model was overconfident. Platt's own A is −a: his formula reads 1/(1 + exp(A·f + B)).</summary>
    public double Slope { get; }

    /// <summary>b, Platt's −B: positive where class 1 was more frequent than the model said.</summary>
    public double Intercept { get; }

    /// <inheritdoc/>
    public override bool IsMonotone => true;

    /// <inheritdoc/>
    public override bool CanInvert => Slope > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [CalibratorParameter.Number("slope", Slope), CalibratorParameter.Number("intercept", Intercept)];

    /// <summary>Fits a and b.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static PlattScaling Fit(CalibrationRows rows)
    {
        double[] logOdds = rows.LogOdds();
        double ones = 0;
        for (int i = 0; i < rows.Count; i++) ones += rows.Labels[i] * rows.Weight(i);
        double zeros = rows.Total - ones, high = (ones + 1) / (ones + 2), low = 1 / (zeros + 2);
        Minimum found = DampedNewton.Minimize(Objective, [0, Math.Log((ones + 1) / (zeros + 1))], new MinimumOptions(1e-10));
        double slope = found.Point[0], intercept = found.Point[1];
        List<string> warnings = [];
        if (slope < 0)
        {
            (slope, intercept) = (0, Math.Log((ones + 1) / (zeros + 1)));
            warnings.Add("a higher score goes with fewer rows of class 1: the slope is kept at 0, so every row gets the same confidence");
        }
        var fitted = new PlattScaling(rows.Basis(FitDiagnostics.None), slope, intercept);
        return new(rows.Basis(fitted.Diagnosed(rows, found, warnings)), slope, intercept);

        double Objective(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian)
        {
            double sum = 0;
            gradient.Clear();
            hessian.Clear();
            for (int i = 0; i < logOdds.Length; i++)
            {
                double s = logOdds[i], z = (x[0] * s) + x[1], p = Elementary.Logistic(z), target = rows.Labels[i] == 1 ? high : low, weight = rows.Weight(i) / rows.Total;
                sum += weight * (Elementary.Softplus(z) - (target * z));
                double error = weight * (p - target), curvature = weight * p * Elementary.Logistic(-z);
                gradient[0] += error * s;
                gradient[1] += error;
                hessian[0] += curvature * s * s;
                hessian[2] += curvature * s;
                hessian[3] += curvature;
            }
            return sum;
        }
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => (Slope * logOdds) + Intercept;

    /// <inheritdoc/>
    public override string Explain() => Invariant($"Confidence is σ({Slope:G5}·s {(Intercept < 0 ? "−" : "+")} {Math.Abs(Intercept):G5}) of the model's log-odds s.");

    private protected override double InverseLogOdds(double calibrated) =>
        Slope > 0 ? (calibrated - Intercept) / Slope : calibrated <= Intercept ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>One of known parameters.</summary>
    internal static PlattScaling Of(CalibratorBasis basis, double slope, double intercept) => new(basis, slope, intercept);

    internal static PlattScaling Restore(CalibratorReader from)
    {
        double slope = from.Number("slope"), intercept = from.Number("intercept");
        from.Expect(slope >= 0, $"slope {slope}");
        return new(from.Basis, slope, intercept);
    }
}
