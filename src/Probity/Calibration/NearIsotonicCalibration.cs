using Probity.IO;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Ensemble of near-isotonic regressions, ENIR (Naeini &amp; Cooper, ICDM 2016): all solutions on the path of nearly-isotonic
/// regression, from none of its penalty on falling to isotonic regression, averaged with weights exp(−BIC/2),
/// BIC = −2·log-likelihood + pieces·ln N.
/// </summary>
/// <remarks>
/// For models whose scores are mostly but not everywhere in order: the curve may fall where the rows insist, so a higher score may get
/// a lower probability; where the order must hold use <see cref="CenteredIsotonicCalibration"/>. Straight lines over the log-odds
/// join the pieces. Ends of one class get the floor of <see cref="IsotonicCalibration"/>. The last solutions of the path are averaged,
/// as many as 3·10⁷ likelihood terms allow (all of them up to some ten thousand rows); a warning says if those left out
/// could have mattered. Wants a thousand rows or more.
/// </remarks>
public sealed class NearIsotonicCalibration : BinaryCalibrator
{
    private const long MostTerms = 30_000_000;

    private readonly double[] _lows, _highs, _probabilities;   // of pieces, by rising score
    private readonly ScoreCurve _curve;

    private NearIsotonicCalibration(CalibratorBasis basis, double[] lows, double[] highs, double[] probabilities) : base(basis)
    {
        (_lows, _highs, _probabilities) = (lows, highs, probabilities);
        List<double> scores = [], values = [];
        IsMonotone = true;
        for (int i = 0; i < lows.Length; i++)
        {
            if (i > 0 && probabilities[i] < probabilities[i - 1]) IsMonotone = false;
            scores.Add(lows[i]);
            values.Add(probabilities[i]);
            if (highs[i] == lows[i]) continue;
            scores.Add(highs[i]);
            values.Add(probabilities[i]);
        }
        _curve = new ScoreCurve([.. scores], [.. values]);
    }

    /// <inheritdoc/>
    public override string Kind => "near-isotonic";

    /// <inheritdoc/>
    public override bool IsMonotone { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [new("low", _lows), new("high", _highs), new("probabilities", _probabilities)];

    /// <summary>Follows the path and averages.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static NearIsotonicCalibration Fit(CalibrationRows rows)
    {
        var groups = ScoreGroups.Of(rows);
        var path = NearIsotonicPath.Of(groups);
        double[] weights = Weights(path, rows.Total, out int first);
        double[] averages = Average(path, weights, first);

        int best = Array.IndexOf(weights, weights.Max());
        double violation = path.Violation(best, rows.Total);
        List<string> warnings = [];
        if (first > 0 && weights[first] > 1e-6) warnings.Add(Invariant($"only the last {weights.Length - first:N0} of {weights.Length:N0} solutions of the path were averaged; those before could have mattered"));

        // Pieces that are equal under the average are one.
        List<double> lows = [], highs = [], values = [], counts = [];
        for (int run = 0, start = 0; run < path.Runs; start = path.RunEnds[run++])
        {
            double high = groups.Scores[path.RunEnds[run] - 1], total = path.Pieces[run].Total;
            if (values.Count > 0 && Math.Abs(values[^1] - averages[run]) <= 1e-15)
            {
                highs[^1] = high;
                counts[^1] += total;
                continue;
            }
            lows.Add(groups.Scores[start]);
            highs.Add(high);
            values.Add(averages[run]);
            counts.Add(total);
        }
        double[] probabilities = EndFloor.Apply([.. values], [.. counts]);
        var fitted = new NearIsotonicCalibration(rows.Basis(FitDiagnostics.None), [.. lows], [.. highs], probabilities);
        return new(rows.Basis(fitted.Diagnosed(rows, weights.Length - first, violation <= 1e-9, violation, warnings)), [.. lows], [.. highs], probabilities);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => _curve.LogOdds(logOdds);

    /// <inheritdoc/>
    public override string Explain()
    {
        if (_lows.Length == 1) return Invariant($"Every row gets the probability {_probabilities[0]:G5} of class 1.");
        int falls = 0;
        double deepest = 0, at = 0;
        for (int i = 1; i < _lows.Length; i++)
        {
            double fall = _probabilities[i - 1] - _probabilities[i];
            if (fall > 0) falls++;
            if (fall > deepest) (deepest, at) = (fall, _lows[i]);
        }
        string shape = Invariant($"A curve through {_lows.Length:N0} pieces, from probability {_probabilities[0]:G5} of class 1 at log-odds {_highs[0]:G5} and below to {_probabilities[^1]:G5} at {_lows[^1]:G5} and above.");
        return shape + (falls == 0 ? " It never falls." : Invariant($" It falls {falls:N0} times, by {deepest:G3} at most, at log-odds {at:G5}: there a higher score does not mean more of class 1."));
    }

    private protected override double InverseLogOdds(double calibrated) => _curve.Inverse(calibrated);

    internal static NearIsotonicCalibration Restore(CalibratorReader from)
    {
        double[] lows = from.Values("low"), highs = from.Values("high", lows.Length), probabilities = from.Values("probabilities", lows.Length);
        for (int i = 0; i < lows.Length; i++)
        {
            from.Expect(probabilities[i] is > 0 and < 1, $"piece {i} has the probability {probabilities[i]}");
            from.Expect(lows[i] <= highs[i] && (i == 0 || highs[i - 1] < lows[i]), $"piece {i} does not lie above the one before");
        }
        return new(from.Basis, lows, highs, probabilities);
    }

    /// <summary>The weight of every solution, 0 before the first that was looked at.</summary>
    internal static double[] Weights(NearIsotonicPath path, double total, out int first)
    {
        int models = path.Lambdas.Count;
        int[] pieces = new int[models + 1], moving = new int[models + 1];
        double[] still = new double[models + 1];   // log-likelihood of pieces that do not move; all three as differences
        foreach (NearIsotonicPath.Piece piece in path.Pieces)
        {
            int died = Math.Min(piece.Died, models);
            if (died <= piece.Born) continue;
            pieces[piece.Born]++;
            pieces[died]--;
            if (piece.Slope == 0)
            {
                double term = piece.LogLikelihood(piece.Value);
                still[piece.Born] += term;
                still[died] -= term;
                continue;
            }
            moving[piece.Born]++;
            moving[died]--;
        }
        for (int k = 1; k < models; k++)
        {
            pieces[k] += pieces[k - 1];
            moving[k] += moving[k - 1];
            still[k] += still[k - 1];
        }
        long terms = 0;
        first = models - 1;
        while (first > 0 && (terms += moving[first - 1]) <= MostTerms) first--;

        foreach (NearIsotonicPath.Piece piece in path.Pieces)
        {
            if (piece.Slope == 0) continue;
            for (int k = Math.Max(first, piece.Born); k < Math.Min(piece.Died, models); k++) still[k] += piece.LogLikelihood(piece.At(path.Lambdas[k]));
        }
        var weights = new double[models];
        double least = double.PositiveInfinity, sum = 0;
        for (int k = first; k < models; k++)
        {
            weights[k] = (.5 * pieces[k] * Math.Log(Math.Max(1, total))) - still[k];
            least = Math.Min(least, weights[k]);
        }
        for (int k = first; k < models; k++) sum += weights[k] = Math.Exp(least - weights[k]);
        for (int k = first; k < models; k++) weights[k] /= sum;
        return weights;
    }

    /// <summary>The weighted mean of the solutions at every run.</summary>
    internal static double[] Average(NearIsotonicPath path, double[] weights, int first)
    {
        var before = new double[weights.Length + 1];
        for (int k = 0; k < weights.Length; k++) before[k + 1] = before[k] + weights[k];
        var means = new double[path.Pieces.Count];
        for (int i = means.Length - 1; i >= 0; i--)
        {
            NearIsotonicPath.Piece piece = path.Pieces[i];
            int born = Math.Max(first, piece.Born), died = Math.Min(piece.Died, weights.Length);
            double own = 0;
            if (piece.Slope == 0) own = died > born ? (before[died] - before[born]) * piece.Value : 0;
            else
            {
                for (int k = born; k < died; k++) own += weights[k] * piece.At(path.Lambdas[k]);
            }
            int parent = path.Parents[i];   // made later, so its mean is there
            means[i] = Math.Clamp(own + (parent >= 0 ? means[parent] : 0), 0, 1);
        }
        return means[..path.Runs];
    }
}
