using Probity.IO;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Inductive Venn–Abers predictor (Vovk, Petej &amp; Fedorova, NIPS 2015): isotonic regression of the fitting rows with the new
/// row added once as class 0, giving p₀, and once as class 1, giving p₁. One of the two is calibrated, whatever the
/// distribution, as long as fitting and new rows are exchangeable.
/// </summary>
/// <remarks>
/// The calibrated probability is p₁/(1 − p₀ + p₁), the one whose log loss exceeds that of the right of the two by the same whichever
/// it is. It is never 0 or 1. The width of the interval says how much the rows at hand leave open. All intervals are found at
/// fitting time, in the time that a sort takes. A weight counts as repetition; the new row has weight 1.
/// </remarks>
public sealed class VennAbersCalibration : BinaryCalibrator
{
    // Steps, ascending: from _from[i] on, 1 − p₀ is _notLow[i], below all 1; up to and with _until[i], p₁ is _high[i], above all 1.
    private readonly double[] _from, _notLow, _until, _high;

    private VennAbersCalibration(CalibratorBasis basis, double[] from, double[] notLow, double[] until, double[] high) : base(basis) =>
        (_from, _notLow, _until, _high) = (from, notLow, until, high);

    /// <inheritdoc/>
    public override string Kind => "venn-abers";

    /// <summary>Beyond them nothing changes.</summary>
    internal (double First, double Last) Ends => (Math.Min(_from[0], _until[0]), Math.Max(_from[^1], _until[^1]));

    /// <inheritdoc/>
    public override bool IsMonotone => true;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        [new("low_from", _from), new("low_complement", _notLow), new("high_until", _until), new("high", _high)];

    /// <summary>Finds p₀ and p₁ for every log-odds that a new row may have.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static VennAbersCalibration Fit(CalibrationRows rows)
    {
        var groups = ScoreGroups.Of(rows);
        (double[] until, double[] high) = Steps(groups.Scores, WithOneMore(groups));

        // p₀ is the same seen from class 0, with scores turned round.
        ScoreGroups mirrored = groups.Mirrored();
        (double[] from, double[] notLow) = Steps(mirrored.Scores, WithOneMore(mirrored));
        Array.Reverse(from);
        Array.Reverse(notLow);
        foreach (ref double score in from.AsSpan()) score = -score;

        var fitted = new VennAbersCalibration(rows.Basis(FitDiagnostics.None), from, notLow, until, high);
        string[] warnings = until.Length > 1 || from.Length > 1 ? [] : ["no higher score goes with more rows of class 1: nearly every row gets the same confidence"];
        return new(rows.Basis(fitted.Diagnosed(rows, 1, converged: true, 0, warnings)), from, notLow, until, high);
    }

    /// <summary>p₀ and p₁ of a log-odds: one of them is calibrated.</summary>
    /// <param name="logOdds">Finite log-odds as the model gave them.</param>
    /// <returns>p₀ in [0, 1), and p₁ in (0, 1], which is greater.</returns>
    public (double Low, double High) Interval(double logOdds) => (1 - NotLow(logOdds), High(logOdds));

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => Math.Log(High(logOdds)) - Math.Log(NotLow(logOdds));

    /// <inheritdoc/>
    public override string Explain()
    {
        double middle = _until[_until.Length / 2];
        (double low, double high) = Interval(middle);
        return Invariant($"Isotonic regression with the new row as class 0 or as class 1: {_from.Length + _until.Length:N0} steps. At log-odds {middle:G5} the probability of class 1 lies between {low:G5} and {high:G5}, and {Probability(middle):G5} is said; it runs from {Probability(_until[0]):G5} at log-odds {_until[0]:G5} to {Probability(_from[^1]):G5} at {_from[^1]:G5}.");
    }

    private protected override double InverseLogOdds(double calibrated) =>
        ScoreCurve.Least(LogOdds, Ends.First, Ends.Last, calibrated);

    internal static VennAbersCalibration Restore(CalibratorReader from)
    {
        double[] start = from.Values("low_from"), until = from.Values("high_until");
        double[] notLow = from.Values("low_complement", start.Length), high = from.Values("high", until.Length);
        for (int i = 0; i < start.Length; i++)
            from.Expect(notLow[i] is > 0 and <= 1 && (i == 0 || (start[i - 1] < start[i] && notLow[i - 1] >= notLow[i])), $"step {i} of the lower probability does not lie above the one before");
        for (int i = 0; i < until.Length; i++)
            from.Expect(high[i] is > 0 and <= 1 && (i == 0 || (until[i - 1] < until[i] && high[i - 1] <= high[i])), $"step {i} of the upper probability does not lie above the one before");
        return new(from.Basis, start, notLow, until, high);
    }

    private double High(double score)
    {
        int at = Array.BinarySearch(_until, score);
        at = at < 0 ? ~at : at;
        return at == _until.Length ? 1 : _high[at];
    }

    private double NotLow(double score)
    {
        int at = Array.BinarySearch(_from, score);
        at = at < 0 ? ~at - 1 : at;
        return at < 0 ? 1 : _notLow[at];
    }

    /// <summary>
    /// Isotonic regression at each group once a row of class 1 joined it. Between groups such a row is pooled with the group
    /// above it, whose mean cannot be higher than its own; so these are all values there are.
    /// </summary>
    /// <remarks>
    /// With P_i the sums (weight, ones) of the first i groups, the value at group j is the slope of the common lower tangent of
    /// P_0 … P_j−1 and P_j … P_K moved by (1, 1). It rises with j, so both points of touch only ever move right: linear time.
    /// </remarks>
    private static double[] WithOneMore(ScoreGroups groups)
    {
        int count = groups.Count;
        double[] x = new double[count + 1], y = new double[count + 1];
        for (int i = 0; i < count; i++) (x[i + 1], y[i + 1]) = (x[i] + groups.Totals[i], y[i] + groups.Ones[i]);
        double Slope(int a, int b) => x[b] > x[a] ? (y[b] - y[a]) / (x[b] - x[a]) : 0;   // a weight may vanish in the sum

        // The lower hull of the points from i on runs from i to next[i] and so on.
        int[] next = new int[count + 1], hull = new int[count + 1];
        for (int i = count, top = -1; i >= 0; i--)
        {
            while (top >= 1 && Slope(i, hull[top]) >= Slope(hull[top], hull[top - 1])) top--;
            next[i] = top >= 0 ? hull[top] : -1;
            hull[++top] = i;
        }

        // The lower hull of the points before j is hull[0 … last].
        var values = new double[count];
        int last = -1, left = 0, right = 0;
        double value = 0;
        for (int j = 1; j <= count; j++)
        {
            while (last >= 1 && Slope(hull[last - 1], hull[last]) >= Slope(hull[last], j - 1)) last--;
            hull[++last] = j - 1;
            left = Math.Min(left, last);
            right = Math.Max(right, j);
            while (true)
            {
                double leftTurn = left < last ? Slope(hull[left], hull[left + 1]) : double.PositiveInfinity;
                double rightTurn = next[right] >= 0 ? Slope(right, next[right]) : double.PositiveInfinity;
                double tangent = (y[right] + 1 - y[hull[left]]) / (x[right] + 1 - x[hull[left]]);
                double turn = Math.Min(leftTurn, rightTurn);
                if (turn > value && turn >= tangent)
                {
                    values[j - 1] = value = Math.Clamp(tangent, value, 1);
                    break;
                }
                if (leftTurn <= rightTurn) left++;
                else right = next[right];
            }
        }
        return values;
    }

    /// <summary>The ends of runs of equal values.</summary>
    private static (double[] Ends, double[] Values) Steps(double[] scores, double[] values)
    {
        List<double> ends = [], kept = [];
        for (int i = 0; i < scores.Length; i++)
        {
            if (i + 1 < scores.Length && values[i] == values[i + 1]) continue;
            ends.Add(scores[i]);
            kept.Add(values[i]);
        }
        return ([.. ends], [.. kept]);
    }
}
