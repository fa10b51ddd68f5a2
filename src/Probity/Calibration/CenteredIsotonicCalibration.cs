using Probity.IO;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Centered isotonic regression (Oron &amp; Flournoy, Statistics in Biopharmaceutical Research 2017): each block of isotonic
/// regression shrinks to one point, its share of class 1 at its mean log-odds, and straight lines join the points.
/// </summary>
/// <remarks>
/// It rises strictly inside, so rows that the model told apart there are not tied; beyond its first and last point it is constant, as in
/// the paper. A block at an end that holds one class only stays flat over all its scores, also as in the paper,
/// and gets the same floor as in <see cref="IsotonicCalibration"/>. Prefer it to plain isotonic regression; with fewer than some
/// hundred rows a formula of a few parameters does better.
/// </remarks>
public sealed class CenteredIsotonicCalibration : BinaryCalibrator
{
    private readonly double[] _scores, _ones, _rows, _probabilities;   // of points, by rising score and share
    private readonly ScoreCurve _curve;

    private CenteredIsotonicCalibration(CalibratorBasis basis, double[] scores, double[] ones, double[] rows) : base(basis)
    {
        (_scores, _ones, _rows) = (scores, ones, rows);
        var shares = new double[ones.Length];
        for (int i = 0; i < shares.Length; i++) shares[i] = ones[i] / rows[i];
        Raw = shares;
        _probabilities = EndFloor.Apply(shares, rows);
        _curve = new ScoreCurve(scores, _probabilities);
    }

    /// <inheritdoc/>
    public override string Kind => "centered-isotonic";

    /// <summary>Log-odds of the points, ascending.</summary>
    public IReadOnlyList<double> Centers => _scores;

    /// <summary>Shares of class 1 at the points before the floor, in [0, 1].</summary>
    public IReadOnlyList<double> Raw { get; }

    /// <inheritdoc/>
    public override bool IsMonotone => true;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [new("scores", _scores), new("ones", _ones), new("rows", _rows)];

    /// <summary>Fits the points, in the time that a sort takes.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static CenteredIsotonicCalibration Fit(CalibrationRows rows)
    {
        using var groups = ScoreGroups.Of(rows, rented: true);
        var pooled = AdjacentViolators.Pool(groups, rows.Total);
        var scores = new double[pooled.Count];
        for (int block = 0; block < scores.Length; block++)
        {
            int start = pooled.Start(block), end = pooled.Ends[block];
            if (pooled.Count > 1 && pooled.Ones[block] == 0) scores[block] = groups.Scores[end - 1];
            else if (pooled.Count > 1 && pooled.Ones[block] == pooled.Totals[block]) scores[block] = groups.Scores[start];
            else scores[block] = Mean(groups, start, end);
        }
        var fitted = new CenteredIsotonicCalibration(rows.Basis(FitDiagnostics.None), scores, pooled.Ones, pooled.Totals);
        string[] warnings = scores.Length > 1 ? [] : ["no higher score goes with more rows of class 1: every row gets the same confidence"];
        return new(rows.Basis(fitted.Diagnosed(rows, 1, pooled.Violation <= 1e-9, pooled.Violation, warnings)), scores, pooled.Ones, pooled.Totals);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => _curve.LogOdds(logOdds);

    /// <inheritdoc/>
    public override string Explain() => _scores.Length == 1
        ? Invariant($"Every row gets the probability {_probabilities[0]:G5} of class 1.")
        : Invariant($"Straight lines between {_scores.Length:N0} points: the probability of class 1 rises from {_probabilities[0]:G5} at log-odds {_scores[0]:G5} and below to {_probabilities[^1]:G5} at {_scores[^1]:G5} and above.");

    private protected override double InverseLogOdds(double calibrated) => _curve.Inverse(calibrated);

    internal static CenteredIsotonicCalibration Restore(CalibratorReader from)
    {
        double[] scores = from.Values("scores"), ones = from.Values("ones", scores.Length), rows = from.Values("rows", scores.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            from.Expect(rows[i] > 0 && ones[i] >= 0 && ones[i] <= rows[i], $"point {i} has {ones[i]} of {rows[i]} rows of class 1");
            from.Expect(i == 0 || (scores[i - 1] < scores[i] && ones[i - 1] / rows[i - 1] <= ones[i] / rows[i]), $"point {i} does not lie above the one before");
        }
        return new(from.Basis, scores, ones, rows);
    }

    private static double Mean(ScoreGroups groups, int start, int end)
    {
        double mean = groups.Scores[start], weight = groups.Totals[start];
        for (int i = start + 1; i < end; i++)
        {
            weight += groups.Totals[i];
            mean += (groups.Scores[i] - mean) * (groups.Totals[i] / weight);
        }
        return Math.Clamp(mean, groups.Scores[start], groups.Scores[end - 1]);   // rounding must not cross into the next block
    }
}
