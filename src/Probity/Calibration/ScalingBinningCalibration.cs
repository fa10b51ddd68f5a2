using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Scaling-binning (Kumar, Liang &amp; Ma, NeurIPS 2019): a Platt curve is fitted, its outputs are put into bins of equal mass,
/// and every bin answers with the mean of the curve's outputs in it.
/// </summary>
/// <remarks>
/// Binning makes the calibration error measurable; the mean of a smooth curve varies less than a share of labels, so fewer
/// rows are needed than for a histogram: of the order of 1/ε² + B instead of B/ε². By default there are 15 bins, and no
/// more than one for every 20 rows. The paper's proof takes a third of the rows for each of the three steps; its authors' own
/// code takes all rows for all three, as is done here by default: the second and third step look at no label, and
/// neither the order nor the repetition of rows then matters. Never certain: the curve's targets are smoothed.
/// </remarks>
public sealed class ScalingBinningCalibration : BinaryCalibrator
{
    private readonly StepMap _steps;

    private ScalingBinningCalibration(CalibratorBasis basis, StepMap steps, double slope, double intercept) : base(basis)
    {
        _steps = steps;
        Slope = slope;
        Intercept = intercept;
    }

    /// <inheritdoc/>
    public override string Kind => "scaling-binning";

    /// <summary>a of the curve σ(a·s + b).</summary>
    public double Slope { get; }

    /// <summary>b of the curve.</summary>
    public double Intercept { get; }

    /// <summary>Bins, which ties can make fewer than were asked for.</summary>
    public int Bins => _steps.Count;

    /// <inheritdoc/>
    public override bool IsMonotone => true;

    /// <inheritdoc/>
    /// <remarks><c>edges</c> of the bins, in the model's log-odds, and the calibrated <c>log_odds</c> of each.</remarks>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        [CalibratorParameter.Number("slope", Slope), CalibratorParameter.Number("intercept", Intercept), .. _steps.Parameters];

    /// <summary>Fits.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <param name="bins">Bins wanted, 1 to a million; null for the default.</param>
    /// <param name="splitSeed">Split the rows by this seed into three parts, as the paper's proof does; null takes all rows for all steps.</param>
    /// <exception cref="ArgumentException">More than two classes, or bins out of range.</exception>
    public static ScalingBinningCalibration Fit(CalibrationRows rows, int? bins = null, ulong? splitSeed = null)
    {
        rows.LogOdds();   // refuses more classes
        bins = HistogramBinning.Checked(bins, splitSeed is null ? rows.Total : rows.Total / 3);
        List<string> warnings = [];
        CalibrationRows first = rows, second = rows, third = rows;
        if (splitSeed is { } seed)
        {
            byte[] part = Folds.Stratified(rows.Labels, 2, 3, seed);
            (CalibrationRows a, CalibrationRows b, CalibrationRows c) = (rows.Fold(part, 0, inside: true), rows.Fold(part, 1, inside: true), rows.Fold(part, 2, inside: true));
            if (a.Count > 0 && b.Count > 0 && c.Count > 0) (first, second, third) = (a, b, c);
            else warnings.Add(Invariant($"{rows.Count} rows are too few for three parts: all steps see all rows"));
        }

        var curve = PlattScaling.Fit(first);
        warnings.AddRange(curve.Diagnostics.Warnings);
        var scores = TiedScores.Of(second);
        int[] ends = curve.Slope > 0 ? scores.EqualMass(bins.Value) : [scores.Count];   // a flat curve has one output
        double[] edges = [.. ends.SkipLast(1).Select(scores.Edge)], weights = new double[ends.Length], ones = new double[ends.Length], zeros = new double[ends.Length];
        double[] logOdds = third.LogOdds();
        var means = TiedScores.Of(third);   // in order of the scores, so that the order of rows cannot matter
        for (int i = 0, bin = 0; i < means.Count; i++)
        {
            double s = means.Values[i], z = curve.LogOdds(s), weight = means.Weight(i, i + 1);
            while (bin < edges.Length && s > edges[bin]) bin++;
            weights[bin] += weight;
            ones[bin] += weight * Elementary.Logistic(z);
            zeros[bin] += weight * Elementary.Logistic(-z);
        }
        var values = new double[ends.Length];
        for (int b = 0; b < values.Length; b++)
        {
            // Sums of p and of 1 − p apart, so that neither loses its digits. A bin that the third part missed is the curve at its middle.
            values[b] = weights[b] > 0 && ones[b] > 0 && zeros[b] > 0 ? Math.Log(ones[b]) - Math.Log(zeros[b]) : curve.LogOdds(Middle(edges, b));
            if (b > 0) values[b] = Math.Max(values[b], values[b - 1]);   // rounding
        }
        if (values.Length == 1) warnings.Add("all rows are in one bin: every row gets the same confidence");
        var steps = new StepMap(edges, values);
        var fitted = new ScalingBinningCalibration(rows.Basis(FitDiagnostics.None), steps, curve.Slope, curve.Intercept);
        return new(rows.Basis(fitted.Diagnosed(rows, curve.Diagnostics.Iterations, curve.Diagnostics.Converged, curve.Diagnostics.Gradient, warnings)), steps, curve.Slope, curve.Intercept);

        double Middle(double[] cuts, int bin) =>
            cuts.Length == 0 ? logOdds[0] : bin == 0 ? cuts[0] : bin == cuts.Length ? cuts[^1] : (cuts[bin - 1] / 2) + (cuts[bin] / 2);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => _steps.At(logOdds);

    /// <inheritdoc/>
    public override string Explain() =>
        Invariant($"Confidence is the mean of the curve σ({Slope:G5}·s {(Intercept < 0 ? "−" : "+")} {Math.Abs(Intercept):G5}) of the model's log-odds s in the same of {Bins:N0} bins. {_steps.Explain()}");

    private protected override double InverseLogOdds(double calibrated) => _steps.Inverse(calibrated);

    internal static ScalingBinningCalibration Restore(CalibratorReader from)
    {
        double slope = from.Number("slope"), intercept = from.Number("intercept");
        var steps = StepMap.Read(from);
        from.Expect(slope >= 0, $"slope {slope}");
        from.Expect(steps.IsMonotone, "the values of scaling-binning's bins fall where its curve rises");
        return new(from.Basis, steps, slope, intercept);
    }
}
