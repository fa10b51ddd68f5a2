using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Reporting.Sections;

/// <summary>Holds what the policy promises against these rows, class by class where it has rules by class.</summary>
internal static class DecisionsSection
{
    public static DecisionsHere? Of(ReportInput input, Decision[]? decisions)
    {
        if (input.Policy is not { } policy || decisions is null) return null;
        if (policy.Promises.Count == 0 && policy.Costs is null && !policy.PerClass) return null;
        int classes = input.ClassNames?.Count ?? Math.Max(input.Labels.Max(), input.Predicted.Max()) + 1;
        ClassDecisions[] byClass = policy.PerClass ? [.. Enumerable.Range(0, classes).Select(k => OfClass(input, decisions, k))] : [];
        return new(byClass, [.. policy.Promises.Select(promise => Here(input, decisions, promise))], policy.Costs);
    }

    /// <summary>The promise in words, such as <c>at least 95 % of accepted answers are right</c>; one in expectation says so.</summary>
    public static string Words(PromiseBlock promise, string? ofInterest = null) =>
        promise.Confidence is null ? $"on average over fits, not in each, {Rate(promise, ofInterest)}" : Rate(promise, ofInterest);

    private static string Rate(PromiseBlock promise, string? ofInterest)
    {
        string share = HeadlineSection.Percent(promise.Target, digits: 0);
        return promise.Kind switch
        {
            PromiseKind.Precision when ofInterest is not null => $"at least {share} of rows accepted as {ofInterest} are right",
            PromiseKind.Precision => $"at least {share} of accepted answers are right",
            PromiseKind.Recall when ofInterest is not null => $"at least {share} of rows of {ofInterest} are found and accepted",
            PromiseKind.Recall when promise.Class is null => $"at least {share} of right answers are accepted",
            PromiseKind.Recall => $"at least {share} of its rows are found and accepted",
            PromiseKind.FalseAlarm when promise.Class is not null => $"at most {share} of rows of other classes are accepted as it",
            PromiseKind.FalseAlarm when ofInterest is not null => $"at most {share} of rows of other classes are accepted",
            PromiseKind.FalseAlarm => $"at most {share} of wrong answers are accepted",
            PromiseKind.Coverage when promise.Class is not null => $"at least {share} of rows answered with it are accepted",
            PromiseKind.Coverage => $"at least {share} of rows are accepted",
            _ when promise.Class is not null => $"at most {share} of all rows are accepted as it and wrong",
            _ => $"at most {share} of all rows are accepted and wrong",
        };
    }

    private static ClassDecisions OfClass(ReportInput input, Decision[] decisions, int k)
    {
        int answered = 0, accepted = 0, right = 0, review = 0, rejected = 0, rows = 0;
        for (int i = 0; i < decisions.Length; i++)
        {
            if (input.Labels[i] == k) rows++;
            if (input.Predicted[i] != k) continue;
            answered++;
            if (decisions[i] == Decision.Review) review++;
            if (decisions[i] == Decision.Reject) rejected++;
            if (decisions[i] != Decision.Accept) continue;
            accepted++;
            if (input.Labels[i] == k) right++;
        }
        return new(Name(input, k), answered, accepted, right, review, rejected, rows, right);
    }

    private static PromiseHere Here(ReportInput input, Decision[] decisions, PromiseBlock promise)
    {
        int counted = 0, misses = 0;
        for (int i = 0; i < decisions.Length; i++)
        {
            int? about = promise.Class ?? input.Policy!.ClassOfInterest;
            bool right = input.Labels[i] == input.Predicted[i], asIt = promise.Class is not { } k || input.Predicted[i] == k, ofIt = about is { } own ? input.Labels[i] == own : right;
            bool accepted = decisions[i] == Decision.Accept && asIt;
            (bool counts, bool miss) = promise.Kind switch
            {
                PromiseKind.Precision => (accepted, !right),
                PromiseKind.Recall => (ofIt, !accepted),
                PromiseKind.FalseAlarm => (!ofIt, accepted),
                PromiseKind.Coverage => (asIt, !accepted),
                _ => (true, accepted && !right),
            };
            if (!counts) continue;
            counted++;
            if (miss) misses++;
        }
        bool atLeast = promise.Kind.IsFloor();
        int kept = atLeast ? counted - misses : misses;
        double limit = atLeast ? 1 - promise.Target : promise.Target;
        return new(
            promise.Class is { } named ? Name(input, named) : null, promise.Kind.Token(), Words(promise, OfInterest(input)), counted, kept,
            counted == 0 ? 0 : ClopperPearson.Lower(kept, counted, .025), counted == 0 ? 1 : ClopperPearson.Upper(kept, counted, .025), promise.Target, atLeast,
            promise.Confidence is null, counted == 0 ? 1 : Binomial.UpperTail(misses, counted, limit));
    }

    /// <summary>The name of the class of interest, where the policy is about one.</summary>
    public static string? OfInterest(ReportInput input) => input.Policy?.ClassOfInterest is { } interest ? Name(input, interest) : null;

    private static string Name(ReportInput input, int k) => input.ClassNames?[k] ?? k.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
