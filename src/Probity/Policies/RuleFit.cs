using Probity.Decisions;

namespace Probity;

/// <summary>Finds the rule that carries what was asked for: candidates come from the rows that learned, the certificate from the others.</summary>
internal static class RuleFit
{
    /// <exception cref="PromiseRefusedException">The rows cannot carry the promise.</exception>
    public static DecisionRule Run(AnsweredRows learned, AnsweredRows certifying, int classes, PolicyOptions options)
    {
        if (options.Scope != RuleScope.Together) return ClassRuleFit.Run(learned, certifying, Math.Max(2, classes), options);
        ThresholdOutcome outcome = options.Promise!.Certify(new CertifyingRows
        {
            LearningScores = learned.Scores,
            Scores = certifying.Scores,
            Correct = certifying.Correct,
            Passes = certifying.Passes,
            LearningWeights = learned.Weights,
            Weights = certifying.Weights,
            MaxWeight = options.MaxWeight ?? 0,
            Seed = options.Seed,
        });
        return new ThresholdRule(outcome.Threshold ?? throw new PromiseRefusedException(outcome.Refusal!));
    }
}
