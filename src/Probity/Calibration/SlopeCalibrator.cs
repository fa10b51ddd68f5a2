using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>A calibrator of the form σ(a·s + b), a ≥ 0, of the log-odds s.</summary>
public abstract class SlopeCalibrator : BinaryCalibrator
{
    private protected SlopeCalibrator(CalibratorBasis basis, double slope, double intercept) : base(basis)
    {
        Slope = slope;
        Intercept = intercept;
    }

    /// <summary>a ≥ 0. Below 1 the model was overconfident.</summary>
    public double Slope { get; }

    /// <summary>b: positive where class 1 was more frequent than the model said.</summary>
    public double Intercept { get; }

    /// <inheritdoc/>
    public sealed override bool IsMonotone => true;

    /// <inheritdoc/>
    public sealed override bool CanInvert => Slope > 0;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<CalibratorParameter> Parameters => [CalibratorParameter.Number("slope", Slope), CalibratorParameter.Number("intercept", Intercept)];

    /// <inheritdoc/>
    public sealed override double LogOdds(double logOdds) => Bounded((Slope * logOdds) + Intercept);

    /// <inheritdoc/>
    public sealed override string Explain()
    {
        if (Slope == 0) return Invariant($"The model's scores say nothing, or the wrong thing: every row gets the probability {Elementary.Logistic(Intercept):G5} of class 1.");
        string spread = Slope < 1 ? "the model was overconfident" : Slope > 1 ? "the model was underconfident" : "the model was as confident as it should be";
        string shift = Intercept == 0 ? "" : $", and class 1 was {(Intercept > 0 ? "more" : "less")} frequent than it said where it was undecided";
        return Invariant($"Confidence is σ({Slope:G5}·s {(Intercept < 0 ? "−" : "+")} {Math.Abs(Intercept):G5}) of the model's log-odds s: {spread}{shift}.");
    }

    /// <summary>The optimum of the rows, with what is to be said of it.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <param name="smoothed">Platt's targets.</param>
    private protected static (LogisticOptimum Found, List<string> Warnings) Optimum(CalibrationRows rows, bool smoothed)
    {
        double[] scores = Array.ConvertAll(rows.LogOdds(), Bounded);
        List<string> warnings = [];
        if (!smoothed && LogisticFit.Separated(scores, rows.Labels))
        {
            smoothed = true;
            warnings.Add(Unlimited);
        }
        LogisticOptimum found = LogisticFit.Solve(rows, [scores], otherwise: [1], nonNegative: [true], intercept: true, smoothed);
        if (found.Coefficients[0] == 0) warnings.Add("a higher score does not go with more rows of class 1: the slope is kept at 0, so every row gets the same confidence");
        return (found, warnings);
    }

    private protected sealed override double InverseLogOdds(double calibrated) =>
        Slope > 0 ? (calibrated - Intercept) / Slope : calibrated <= Intercept ? double.NegativeInfinity : double.PositiveInfinity;

    private protected static (double Slope, double Intercept) Read(CalibratorReader from)
    {
        double slope = from.Number("slope"), intercept = from.Number("intercept");
        from.Expect(slope >= 0, $"slope {slope}");
        return (slope, intercept);
    }
}
