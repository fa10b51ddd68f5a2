using Probity.Decisions;
using Probity.Scores;
using static System.FormattableString;

namespace Probity;

/// <summary>Refuses rules that contradict themselves or mean nothing, in words that name the right one.</summary>
internal static class RuleChecks
{
    public static void Check(int classes, PolicyOptions options)
    {
        int outcomes = Math.Max(2, classes);
        if (options.Outputs == OutputKind.Correctness && (options.Positive is not null || options.Scope != RuleScope.Together || options.Scores is not null || options.Costs is not null))
            throw new ArgumentException("correctness: answers given elsewhere are right or wrong, so there are no classes of interest, no thresholds or costs by class and no other scores; leave them out");
        if (options.Positive is { } positive)
        {
            if (positive < 0 || positive >= outcomes) throw new ArgumentException(Invariant($"class of interest: {positive} but there are {outcomes:N0} classes, 0 to {outcomes - 1}"));
            if (options.Scope != RuleScope.Together)
                throw new ArgumentException("a class of interest together with thresholds by class: the one class has one threshold; leave one of the two out");
            if (options.Score != Score.MaxProbability || options.Scores is not null)
                throw new ArgumentException("a class of interest together with another score: its threshold is on its own calibrated probability, while other scores tell how far the likeliest class can be trusted; leave the score out");
        }
        if (options.Scores is { } scores) CheckScores(scores, options);
        if (options.Costs is { } costs) CheckCosts(costs, outcomes, options);
    }

    private static void CheckScores(IReadOnlyList<Score> scores, PolicyOptions options)
    {
        if (scores.Count < 2) throw new ArgumentException($"scores: {scores.Count}; joining takes two or more, a single one is the score itself");
        if (options.Score != Score.MaxProbability) throw new ArgumentException($"scores to be joined together with the score {options.Score.Token()}: put it among them");
        foreach (Score score in scores)
        {
            if (scores.Count(other => other == score) > 1) throw new ArgumentException($"scores: {score.Token()} stands there twice");
        }
        if (options.Costs is not null) throw new ArgumentException("scores to be joined together with costs: expected costs follow from the calibrated probabilities alone; leave the scores out");
    }

    private static void CheckCosts(CostMatrix costs, int outcomes, PolicyOptions options)
    {
        if (costs.Classes != outcomes) throw new ArgumentException(Invariant($"costs: of {costs.Classes:N0} classes but the outputs have {outcomes:N0}"));
        if (options.Promise is not null)
        {
            throw new ArgumentException(
                "costs together with a promise: costs alone set what is accepted, and nothing is promised of it. For a promise leave the costs out (a target precision, recall, false-alarm rate, coverage or joint risk); for the least expected cost leave the target out");
        }
        if (options.Positive is not null || options.Scope != RuleScope.Together || options.Score != Score.MaxProbability)
            throw new ArgumentException("costs together with a class of interest, thresholds by class or another score: costs by class pair already say what each answer is worth; leave the others out");
    }
}
