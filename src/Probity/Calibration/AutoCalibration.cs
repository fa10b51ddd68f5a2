using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Chooses a calibrator for rows: candidates that suit their number and classes are compared by the negative log-likelihood
/// of rows that they were not fitted on, all on the same folds.
/// </summary>
/// <remarks>
/// The model's own output is left only where a gain over it exceeds one standard error of that gain (of the same rows,
/// paired). Of the candidates that pass, the simplest is taken that is within one standard error of the best one
/// (the rule of Breiman, Friedman, Olshen &amp; Stone, 1984, on paired differences).
/// </remarks>
internal static class AutoCalibration
{
    /// <summary>As the command line and <see cref="PolicyOptions.Calibrator"/> name it.</summary>
    public const string Name = "auto";

    /// <summary>Compares and chooses.</summary>
    public static CalibratorFit Run(CalibrationRows rows, CalibrationOptions options, IProgress<double>? progress = null) =>
        Run(rows, options, CandidateMethod.For(rows.Classes), progress);

    /// <summary>The same among given candidates, the simplest first.</summary>
    internal static CalibratorFit Run(
        CalibrationRows rows, CalibrationOptions options, IReadOnlyList<(CandidateMethod Candidate, CalibrationMethod Method)> methods, IProgress<double>? progress = null)
    {
        Require.InRange(options.Folds, 2, 20, nameof(options.Folds));
        var before = CalibratorCrossFit.Before(rows);
        double nllBefore = before.MeanNll, eceBefore = before.Ece;
        List<CalibrationCandidate> table = [new("none", nllBefore, 0, 0, TimeSpan.Zero, null)];
        List<Compared> better = [];
        double steps = methods.Count + 1;   // and the fit on all rows
        for (int i = 0; i < methods.Count; i++)
        {
            (CandidateMethod candidate, CalibrationMethod method) = methods[i];
            int done = i;
            CalibratorCrossFit? crossFit = null;
            string? leftOut = rows.Count < 2 ? "one row is too few" : candidate.Objection(rows, options.Folds)
                ?? CalibratorCrossFit.TryRun(rows, method.Fit, options, share => progress?.Report((done + share) / steps), out crossFit);
            if (crossFit is null)
            {
                table.Add(CalibrationCandidate.Without(method.Name, leftOut!));
                continue;
            }
            var gain = PairedGain.Of(rows, before.Nll, crossFit.Nll);
            table.Add(new(method.Name, crossFit.MeanNll, gain.Mean, gain.StandardError, crossFit.FitTime, null));
            if (gain.Exceeds) better.Add(new(method, crossFit, gain));
        }

        List<string> warnings = [];
        while (better.Count > 0)
        {
            Compared best = better.MinBy(one => one.CrossFit.MeanNll)!;
            Compared chosen = better.First(one => one == best || !PairedGain.Of(rows, one.CrossFit.Nll, best.CrossFit.Nll).Exceeds);
            Calibrator fitted;
            try
            {
                fitted = chosen.Method.Fit(rows);
            }
            catch (Exception failure) when (CalibratorCrossFit.IsOfOneMethod(failure))
            {
                warnings.Add($"{chosen.Method.Name} cannot be fitted on all rows: {failure.Message}");
                better.Remove(chosen);
                continue;
            }
            progress?.Report(1);
            double nllAfter = chosen.CrossFit.MeanNll;
            return new(
                fitted.WithCrossFit(nllBefore, nllAfter),
                new FitReport(nllBefore, nllAfter, fitted.Diagnostics.NllAfter, eceBefore, chosen.CrossFit.Ece) { Candidates = table },
                [.. warnings, .. fitted.Diagnostics.Warnings],
                Chosen(rows, chosen, best, table))
            { Method = chosen.Method };
        }
        progress?.Report(1);
        return new(null, new FitReport(nllBefore, nllBefore, nllBefore, eceBefore, eceBefore) { Candidates = table }, warnings, Kept(table));
    }

    private static string Chosen(CalibrationRows rows, Compared chosen, Compared best, List<CalibrationCandidate> table)
    {
        string gain = Invariant($"auto chose {chosen.Method.Name} of {Count(table)}: its cross-fitted NLL is {chosen.Gain.Mean:G3} ± {chosen.Gain.StandardError:G2} below the model's own");
        if (chosen == best) return gain + (table.Count > 2 ? ", the most that was found." : ".");
        var more = PairedGain.Of(rows, chosen.CrossFit.Nll, best.CrossFit.Nll);
        return gain + Invariant($", and the best, {best.Method.Name}, is only {more.Mean:G2} ± {more.StandardError:G2} lower still, which does not pay for being less simple.");
    }

    private static string Kept(List<CalibrationCandidate> table)
    {
        CalibrationCandidate? nearest = table.Where(one => one.Method != "none" && one.LeftOut is null).MaxBy(one => one.Gain);
        return nearest is null
            ? "auto left confidence as the model gave it: there was nothing to compare it with."
            : Invariant($"auto left confidence as the model gave it: of {Count(table)} the best, {nearest.Method}, {(nearest.Gain > 0 ? "lowers" : "raises")} the cross-fitted NLL by {Math.Abs(nearest.Gain):G3} ± {nearest.StandardError:G2}, no gain of more than one standard error.");
    }

    private static string Count(List<CalibrationCandidate> table)
    {
        int compared = table.Count(one => one.LeftOut is null) - 1;
        return Invariant($"{compared:N0} {(compared == 1 ? "candidate" : "candidates")}");
    }

    private sealed record Compared(CalibrationMethod Method, CalibratorCrossFit CrossFit, PairedGain Gain);
}
