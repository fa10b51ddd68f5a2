using System.Diagnostics;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.Calibration;

/// <summary>
/// What calibration does to rows that it has not seen: each row under the calibrator that was fitted without its fold. An
/// estimate, never a guarantee.
/// </summary>
internal sealed class CalibratorCrossFit
{
    private CalibratorCrossFit(CalibrationRows rows)
    {
        Rows = rows;
        Nll = new double[rows.Count];
        Brier = new double[rows.Count];
        Confidence = new double[rows.Count];
        LogOdds = new double[rows.Count];
        Correct = new bool[rows.Count];
    }

    public CalibrationRows Rows { get; }

    /// <summary>Negative log-likelihood of every row.</summary>
    public double[] Nll { get; }

    /// <summary>Brier score of every row.</summary>
    public double[] Brier { get; }

    /// <summary>Calibrated probability of the class predicted.</summary>
    public double[] Confidence { get; }

    /// <summary>Its log-odds, which do not round to 1.</summary>
    public double[] LogOdds { get; }

    /// <summary>The prediction is right.</summary>
    public bool[] Correct { get; }

    /// <summary>What one fit took, on the mean of the folds.</summary>
    public TimeSpan FitTime { get; private set; }

    public double MeanNll => Rows.Mean(Nll);

    public double Ece => CalibrationError.Ece(Confidence, Correct, weights: Rows.Weights);

    /// <summary>The rows as the model gave them: nothing was fitted, so every row is new.</summary>
    public static CalibratorCrossFit Before(CalibrationRows rows)
    {
        var result = new CalibratorCrossFit(rows);
        result.Measure(rows, rows.Masked(), null);
        return result;
    }

    /// <summary>Fits without each fold in turn; folds hold every class as evenly as they can.</summary>
    /// <exception cref="ArgumentException">Fewer rows than two.</exception>
    public static CalibratorCrossFit Run(CalibrationRows rows, Func<CalibrationRows, Calibrator> fit, CalibrationOptions options, Action<double>? progress = null)
    {
        int folds = Math.Min(options.Folds, rows.Count);
        byte[] foldOf = Folds.Stratified(rows.Labels, rows.Outcomes, folds, options.Seed);
        var result = new CalibratorCrossFit(rows);
        int fits = 0;
        for (int fold = 0; fold < folds; fold++)
        {
            int[] within = [.. Enumerable.Range(0, rows.Count).Where(row => foldOf[row] == fold)];
            if (within.Length == 0) continue;
            CalibrationRows without = rows.Fold(foldOf, fold, inside: false);
            long start = Stopwatch.GetTimestamp();
            Calibrator fitted = fit(without);
            result.FitTime += (Stopwatch.GetElapsedTime(start) - result.FitTime) / ++fits;
            CalibrationRows others = rows.Chosen(within);
            var calibrated = new double[others.Logits.Length];
            fitted.ForRows(others).CalibrateLogits(others.Masked(), rows.Classes, calibrated);
            result.Measure(others, calibrated, within);
            progress?.Invoke((fold + 1.0) / folds);
        }
        return result;
    }

    /// <summary>The same, where what goes wrong in one method must not stop others.</summary>
    /// <returns>What went wrong, or null where nothing did.</returns>
    public static string? TryRun(CalibrationRows rows, Func<CalibrationRows, Calibrator> fit, CalibrationOptions options, Action<double>? progress, out CalibratorCrossFit? crossFit)
    {
        crossFit = null;
        try
        {
            CalibratorCrossFit ran = Run(rows, fit, options, progress);
            if (!double.IsFinite(ran.MeanNll)) return "its log-likelihood is not finite";
            crossFit = ran;
            return null;
        }
        catch (Exception failure) when (IsOfOneMethod(failure))
        {
            return failure.Message;
        }
    }

    /// <summary>A failure of the method or of its arithmetic, and not of the machine.</summary>
    public static bool IsOfOneMethod(Exception failure) => failure is ArgumentException or InvalidOperationException or ArithmeticException or AggregateException;

    private void Measure(CalibrationRows rows, double[] logits, int[]? places)
    {
        CalibratorCrossFit measured = places is null ? this : new(rows);
        LabelLosses.Compute(logits, rows.Labels, rows.Classes, measured.Correct, measured.Nll, measured.Brier);
        LogitScores.Compute(logits, rows.Classes, new ScoreColumns { MaxProbability = measured.Confidence, MaxProbabilityLogOdds = measured.LogOdds });
        for (int i = 0; i < places?.Length; i++)
        {
            int row = places[i];
            (Correct[row], Nll[row], Brier[row]) = (measured.Correct[i], measured.Nll[i], measured.Brier[i]);
            (Confidence[row], LogOdds[row]) = (measured.Confidence[i], measured.LogOdds[i]);
        }
    }
}
