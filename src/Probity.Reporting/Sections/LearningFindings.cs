namespace Probity.Reporting.Sections;

/// <summary>What the learning curves show, in plain words: only what their numbers carry.</summary>
internal static class LearningFindings
{
    /// <summary>A change of loss below this share of it is called none.</summary>
    private const double NoticeableLoss = .01;

    /// <summary>A change of a share of rows below this is called none.</summary>
    private const double NoticeableShare = .005;

    public static string[] Of(TrainingBlock training)
    {
        var findings = new List<string>();
        TrainingEpoch[] measured = [.. training.Epochs.Where(e => e.ValidationNll is not null)];
        TrainingEpoch[] known = [.. measured.Where(e => double.IsFinite(e.ValidationNll!.Value))];
        if (known.Length > 0) findings.AddRange(OfValidation(training, known));
        else findings.AddRange(OfTrainingAlone(training, measured.Length > 0));

        int lost = training.Epochs.Count(e => !double.IsFinite(e.TrainingLoss));
        if (lost > 0)
        {
            int first = training.Epochs.First(e => !double.IsFinite(e.TrainingLoss)).Number;
            findings.Add($"Training loss was not a finite number in {Epochs(lost)} of {training.Epochs.Count:N0}, first in epoch {first:N0}.");
        }
        int infinite = measured.Length - known.Length;
        if (infinite > 0)
            findings.Add($"Validation NLL was not a finite number after {Epochs(infinite)} of {measured.Length:N0}.");
        return [.. findings];
    }

    private static IEnumerable<string> OfTrainingAlone(TrainingBlock training, bool measured)
    {
        TrainingEpoch[] finite = [.. training.Epochs.Where(e => double.IsFinite(e.TrainingLoss))];
        if (finite.Length == 1) yield return $"Training loss was {Number(finite[0].TrainingLoss)} in epoch {finite[0].Number:N0}: one point shows no direction.";
        if (finite.Length > 1)
        {
            var (first, last) = (finite[0], finite[^1]);
            yield return Change(first.TrainingLoss, last.TrainingLoss) switch
            {
                < 0 => $"Training loss fell from {Number(first.TrainingLoss)} in epoch {first.Number:N0} to {Number(last.TrainingLoss)} in epoch {last.Number:N0}.",
                > 0 => $"Training loss rose from {Number(first.TrainingLoss)} in epoch {first.Number:N0} to {Number(last.TrainingLoss)} in epoch {last.Number:N0}.",
                _ => $"Training loss hardly moved: {Number(first.TrainingLoss)} in epoch {first.Number:N0}, {Number(last.TrainingLoss)} in epoch {last.Number:N0}.",
            };
        }
        if (!measured)
        {
            yield return "Validation NLL was not measured, so nothing here says what the model does on rows that it did not learn from, or whether it became too sure.";
        }
    }

    private static IEnumerable<string> OfValidation(TrainingBlock training, TrainingEpoch[] known)
    {
        var best = known.MinBy(e => e.ValidationNll!.Value)!;
        var last = known[^1];
        double lowest = best.ValidationNll!.Value;
        if (known.Length == 1)
        {
            yield return $"Validation NLL was measured once, {Number(lowest)} after epoch {best.Number:N0}: one point shows no direction.";
        }
        else if (best == last)
        {
            string when = last.Number == training.Epochs[^1].Number ? $"after the last epoch, {last.Number:N0}" : $"at its last finite value, after epoch {last.Number:N0}";
            yield return $"Validation NLL was lowest {when} ({Number(lowest)}): these epochs do not show where it would begin to rise.";
        }
        else
        {
            yield return Afterwards(best, last);
            if (Answers(best, last) is { } answers) yield return answers;
        }

        int keptNumber = training.KeptEpoch ?? training.Epochs[^1].Number;
        var kept = training.Epochs.First(e => e.Number == keptNumber);
        if (kept.ValidationNll - lowest is { } above and > 0 && double.IsFinite(above))
            yield return $"Epoch {keptNumber:N0} was kept, where validation NLL was {Number(above)} above its lowest.";
    }

    /// <summary>What became of both losses after validation NLL was lowest.</summary>
    private static string Afterwards(TrainingEpoch best, TrainingEpoch last)
    {
        double lowest = best.ValidationNll!.Value, rise = last.ValidationNll!.Value - lowest;
        string start = $"Validation NLL was lowest after epoch {best.Number:N0} ({Number(lowest)})";
        if (Change(lowest, last.ValidationNll.Value) == 0)
            return $"{start} and nearly the same after epoch {last.Number:N0} ({Number(last.ValidationNll.Value)}).";
        if (!double.IsFinite(best.TrainingLoss) || !double.IsFinite(last.TrainingLoss))
            return $"{start}; by epoch {last.Number:N0} it had risen by {Number(rise)}.";
        string losses = $"from {Number(best.TrainingLoss)} to {Number(last.TrainingLoss)}";
        return Change(best.TrainingLoss, last.TrainingLoss) switch
        {
            < 0 => $"{start}. From there to epoch {last.Number:N0} training loss fell further, {losses}, while validation NLL rose by {Number(rise)}: the model fitted its training rows better and new rows worse.",
            > 0 => $"{start}. From there to epoch {last.Number:N0} it rose by {Number(rise)}, and training loss rose with it, {losses}: this is not overfitting, training itself went backwards.",
            _ => $"{start}. From there to epoch {last.Number:N0} it rose by {Number(rise)}, while training loss hardly moved, {losses}.",
        };
    }

    /// <summary>Whether the answers or the confidence in them changed since validation NLL was lowest; null where that was not measured or is nothing to tell.</summary>
    private static string? Answers(TrainingEpoch best, TrainingEpoch last)
    {
        if (best.ValidationAccuracy is not { } was || last.ValidationAccuracy is not { } now || !double.IsFinite(was) || !double.IsFinite(now)) return null;
        string right = Math.Abs(now - was) < NoticeableShare
            ? $"Its answers stayed as good ({Percent(was)} right{(Percent(was) == Percent(now) ? "" : $", then {Percent(now)}")})"
            : $"The share of right answers {(now > was ? "rose" : "fell")} from {Percent(was)} to {Percent(now)}";
        if (best.ValidationConfidence is { } claimed && last.ValidationConfidence is { } claims && double.IsFinite(claimed) && double.IsFinite(claims))
        {
            double before = claimed - was, after = claims - now;
            string claim = $"its mean confidence went from {Percent(claimed)} to {Percent(claims)}";
            if (after >= NoticeableShare && after - before >= NoticeableShare)
                return $"{right}; {claim}: it became {(before >= NoticeableShare ? "more " : "")}overconfident{(now - was < NoticeableShare ? ", not better" : "")}.";
            if (after <= -NoticeableShare && after - before <= -NoticeableShare) return $"{right}; {claim}: it became too cautious.";
            return $"{right}; {claim}.";
        }
        return best.ValidationEce is { } eceThen && last.ValidationEce is { } eceNow && Math.Abs(eceNow - eceThen) >= NoticeableShare
            ? $"{right}; calibration error {(eceNow > eceThen ? "rose" : "fell")} from {Number(eceThen)} to {Number(eceNow)}."
            : $"{right}.";
    }

    /// <summary>Down, none or up.</summary>
    private static int Change(double from, double to) => Math.Abs(to - from) <= NoticeableLoss * Math.Abs(from) ? 0 : Math.Sign(to - from);

    private static string Percent(double share) => HeadlineSection.Percent(share);

    private static string Epochs(int count) => $"{count:N0} {(count == 1 ? "epoch" : "epochs")}";

    /// <summary>Three digits that count.</summary>
    private static string Number(double value) => value.ToString(Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 or < 1e-4 => "0.0e0",
        >= 100 => "N0",
        _ => "G3",
    }).Replace('-', '−');
}
