using System.Globalization;
using Probity.Calibration;
using Probity.Decisions;
using Probity.Scores;

namespace Probity;

/// <summary>What a policy's rule accepts and what is promised of it, in words that hold up in a meeting.</summary>
internal static class RuleExplanation
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static IEnumerable<string> Lines(ConfidencePolicy policy) => policy.Rule switch
    {
        ThresholdRule { Threshold: var threshold } => [Accepts(policy, threshold.Threshold), Promise(threshold, policy.Positive is not null)],
        ClassThresholdsRule perClass => ClassRuleExplanation.Lines(policy, perClass),
        CostRule costs => CostExplanation.Lines(policy, costs),
        ChosenRule chosen => [Accepts(policy, chosen.Choice.Threshold!.Value), .. ChoiceExplanation.Lines(chosen, threshold => Shown(policy.Score, threshold))],
        _ => ["Promise: no precision was asked for, so no row is accepted on the policy's word."],
    };

    private static string Accepts(ConfidencePolicy policy, double threshold)
    {
        string joint = policy.Gate is null ? "" : " not rejected and";
        if (policy.Positive is { } positive)
        {
            return $"Accept as class {ClassLabel.Of(positive, policy.ClassNames)}: rows{joint} whose calibrated probability of that class is at least {Shown(policy.Score, threshold)}; " +
                "send the others to a human, with their likeliest class.";
        }
        return $"Accept: rows{joint} with {ScoreWords(policy)} at least {Shown(policy.Score, threshold)}; send the others to a human.";
    }

    /// <summary>What a threshold is compared with.</summary>
    internal static string ScoreWords(ConfidencePolicy policy) =>
        policy.Combined is not null ? "combined confidence"
        : policy.Score == Score.MaxProbability ? "calibrated confidence"
        : policy.Score.Token();

    private static string Promise(CertifiedThreshold rule, bool ofClass)
    {
        DecisionPromise promise = rule.Promise;
        string sure = promise.Confidence is { } confidence ? $"with {Percent.Exact(confidence)} confidence" : "on average over the draw of the certifying rows, and not for each draw";
        string rows = $"for new rows from where the certifying rows came from";
        string target = Percent.Exact(promise.Target);
        string accepted = string.Create(Invariant, $"{rule.Accepted:N0} were accepted ({Percent.Nearest(rule.Coverage)}) and {rule.Errors:N0} of these were wrong ({Percent.Down(rule.PrecisionObserved)} right");
        string of = string.Create(Invariant, $"Of {rule.RowsCertified:N0} certifying rows, used for nothing else, ");
        string weighed = rule.Weights is { } weights
            ? string.Create(Invariant, $" Counted by weight, for rows that weigh {weights.MaxWeight:G6} at most; by weight {Percent.Nearest(weights.Counted == 0 ? 0 : weights.Misses / weights.Counted)} of what counts was {(promise.Kind.IsFloor() && promise.Kind != PromiseKind.Precision ? "left to a human" : "accepted and wrong")}; bound by betting, p = {rule.PValue:G3}.")
            : "";
        return promise switch
        {
            { Kind: PromiseKind.Precision } =>
                $"Promise: {sure}, at least {target} of accepted {(ofClass ? "rows are of that class" : "predictions are right")}, {rows}, as long as a stricter threshold does not make them less precise. " +
                $"{of}{accepted}{Test(rule)}).{weighed}",
            _ =>
                $"Promise: {sure}, {(ofClass ? WhatOfClass(promise.Kind, target) : What(promise.Kind, target))}, {rows}. {of}{accepted}). " +
                $"{(ofClass ? CountedOfClass(promise.Kind, rule) : Counted(promise.Kind, rule))}.{weighed}",
        };
    }

    private static string Test(CertifiedThreshold rule) => (rule.Weights, rule.Promise) switch
    {
        (null, PrecisionPromise precision) => string.Create(Invariant, $"; p = {rule.PValue:G3}, fixed-sequence test with {precision.Starts} {(precision.Starts == 1 ? "start" : "starts")}"),
        (null, _) => string.Create(Invariant, $"; p = {rule.PValue:G3}, binary search of {rule.CandidatesTested} {(rule.CandidatesTested == 1 ? "test" : "tests")} by SGR"),
        _ => "",
    };

    private static string What(PromiseKind kind, string target) => kind switch
    {
        PromiseKind.Recall => $"at least {target} of right predictions are accepted",
        PromiseKind.FalseAlarm => $"at most {target} of wrong predictions are accepted",
        PromiseKind.Coverage => $"at least {target} of rows are accepted",
        _ => $"at most {target} of all rows are accepted and wrong",
    };

    private static string Counted(PromiseKind kind, CertifiedThreshold rule) => kind switch
    {
        PromiseKind.Recall => string.Create(Invariant, $"Of {rule.Counted:N0} right ones it left {rule.Misses:N0} to a human"),
        PromiseKind.FalseAlarm => string.Create(Invariant, $"Of {rule.Counted:N0} wrong ones it accepted {rule.Misses:N0}"),
        PromiseKind.Coverage => string.Create(Invariant, $"It left {rule.Misses:N0} to a human"),
        _ => string.Create(Invariant, $"Accepted and wrong were {Percent.Nearest((double)rule.Misses / rule.Counted)} of them"),
    };

    private static string WhatOfClass(PromiseKind kind, string target) => kind switch
    {
        PromiseKind.Recall => $"at least {target} of rows of that class are accepted",
        PromiseKind.FalseAlarm => $"at most {target} of rows of other classes are accepted",
        PromiseKind.JointRisk => $"at most {target} of all rows are accepted and of another class",
        _ => What(kind, target),
    };

    private static string CountedOfClass(PromiseKind kind, CertifiedThreshold rule) => kind switch
    {
        PromiseKind.Recall => string.Create(Invariant, $"Of {rule.Counted:N0} rows of that class it left {rule.Misses:N0} to a human"),
        PromiseKind.FalseAlarm => string.Create(Invariant, $"Of {rule.Counted:N0} rows of other classes it accepted {rule.Misses:N0}"),
        _ => Counted(kind, rule),
    };

    /// <summary>Six digits, but of a probability near 1 its distance from it: thresholds that differ look different, and nothing would seem to reach a plain 1.</summary>
    internal static string Shown(Score score, double ranked)
    {
        double threshold = RankingScale.Stated(score, ranked);
        bool probability = score is Score.MaxProbability or Score.MarginProbability;
        return probability && threshold >= .99999 ? string.Create(Invariant, $"1 − {Math.Exp(-ranked):G3}") : threshold.ToString("G6", Invariant);
    }
}
