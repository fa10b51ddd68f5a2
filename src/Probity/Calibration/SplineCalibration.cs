using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Spline calibration (Gupta et al., ICLR 2021): a natural cubic spline γ is fitted by least squares to the cumulative share of
/// class 1, H(t), over the share t of rows in order of their score; its derivative is the calibrated probability.
/// </summary>
/// <remarks>
/// Knots lie at equal steps of t. γ(0) = 0 and γ(1) = H(1), so the calibrated probabilities of the fitting rows have the mean of their
/// labels (before the floor). Rows of equal score are one point with their weight together, and get the mean of γ′ over their part of t.
/// Probabilities stay within [1/(n + 2), 1 − 1/(n + 2)] of n rows. Between scores log-odds are interpolated; beyond the lowest and highest
/// they stay. It need not be monotone; <see cref="IsMonotone"/> says whether this one is. Smooth and of no assumed shape, but it can
/// bend with noise: it wants a thousand rows.
/// </remarks>
public sealed class SplineCalibration : BinaryCalibrator
{
    private const int UsualKnots = 6, MostPoints = 1_000;
    private const double LeastMass = 1e-12;   // share of all weight, below which a score has no step of its own
    private const double LeastFloor = 1e-15;  // 1 − 1e-15 is still below 1

    private readonly double[] _scores;    // ascending
    private readonly double[] _logOdds;   // one a score

    private SplineCalibration(CalibratorBasis basis, double[] heights, double[] scores, double[] logOdds) : base(basis)
    {
        Heights = heights;
        _scores = scores;
        _logOdds = logOdds;
        IsMonotone = true;
        for (int i = 1; i < logOdds.Length; i++) IsMonotone &= logOdds[i] >= logOdds[i - 1];
    }

    /// <inheritdoc/>
    public override string Kind => "spline";

    /// <summary>γ at its knots 0 to 1: shares of all rows.</summary>
    public IReadOnlyList<double> Heights { get; }

    /// <inheritdoc/>
    public override bool IsMonotone { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [new("heights", Heights), new("scores", _scores), new("log_odds", _logOdds)];

    /// <summary>Fits with six knots.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static SplineCalibration Fit(CalibrationRows rows) => Fit(rows, UsualKnots);

    /// <summary>Fits.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <param name="knots">2 to 100. Two are a straight line: one probability for all.</param>
    /// <exception cref="ArgumentException">More than two classes, or knots out of range.</exception>
    public static SplineCalibration Fit(CalibrationRows rows, int knots)
    {
        Require.InRange(knots, 2, 100, nameof(knots));
        (double[] scores, double[] ends, double[] outcomes) = Steps(rows);
        int points = scores.Length, bends = Math.Min(knots, points + 1) - 2;
        double share = outcomes[^1];

        // γ(t) = share·t + Σ cₖ Bₖ(t), where every natural cubic spline Bₖ is 0 at both ends.
        var design = new double[points * Math.Max(1, bends)];
        double[] rest = new double[points], mass = new double[points];
        for (int i = 0; i < points; i++)
        {
            for (int k = 0; k < bends; k++) design[(i * bends) + k] = Bend(k, bends + 2, ends[i]);
            rest[i] = outcomes[i] - (share * ends[i]);
            mass[i] = ends[i] - (i == 0 ? 0 : ends[i - 1]);
        }
        double[] bent = bends == 0 ? [] : LeastSquares.Solve(design, bends, rest, mass).Coefficients.ToArray();
        double gradient = 0;
        for (int k = 0; k < bends; k++)
        {
            double slope = 0;
            for (int i = 0; i < points; i++)
            {
                double off = rest[i];
                for (int j = 0; j < bends; j++) off -= bent[j] * design[(i * bends) + j];
                slope += mass[i] * off * design[(i * bends) + k];
            }
            gradient = Math.Max(gradient, Math.Abs(2 * slope));
        }

        var logOdds = new double[points];
        double floor = Math.Max(1 / (rows.Total + 2), LeastFloor), before = 0;
        for (int i = 0; i < points; i++)
        {
            double here = Height(ends[i]), p = Math.Clamp((here - before) / mass[i], floor, 1 - floor);
            (logOdds[i], before) = (Math.Log(p) - Elementary.Log1P(-p), here);
        }
        double[] heights = [.. Enumerable.Range(0, bends + 2).Select(k => Height(k / (bends + 1.0)))];
        int[] kept = Kept(ends);
        (scores, logOdds) = (RowSplit.Gather(scores, 1, kept), RowSplit.Gather(logOdds, 1, kept));
        var fitted = new SplineCalibration(rows.Basis(FitDiagnostics.None), heights, scores, logOdds);
        List<string> warnings = [];
        if (!fitted.IsMonotone) warnings.Add("in places a higher score gets a lower confidence in class 1: the fitted curve is not monotone");
        return new(rows.Basis(fitted.Diagnosed(rows, 1, gradient <= 1e-9, gradient, warnings)), heights, scores, logOdds);

        double Height(double t)
        {
            double sum = share * t;
            for (int k = 0; k < bends; k++) sum += bent[k] * Bend(k, bends + 2, t);
            return sum;
        }
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds)
    {
        int place = Array.BinarySearch(_scores, logOdds);
        if (place >= 0) return _logOdds[place];
        place = ~place;
        if (place == 0) return _logOdds[0];
        if (place == _scores.Length) return _logOdds[^1];
        double share = ((logOdds / 2) - (_scores[place - 1] / 2)) / ((_scores[place] / 2) - (_scores[place - 1] / 2));   // halves: so no difference overflows
        return _logOdds[place - 1] + (share * (_logOdds[place] - _logOdds[place - 1]));
    }

    /// <inheritdoc/>
    public override string Explain() => Invariant(
        $"Confidence follows a smooth curve of the model's score with {Heights.Count} knots, from the probability {Elementary.Logistic(_logOdds[0]):G4} of class 1 at log-odds {_scores[0]:G4} and below to ") +
        Invariant($"{Elementary.Logistic(_logOdds[^1]):G4} at {_scores[^1]:G4} and above; {(IsMonotone ? "a higher score never gets a lower one." : "in places a higher score gets a lower one.")}");

    private protected override double InverseLogOdds(double calibrated)
    {
        if (calibrated <= _logOdds[0]) return double.NegativeInfinity;
        if (calibrated > _logOdds[^1]) return double.PositiveInfinity;
        int high = Array.FindIndex(_logOdds, value => value >= calibrated);
        double share = (calibrated - _logOdds[high - 1]) / (_logOdds[high] - _logOdds[high - 1]);
        return _scores[high - 1] + (share * (_scores[high] - _scores[high - 1]));
    }

    internal static SplineCalibration Restore(CalibratorReader from)
    {
        double[] heights = from.Values("heights"), scores = from.Values("scores");
        double[] logOdds = from.Values("log_odds", scores.Length);
        from.Expect(heights.Length is >= 2 and <= 100, $"{heights.Length} knots");
        for (int i = 1; i < scores.Length; i++) from.Expect(scores[i - 1] < scores[i], $"score {scores[i]} behind {scores[i - 1]}, which is no order");
        return new(from.Basis, heights, scores, logOdds);
    }

    /// <summary>The distinct scores, ascending, with the share of rows and of rows of class 1 up to each.</summary>
    private static (double[] Scores, double[] Ends, double[] Outcomes) Steps(CalibrationRows rows)
    {
        double[] sorted = Array.ConvertAll(rows.LogOdds(), Bounded);
        var order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        RadixSort.Sort(sorted, order);
        List<double> scores = [], ends = [], outcomes = [];
        double all = 0, ones = 0, least = rows.Total * LeastMass, taken = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double weight = rows.Weight(order[i]);
            all += weight;
            if (rows.Labels[order[i]] == 1) ones += weight;
            if (i + 1 < sorted.Length && sorted[i + 1] == sorted[i]) continue;
            if (!(all - taken > least)) continue;   // its own step would be rounding; the next one takes it in
            taken = all;
            scores.Add(sorted[i] + 0);   // no −0, so that a file's order is strict
            ends.Add(all);
            outcomes.Add(ones);
        }
        return ([.. scores], [.. ends.Select(end => end / all)], [.. outcomes.Select(outcome => outcome / all)]);
    }

    /// <summary>Not all of very many points: those next to equal steps of t, and both ends.</summary>
    private static int[] Kept(double[] ends)
    {
        if (ends.Length <= MostPoints) return [.. Enumerable.Range(0, ends.Length)];
        List<int> kept = [0];
        for (int i = 1; i < ends.Length - 1; i++)
        {
            if (Math.Floor(ends[i] * (MostPoints - 2)) > Math.Floor(ends[i - 1] * (MostPoints - 2))) kept.Add(i);
        }
        return [.. kept, ends.Length - 1];
    }

    /// <summary>A natural cubic spline with equal steps between knots: truncated powers (Hastie, Tibshirani &amp; Friedman, 2009, 5.2.1), less the line to its end.</summary>
    private static double Bend(int k, int knots, double t)
    {
        double last = (knots - 2.0) / (knots - 1);
        return Power(t) - (t * Power(1));

        double Power(double at) => Scaled(at, k / (knots - 1.0)) - Scaled(at, last);
        static double Scaled(double at, double knot) => Cube(at - knot) / (1 - knot);
        static double Cube(double x) => x > 0 ? x * x * x : 0;
    }
}
