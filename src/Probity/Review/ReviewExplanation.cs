using Probity.Calibration;
using Probity.Decisions;
using static System.FormattableString;

namespace Probity.Review;

/// <summary>A review's outcome in sentences.</summary>
internal static class ReviewExplanation
{
    private const int MostClasses = 20;

    private static readonly Decision[] Shown = [Decision.Accept, Decision.Review, Decision.Reject, Decision.None];

    public static IEnumerable<string> Lines(ReviewReport report)
    {
        yield return report.Answered == report.Asked
            ? Invariant($"All {report.Asked:N0} rows asked about are answered, of {report.Rows:N0} assessed.")
            : Invariant($"{report.Answered:N0} of {report.Asked:N0} rows asked about are answered, of {report.Rows:N0} assessed; {report.Asked - report.Answered:N0} answers are missing, and nothing is assumed of them.");
        foreach (Decision decision in Shown)
        {
            if (report.Decisions.TryGetValue(decision, out ReviewedShare? share)) yield return Share(decision, share, report);
        }
        if (report.ClassPromises.Count > 0)
        {
            foreach (string line in ByClass(report)) yield return line;
        }
        if (report.Promise is not { } check) yield break;
        yield return Verdict(check);
        if (check.Verdict == PromiseVerdict.Undecided) yield return Needed(check);
        if (check.Promise.Confidence is null && check.Verdict is PromiseVerdict.Broken or PromiseVerdict.BrokenUnlessMissing)
            yield return "The promise is one in expectation: a single fit may miss it half of the time without being wrong.";
    }

    private static string Share(Decision decision, ReviewedShare share, ReviewReport report)
    {
        string rows = decision switch
        {
            Decision.Accept => Invariant($"Accepted: {share.Rows:N0} rows ({Percent.Nearest(report.Coverage)}). Precision"),
            Decision.Review => Invariant($"Sent to a human: {share.Rows:N0} rows. The prediction was right in"),
            Decision.Reject => Invariant($"Rejected as unknown: {share.Rows:N0} rows. The prediction would have been right in"),
            _ => Invariant($"Without a decision: {share.Rows:N0} rows. The prediction was right in"),
        };
        if (share.Value is not { } value)
            return share.Asked == 0 ? $"{rows}: not known, as none of them was drawn." : Invariant($"{rows}: not known, as none of {share.Asked:N0} asked about is answered.");
        string text = Invariant($"{rows} {Percent.Nearest(value)} (95 % interval {Percent.Down(share.Low)} to {Percent.Up(share.High)}), by {share.Answered:N0} answers");
        int missing = share.Asked - share.Answered;
        return missing == 0
            ? text + "."
            : text + Invariant($" of {share.Asked:N0} asked; with the {missing:N0} missing ones all wrong {Percent.Down(share.ValueIfMissingWrong!.Value)}, all right {Percent.Up(share.ValueIfMissingRight!.Value)}; whatever they are, {Percent.Down(share.LowIfMissingWrong)} to {Percent.Up(share.HighIfMissingRight)}.");
    }

    private static IEnumerable<string> ByClass(ReviewReport report)
    {
        IReadOnlyList<PromiseCheck> checks = report.ClassPromises;
        PromiseCheck[] broken = [.. checks.Where(one => one.Verdict is PromiseVerdict.Broken or PromiseVerdict.BrokenUnlessMissing).OrderBy(one => one.PValue)];
        yield return Invariant($"Promises by class, {checks.Count:N0}, each tested at level {checks[0].Level:G3}: {broken.Length:N0} broken or seeming so, {checks.Count(one => one.Verdict == PromiseVerdict.Kept):N0} kept, ") +
            Invariant($"{checks.Count(one => one.Verdict == PromiseVerdict.Undecided):N0} that the audits are too few to tell of.");
        foreach (PromiseCheck check in broken.Take(MostClasses)) yield return $"Class {ClassLabel.Of(check.Class!.Value, report.ClassNames)}: {Verdict(check)}";
        if (broken.Length > MostClasses) yield return Invariant($"And {broken.Length - MostClasses:N0} classes more.");
        if (checks[0].Promise.Confidence is null && broken.Length > 0)
            yield return "The promises are ones in expectation: a single fit may miss one half of the time without being wrong.";
        if (broken.Length == 0 && checks.All(one => one.Verdict == PromiseVerdict.Undecided)) yield return "For a class: " + Needed(checks[0]);
    }

    private static string Verdict(PromiseCheck check)
    {
        bool ofClass = check.Class is not null;
        string promise = ofClass ? PromisedOfClass(check.Promise) : Promised(check.Promise), seen = ofClass
            ? Invariant($"{check.Misses:N0} of {check.Counted:N0} audited rows that count miss it")
            : Invariant($"{check.Misses:N0} {Misses(check.Promise.Kind)} among {check.Counted:N0} audited {Counted(check.Promise.Kind)}");
        return check.Verdict switch
        {
            PromiseVerdict.Broken => Invariant($"THE PROMISE IS BROKEN: {promise}, but {seen}; were it kept, so many would be seen with probability {(check.PValueAtBest > 0 ? Invariant($"{check.PValueAtBest:G2}") : "1E-300")} at most (level {check.Level})."),
            PromiseVerdict.BrokenUnlessMissing => Invariant($"THE PROMISE LOOKS BROKEN: {promise}, but {seen} (p = {check.PValue:G2}); only the {check.Missing:N0} missing answers could still save it (p = {check.PValueAtBest:G2} if all of them do). Ask for them."),
            PromiseVerdict.Kept => Invariant($"The promise is kept: {promise}; {seen}, and the rate of misses is at most {Percent.Up(check.MissesAtMost)} with {Percent.Exact((double)(1 - (decimal)check.Level))} confidence, whatever is missing."),
            _ => Invariant($"No sign that the promise is broken, nor proof that it is kept: {promise}; {seen} (p = {check.PValue:G2}){(check.Missing > 0 ? Invariant($", {check.Missing:N0} answers missing") : "")}."),
        };
    }

    private static string Needed(PromiseCheck check) => Invariant(
        $"To show that it is kept, {check.NeededToShow:N0} audited {Counted(check.Promise.Kind)} without a miss are the fewest; to find, four times in five, a rate of misses twice what is promised takes about {check.NeededToFindTwice:N0}.");

    private static string Promised(DecisionPromise promise) => promise.Kind switch
    {
        PromiseKind.Precision => $"{Percent.Exact(promise.Target)} of accepted predictions right",
        PromiseKind.Recall => $"{Percent.Exact(promise.Target)} of right predictions accepted",
        PromiseKind.FalseAlarm => $"at most {Percent.Exact(promise.Target)} of wrong predictions accepted",
        PromiseKind.Coverage => $"{Percent.Exact(promise.Target)} of rows accepted",
        _ => $"at most {Percent.Exact(promise.Target)} of rows accepted and wrong",
    };

    private static string PromisedOfClass(DecisionPromise promise) => promise.Kind switch
    {
        PromiseKind.Precision => $"{Percent.Exact(promise.Target)} of rows accepted as it right",
        PromiseKind.Recall => $"{Percent.Exact(promise.Target)} of its rows accepted and answered with it",
        PromiseKind.FalseAlarm => $"at most {Percent.Exact(promise.Target)} of rows of other classes accepted as it",
        PromiseKind.Coverage => $"{Percent.Exact(promise.Target)} of rows answered with it accepted",
        _ => $"at most {Percent.Exact(promise.Target)} of rows accepted as it and wrong",
    };

    private static string Misses(PromiseKind kind) => kind switch
    {
        PromiseKind.Precision => "wrong",
        PromiseKind.Recall or PromiseKind.Coverage => "not accepted",
        PromiseKind.FalseAlarm => "accepted",
        _ => "accepted and wrong",
    };

    private static string Counted(PromiseKind kind) => kind switch
    {
        PromiseKind.Precision => "accepted rows",
        PromiseKind.Recall => "rows that are right",
        PromiseKind.FalseAlarm => "rows that are wrong",
        _ => "rows",
    };
}
