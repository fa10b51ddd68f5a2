using Probity.Metrics;
using Probity.Scores;

namespace Probity.Calibration;

/// <summary>
/// What calibration does to rows that it has not seen: each row under the calibrator that was fitted without its fold. An
/// estimate, never a guarantee.
/// </summary>
internal sealed class CalibratorCrossFit
{
    private CalibratorCrossFit(CalibrationRows rows, double[] nll, double[] confidence, bool[] correct)
    {
        Rows = rows;
        Nll = nll;
        Confidence = confidence;
        Correct = correct;
    }

    public CalibrationRows Rows { get; }

    /// <summary>Negative log-likelihood of every row.</summary>
    public double[] Nll { get; }

    /// <summary>Calibrated probability of the class predicted.</summary>
    public double[] Confidence { get; }

    /// <summary>The prediction is right.</summary>
    public bool[] Correct { get; }

    public double MeanNll => Rows.Mean(Nll);

    public double Ece => CalibrationError.Ece(Confidence, Correct, weights: Rows.Weights);

    /// <summary>The rows as the model gave them: nothing was fitted, so every row is new.</summary>
    public static CalibratorCrossFit Before(CalibrationRows rows)
    {
        var result = Empty(rows);
        result.Measure(rows, rows.Logits, null);
        return result;
    }

    /// <summary>Fits without each fold in turn; folds hold every class as evenly as they can.</summary>
    /// <exception cref="ArgumentException">Fewer rows than two.</exception>
    public static CalibratorCrossFit Run(CalibrationRows rows, Func<CalibrationRows, Calibrator> fit, CalibrationOptions options, Action<double>? progress = null)
    {
        int folds = Math.Min(options.Folds, rows.Count);
        byte[] foldOf = Folds.Stratified(rows.Labels, rows.Outcomes, folds, options.Seed);
        CalibratorCrossFit result = Empty(rows);
        for (int fold = 0; fold < folds; fold++)
        {
            int[] within = [.. Enumerable.Range(0, rows.Count).Where(row => foldOf[row] == fold)];
            if (within.Length == 0) continue;
            Calibrator fitted = fit(rows.Fold(foldOf, fold, inside: false));
            CalibrationRows others = rows.Chosen(within);
            var calibrated = new double[others.Logits.Length];
            fitted.ForRows(others).CalibrateLogits(others.Logits, rows.Classes, calibrated);
            result.Measure(others, calibrated, within);
            progress?.Invoke((fold + 1.0) / folds);
        }
        return result;
    }

    private static CalibratorCrossFit Empty(CalibrationRows rows) => new(rows, new double[rows.Count], new double[rows.Count], new bool[rows.Count]);

    private void Measure(CalibrationRows rows, double[] logits, int[]? places)
    {
        if (places is null)
        {
            LabelLosses.Compute(logits, rows.Labels, rows.Classes, Correct, Nll, default);
            LogitScores.Compute(logits, rows.Classes, new ScoreColumns { MaxProbability = Confidence });
            return;
        }
        var correct = new bool[rows.Count];
        double[] nll = new double[rows.Count], confidence = new double[rows.Count];
        LabelLosses.Compute(logits, rows.Labels, rows.Classes, correct, nll, default);
        LogitScores.Compute(logits, rows.Classes, new ScoreColumns { MaxProbability = confidence });
        for (int i = 0; i < places.Length; i++) (Correct[places[i]], Nll[places[i]], Confidence[places[i]]) = (correct[i], nll[i], confidence[i]);
    }
}
