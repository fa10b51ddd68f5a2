using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>A calibrator chosen for rows, with what it is worth on new ones.</summary>
/// <param name="Calibrator">Null where confidence is left as the model gave it.</param>
/// <param name="Report">Before and after.</param>
/// <param name="Warnings">Plain words.</param>
/// <param name="Choice">Why <see cref="AutoCalibration"/> chose it, or null where it was asked for by name.</param>
internal sealed record CalibratorFit(Calibrator? Calibrator, FitReport Report, IReadOnlyList<string> Warnings, string? Choice = null)
{
    /// <summary>The method that <see cref="Calibrator"/> was fitted by; null without one.</summary>
    public CalibrationMethod? Method { get; init; }

    /// <summary>Fits a method on all rows, cross-fits it, and leaves confidence alone where it would do harm.</summary>
    public static CalibratorFit Run(CalibrationMethod method, CalibrationRows rows, CalibrationOptions options, IProgress<double>? progress = null)
    {
        Require.InRange(options.Folds, 2, 20, nameof(options.Folds));
        var before = CalibratorCrossFit.Before(rows);
        double nllBefore = before.MeanNll, eceBefore = before.Ece;
        var unchanged = new FitReport(nllBefore, nllBefore, nllBefore, eceBefore, eceBefore);
        if (rows.Count < 2) return new(null, unchanged, [$"{method.Name}: one row is too few to calibrate on"]);

        Calibrator fitted = method.Fit(rows);
        double share = 1.0 / (options.Folds + 1);
        progress?.Report(share);
        var crossFit = CalibratorCrossFit.Run(rows, method.Fit, options, done => progress?.Report(share + ((1 - share) * done)));
        double nllAfter = crossFit.MeanNll;
        if (options.DoNoHarm && !(nllAfter < nllBefore))
        {
            return new(null, unchanged, [.. fitted.Diagnostics.Warnings, Invariant(
                $"confidence is left as the model gave it: {method.Name} is no better on rows it was not fitted on (cross-fitted NLL {nllAfter:G5}, before {nllBefore:G5})")]);
        }
        return new(fitted.WithCrossFit(nllBefore, nllAfter), new FitReport(nllBefore, nllAfter, fitted.Diagnostics.NllAfter, eceBefore, crossFit.Ece), fitted.Diagnostics.Warnings) { Method = method };
    }
}
