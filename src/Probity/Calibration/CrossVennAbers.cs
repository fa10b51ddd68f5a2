using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Cross Venn–Abers predictor (Vovk, Petej &amp; Fedorova, NIPS 2015): one <see cref="VennAbersCalibration"/> a fold, merged as
/// p = GM(p₁)/(GM(1 − p₀) + GM(p₁)), GM the geometric mean over folds.
/// </summary>
/// <remarks>
/// Smoother than one predictor on all rows, and without its guarantee, which does not survive merging. In the paper each fold's scores
/// come from a model trained on the other folds; fitted here on the scores of one model, all folds share it. With K such
/// models of your own fit a <see cref="VennAbersCalibration"/> on each fold and give their intervals to <see cref="Merge"/>.
/// Each class is dealt out to folds in order of score, by a seed: neither the order of rows nor a weight written as repeated
/// rows matters. A row whose weight is more than 1 is shared by several folds.
/// </remarks>
public sealed class CrossVennAbers : BinaryCalibrator
{
    private const ulong Stream = 0xC4A9;

    private readonly VennAbersCalibration[] _folds;

    private CrossVennAbers(CalibratorBasis basis, VennAbersCalibration[] folds) : base(basis) => _folds = folds;

    /// <inheritdoc/>
    public override string Kind => "cross-venn-abers";

    /// <summary>The predictor of each fold.</summary>
    public IReadOnlyList<VennAbersCalibration> Folds => _folds;

    /// <inheritdoc/>
    public override bool IsMonotone => true;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [];

    internal override IReadOnlyList<Calibrator> Inner => _folds;

    /// <summary>Fits on five folds.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static CrossVennAbers Fit(CalibrationRows rows) => Fit(rows, 5);

    /// <summary>Fits a predictor on each fold.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <param name="folds">2 to 20. Folds that get no row are left out.</param>
    /// <param name="seed">Of the split into folds.</param>
    /// <exception cref="ArgumentException">More than two classes, or a number of folds out of range.</exception>
    public static CrossVennAbers Fit(CalibrationRows rows, int folds, ulong seed = 0)
    {
        Require.InRange(folds, 2, 20, nameof(folds));
        double[][] weights = Deal(ScoreGroups.Of(rows), folds, seed, out double[] scores, out int[] labels);
        VennAbersCalibration[] fitted =
        [
            .. weights.Where(weight => weight.Any(w => w > 0)).Select(weight => VennAbersCalibration.Fit(CalibrationRows.Of(scores, labels, 1, weight))),
        ];
        string[] warnings = fitted.Length == folds ? [] : [Invariant($"{rows.Count:N0} rows fill {fitted.Length} of {folds} folds")];
        var merged = new CrossVennAbers(rows.Basis(FitDiagnostics.None), fitted);
        return new(rows.Basis(merged.Diagnosed(rows, 1, converged: true, 0, warnings)), fitted);
    }

    /// <summary>The merged probability of one row under K predictors, each on the score of its own model.</summary>
    /// <param name="intervals">K intervals, p₀ in [0, 1) and p₁ in (0, 1] each, as <see cref="VennAbersCalibration.Interval"/> gives them.</param>
    /// <exception cref="ArgumentException">There are none, or one is no interval.</exception>
    public static double Merge(ReadOnlySpan<(double Low, double High)> intervals)
    {
        Require.SomeRows(intervals.Length, nameof(intervals));
        double sum = 0;
        foreach ((double low, double high) in intervals)
        {
            if (!(low >= 0 && low < 1 && high > 0 && high <= 1))
                throw new ArgumentException($"{nameof(intervals)}: {low} to {high} is no interval of a Venn–Abers predictor; the lower end lies in [0, 1), the upper in (0, 1]");
            sum += Math.Log(high) - Elementary.Log1P(-low);
        }
        return Elementary.Logistic(sum / intervals.Length);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds)
    {
        // ln GM(p₁) − ln GM(1 − p₀) is the mean of the folds' own merged log-odds.
        double sum = 0;
        foreach (VennAbersCalibration fold in _folds) sum += fold.LogOdds(logOdds);
        return sum / _folds.Length;
    }

    /// <inheritdoc/>
    public override string Explain() => Invariant($"The mean, in log-odds, of {_folds.Length} Venn–Abers predictors, each of its own fold of the rows. The first: {_folds[0].Explain()}");

    private protected override double InverseLogOdds(double calibrated)
    {
        double first = double.PositiveInfinity, last = double.NegativeInfinity;
        foreach (VennAbersCalibration fold in _folds)
        {
            (double low, double high) = fold.Ends;
            (first, last) = (Math.Min(first, low), Math.Max(last, high));
        }
        return ScoreCurve.Least(LogOdds, first, last, calibrated);
    }

    internal static CrossVennAbers Restore(CalibratorReader from)
    {
        from.Expect(from.InnerCount is >= 1 and <= 20, $"{from.InnerCount} folds");
        var folds = new VennAbersCalibration[from.InnerCount];
        for (int i = 0; i < folds.Length; i++)
        {
            var inner = from.InnerBinary(i) as VennAbersCalibration;
            from.Expect(inner is not null, $"fold {i} is no Venn–Abers predictor");
            folds[i] = inner!;
        }
        return new(from.Basis, folds);
    }

    /// <summary>Weights of all (score, class) pairs in each fold. Units of weight of a class, in order of score, are dealt out like cards, each round of them shuffled.</summary>
    private static double[][] Deal(ScoreGroups groups, int folds, ulong seed, out double[] scores, out int[] labels)
    {
        List<double> pairScores = [], pairWeights = [];
        List<int> pairLabels = [];
        foreach (int label in new[] { 0, 1 })
        {
            for (int i = 0; i < groups.Count; i++)
            {
                double weight = label == 1 ? groups.Ones[i] : groups.Totals[i] - groups.Ones[i];
                if (!(weight > 0)) continue;
                pairScores.Add(groups.Scores[i]);
                pairLabels.Add(label);
                pairWeights.Add(weight);
            }
        }
        scores = [.. pairScores];
        labels = [.. pairLabels];

        double[][] dealt = new double[folds][];
        for (int fold = 0; fold < folds; fold++) dealt[fold] = new double[scores.Length];
        int[] order = new int[folds];
        double at = 0, shuffled = -1;   // units dealt so far; class 1 goes on where class 0 stopped, so that folds are of one size
        for (int i = 0; i < scores.Length; i++)
        {
            double end = at + pairWeights[i], rounds = Math.Floor((end - at) / folds);
            if (rounds > 1)
            {
                // Whole rounds give every fold the same.
                for (int fold = 0; fold < folds; fold++) dealt[fold][i] += rounds - 1;
                at += (rounds - 1) * folds;
            }
            while (at < end)
            {
                double unit = Math.Floor(at), round = Math.Floor(unit / folds), next = Math.Min(end, unit + 1);
                if (!(next > at)) break;   // beyond 2⁵³ units the rest is nothing
                if (round != shuffled)
                {
                    for (int fold = 0; fold < folds; fold++) order[fold] = fold;
                    new RandomStream(seed, Stream ^ ((ulong)round << 16)).Shuffle(order.AsSpan());
                    shuffled = round;
                }
                dealt[order[Math.Clamp((int)(unit - (round * folds)), 0, folds - 1)]][i] += next - at;
                at = next;
            }
        }
        return dealt;
    }
}
