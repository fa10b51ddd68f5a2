using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Quadratic scaling (Berta, Holzmüller, Jordan &amp; Bach, 2025, arXiv 2511.03685): P(1) = σ(a·s + b + c·s²) of the log-odds s, by
/// maximum likelihood.
/// </summary>
/// <remarks>
/// Right where the scores of both classes are normal, with spreads of their own. Convex, without constraints, solved by Newton's
/// method and certified by the gradient. It may turn order round: <see cref="IsMonotone"/> says whether it does. Beyond the scores that
/// it was fitted on the curve goes on along its tangent, or level where the tangent falls, since a parabola would turn round there.
/// Where a parabola parts the classes, so that maximum likelihood has no optimum, the rows are fitted to Platt's targets and the
/// warnings say so. Wants some hundreds of rows.
/// </remarks>
public sealed class QuadraticScaling : BinaryCalibrator
{
    private QuadraticScaling(CalibratorBasis basis, double slope, double intercept, double curvature, double lowest, double highest) : base(basis)
    {
        Slope = slope;
        Intercept = intercept;
        Curvature = curvature;
        Lowest = lowest;
        Highest = highest;
    }

    /// <inheritdoc/>
    public override string Kind => "quadratic";

    /// <summary>a, of s.</summary>
    public double Slope { get; }

    /// <summary>b.</summary>
    public double Intercept { get; }

    /// <summary>c, of s².</summary>
    public double Curvature { get; }

    /// <summary>The lowest log-odds of the fitting rows.</summary>
    public double Lowest { get; }

    /// <summary>The highest log-odds of the fitting rows.</summary>
    public double Highest { get; }

    /// <inheritdoc/>
    /// <remarks>True where the curve falls nowhere between the lowest and the highest score that it was fitted on.</remarks>
    public override bool IsMonotone => SlopeAt(Lowest) >= 0 && SlopeAt(Highest) >= 0;

    /// <inheritdoc/>
    public override bool CanInvert => SlopeAt(Lowest) > 0 && SlopeAt(Highest) > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
    [
        CalibratorParameter.Number("slope", Slope), CalibratorParameter.Number("intercept", Intercept), CalibratorParameter.Number("curvature", Curvature),
        CalibratorParameter.Number("lowest", Lowest), CalibratorParameter.Number("highest", Highest),
    ];

    /// <summary>Fits a, b and c.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static QuadraticScaling Fit(CalibrationRows rows)
    {
        double[] scores = Array.ConvertAll(rows.LogOdds(), Bounded);
        double lowest = scores.Min(), highest = scores.Max(), middle = (lowest / 2) + (highest / 2), half = (highest / 2) - (lowest / 2);
        if (half == 0) half = 1;
        double[] place = Array.ConvertAll(scores, s => (s - middle) / half), square = Array.ConvertAll(place, v => v * v);
        List<string> warnings = [];
        bool smoothed = Separated(scores, rows.Labels);
        if (smoothed) warnings.Add(Unlimited);
        LogisticOptimum found = LogisticFit.Solve(rows, [place, square], otherwise: [half, 0], nonNegative: [false, false], intercept: true, smoothed);

        double linear = found.Coefficients[0] / half, curvature = found.Coefficients[1] / half / half;
        var fitted = new QuadraticScaling(
            rows.Basis(FitDiagnostics.None), linear - (2 * curvature * middle), found.Intercept - (((linear * middle) - (curvature * middle * middle))), curvature, lowest, highest);
        if (!fitted.IsMonotone) warnings.Add(Turn(fitted));
        return new(
            rows.Basis(fitted.Diagnosed(rows, found.Passes, found.Converged, found.Gradient, warnings)), fitted.Slope, fitted.Intercept, curvature, lowest, highest);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds)
    {
        double inside = Math.Clamp(logOdds, Lowest, Highest), value = ((Slope + (Curvature * inside)) * inside) + Intercept;
        return Bounded(inside == logOdds ? value : value + (Math.Max(0, SlopeAt(inside)) * (logOdds - inside)));
    }

    /// <inheritdoc/>
    public override string Explain() => Invariant(
        $"Confidence is σ({Slope:G5}·s {Sign(Intercept)} {Math.Abs(Intercept):G5} {Sign(Curvature)} {Math.Abs(Curvature):G5}·s²) of the model's log-odds s: ") + (
        IsMonotone
            ? Invariant($"its slope goes from {SlopeAt(Lowest):G3} at the lowest score to {SlopeAt(Highest):G3} at the highest (below 1 the model was overconfident there), and order is kept.")
            : Turn(this) + ".");

    private protected override double InverseLogOdds(double calibrated)
    {
        double low = LogOdds(Lowest), high = LogOdds(Highest);
        if (calibrated <= low) return SlopeAt(Lowest) > 0 ? Lowest + ((calibrated - low) / SlopeAt(Lowest)) : double.NegativeInfinity;
        if (calibrated > high) return SlopeAt(Highest) > 0 ? Highest + ((calibrated - high) / SlopeAt(Highest)) : double.PositiveInfinity;
        // Between the ends, from the lower one: rise = slope·d + c·d².
        double slope = SlopeAt(Lowest), rise = calibrated - low;
        return Math.Min(Highest, Lowest + (2 * rise / (slope + Math.Sqrt(Math.Max(0, (slope * slope) + (4 * Curvature * rise))))));
    }

    internal static QuadraticScaling Restore(CalibratorReader from)
    {
        double slope = from.Number("slope"), intercept = from.Number("intercept"), curvature = from.Number("curvature"), lowest = from.Number("lowest"), highest = from.Number("highest");
        from.Expect(lowest <= highest, $"scores from {lowest} to {highest}");
        return new(from.Basis, slope, intercept, curvature, lowest, highest);
    }

    private double SlopeAt(double logOdds) => Slope + (2 * Curvature * logOdds);

    private static string Sign(double value) => value < 0 ? "−" : "+";

    private static string Turn(QuadraticScaling fitted)
    {
        double vertex = -fitted.Slope / (2 * fitted.Curvature);
        return fitted.Curvature == 0 || vertex <= fitted.Lowest || vertex >= fitted.Highest ? "a higher score gets a lower confidence in class 1 throughout"
            : Invariant($"the curve turns at log-odds {vertex:G4}: {(fitted.Curvature < 0 ? "above" : "below")} that a higher score gets a lower confidence in class 1");
    }

    /// <summary>
    /// Whether a parabola is at least 0 on every score of class 1, at most 0 on every one of class 0, and not 0 on all: the fewest roots
    /// that it needs, counted as often as they are roots, are 2.
    /// </summary>
    private static bool Separated(double[] scores, int[] labels)
    {
        double[] sorted = [.. scores];
        var order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        RadixSort.Sort(sorted, order);
        const int tooMany = 3;
        int below = 0, above = 0;   // fewest roots so far, by the sign behind them
        bool pure = false;
        for (int start = 0, end; start < order.Length && Math.Min(below, above) < tooMany; start = end)
        {
            int ones = 0;
            for (end = start; end < order.Length && sorted[end] == sorted[start]; end++) ones += labels[order[end]];
            if (ones > 0 && ones < end - start)
            {
                (below, above) = (Math.Min(above + 1, below + 2), Math.Min(below + 1, above + 2));
                continue;
            }
            pure = true;
            int stay = ones > 0 ? Math.Min(above, below + 1) : Math.Min(below, above + 1);
            (below, above) = ones > 0 ? (tooMany, stay) : (stay, tooMany);
        }
        return pure && Math.Min(below, above) < tooMany;
    }
}
