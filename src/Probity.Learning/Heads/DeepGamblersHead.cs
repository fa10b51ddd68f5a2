using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>K logits and that of a reservation.</summary>
internal sealed record DeepGamblersHead : Head
{
    internal const double DefaultReward = 2.2;

    private readonly double _reward;

    public DeepGamblersHead(double reward)
    {
        if (!(reward > 1 && reward <= 1e6)) throw new ArgumentException($"deep_gamblers: the reward is {reward}; it must be above 1 and at most the number of classes");
        _reward = reward;
    }

    public override bool HasConfidence => true;

    internal override string Token => MethodText.Write("deep_gamblers", _reward);

    internal override TargetKind Targets => TargetKind.Classes;

    internal override int Outputs(int classes) => classes + 1;

    internal override Loss Loss(Loss? asked, int classes)
    {
        if (_reward > classes)
            throw new ArgumentException($"{Token}: with {classes:N0} classes the reward must lie in (1, {classes}]: above that, betting on all is better than any reservation");
        return OwnLoss(asked, new DeepGamblersLoss(_reward));
    }

    /// <summary>1 − p of the reservation.</summary>
    internal override double ConfidenceLogOdds<T>(ReadOnlySpan<T> outputs, int classes)
    {
        double top = double.NegativeInfinity, others = 0;
        int best = 0;
        for (int k = 0; k < classes; k++)
        {
            if (double.CreateTruncating(outputs[k]) > top) (top, best) = (double.CreateTruncating(outputs[k]), k);
        }
        for (int k = 0; k < classes; k++)
        {
            if (k != best) others += Math.Exp(double.CreateTruncating(outputs[k]) - top);
        }
        return top - double.CreateTruncating(outputs[classes]) + Elementary.Log1P(others);
    }
}
