using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>K logits and the log-odds of a confidence.</summary>
internal sealed record LearnedConfidenceHead : Head
{
    internal const double DefaultBudget = .3;

    private readonly double _budget;

    public LearnedConfidenceHead(double budget)
    {
        if (!(budget >= 1e-6 && budget <= 100)) throw new ArgumentException($"learned_confidence: the budget is {budget}; it must lie in [0.000001, 100]");
        _budget = budget;
    }

    public override bool HasConfidence => true;

    internal override string Token => MethodText.Write("learned_confidence", _budget);

    internal override TargetKind Targets => TargetKind.Classes;

    internal override int Outputs(int classes) => classes + 1;

    internal override Loss Loss(Loss? asked, int classes) => OwnLoss(asked, new LearnedConfidenceLoss(_budget));

    internal override double ConfidenceLogOdds<T>(ReadOnlySpan<T> outputs, int classes) => double.CreateTruncating(outputs[classes]);
}
