using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>One number in [0, 1] by sigmoid: the probability of the true class, as <see cref="ConfidNet"/> learns it.</summary>
internal sealed record TrueClassProbabilityHead : Head
{
    internal override string Token => "true_class_probability";

    internal override TargetKind Targets => TargetKind.Value;

    internal override int Outputs(int classes) => 1;

    internal override Loss Loss(Loss? asked, int classes) => OwnLoss(asked, new TrueClassProbabilityLoss());
}
