using System.Globalization;
using Probity.Calibration;
using Probity.Decisions;

namespace Probity;

/// <summary>Thresholds by class in words that hold up in a meeting.</summary>
internal static class ClassRuleExplanation
{
    private const int MostLines = 20;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static IEnumerable<string> Lines(ConfidencePolicy policy, ClassThresholdsRule rule)
    {
        string joint = policy.Gate is null ? "" : " not rejected and";
        yield return $"Accept: rows{joint} with {RuleExplanation.ScoreWords(policy)} at least the threshold of the class that they are answered with; send the others to a human.";
        int promised = rule.Classes.Count(one => one.Threshold is not null);
        for (int k = 0, said = 0; k < rule.Classes.Count && said < MostLines; k++)
        {
            if (rule.Classes[k].Threshold is not { } threshold) continue;
            said++;
            yield return string.Create(Invariant, $"  class {ClassLabel.Of(k, policy.ClassNames)}: from {RuleExplanation.Shown(policy.Score, threshold.Threshold)}; of the certifying rows {threshold.Accepted:N0} accepted, " +
                $"{threshold.Errors:N0} of these wrong{Counted(rule.Promise.Kind, threshold)}.");
        }
        if (promised > MostLines) yield return string.Create(Invariant, $"  and {promised - MostLines:N0} classes more.");
        yield return Promise(rule, promised);
    }

    private static string Promise(ClassThresholdsRule rule, int promised)
    {
        DecisionPromise promise = rule.Promise;
        string what = promise.Kind switch
        {
            PromiseKind.Precision => "of accepted rows answered with the class, at least {0} are right",
            PromiseKind.Recall => "of rows of the class, at least {0} are accepted and answered with it",
            PromiseKind.FalseAlarm => "of rows of other classes, at most {0} are accepted as the class",
            PromiseKind.Coverage => "of rows answered with the class, at least {0} are accepted",
            _ => "of all rows, at most {0} are accepted as the class and wrong",
        };
        string target = string.Format(Invariant, what, Percent.Exact(promise.Target));
        string which = promised == rule.Classes.Count ? "" : promise.Kind is PromiseKind.Recall or PromiseKind.Coverage
            ? string.Create(Invariant, $" Promised of {promised:N0} classes of {rule.Classes.Count:N0}; of the others, which are never accepted, nothing is promised.")
            : string.Create(Invariant, $" {rule.Classes.Count - promised:N0} of {rule.Classes.Count:N0} classes are never accepted, so the promise cannot be broken there.");
        string shape = promise.Kind == PromiseKind.Precision ? ", as long as a stricter threshold does not make them less precise" : "";
        string rows = $"for new rows from where the certifying rows came from{shape}";
        if (rule.Confidence is not { } confidence)
            return $"Promise, by class: on average over the draw of the certifying rows, and not for each draw, {target}, {rows}.{which}";
        string sure = Percent.Exact(confidence);
        return rule.Scope == RuleScope.PerClass
            ? string.Create(Invariant, $"Promise, of all classes at once: with {sure} confidence it holds for every class that {target}, {rows}. For this δ was split evenly over {rule.Parts:N0} {(rule.Parts == 1 ? "class" : "classes")} (Bonferroni).{which}")
            : $"Promise, of each class alone: with {sure} confidence, {target}, {rows}. This is said of any one class picked beforehand; of many classes some will break it, each with probability up to {Percent.Exact((double)(1m - (decimal)confidence))}.{which}";
    }

    private static string Counted(PromiseKind kind, CertifiedThreshold threshold) => kind switch
    {
        PromiseKind.Precision => string.Create(Invariant, $"; p = {threshold.PValue:G3}"),
        PromiseKind.Recall => string.Create(Invariant, $"; of {threshold.Counted:N0} of the class {threshold.Misses:N0} missed"),
        PromiseKind.FalseAlarm => string.Create(Invariant, $"; of {threshold.Counted:N0} of other classes {threshold.Misses:N0} accepted"),
        PromiseKind.Coverage => string.Create(Invariant, $"; of {threshold.Counted:N0} answered with it {threshold.Misses:N0} left to a human"),
        _ => string.Create(Invariant, $"; {Percent.Nearest((double)threshold.Misses / threshold.Counted)} of all rows"),
    };
}
