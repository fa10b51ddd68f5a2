using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>What the last layer's outputs mean.</summary>
public abstract record Head
{
    private protected Head()
    {
    }

    /// <summary>One class of K by softmax.</summary>
    public static Head Softmax { get; } = new SoftmaxHead();

    /// <summary>One probability by sigmoid: class 1 against class 0.</summary>
    public static Head Sigmoid { get; } = new SigmoidHead();

    /// <summary>K questions of yes or no, each by sigmoid.</summary>
    public static Head MultiLabel { get; } = new MultiLabelHead();

    /// <summary>One class of K by softmax, and a confidence learned beside it (DeVries &amp; Taylor, 2018, arXiv 1802.04865).</summary>
    /// <param name="budget">β, positive, in nats: what confidence is let cost on average, −ln c. The default value is .3, the paper's.</param>
    /// <exception cref="ArgumentException">β out of range.</exception>
    public static Head LearnedConfidence(double budget = LearnedConfidenceHead.DefaultBudget) => new LearnedConfidenceHead(budget);

    /// <summary>One class of K by softmax over K and a reservation, what the network would rather not bet (Liu et al., NeurIPS 2019).</summary>
    /// <param name="reward">o above 1 and at most K: what a right bet pays. The smaller, the more is reserved. The default value is 2.2, the paper's for CIFAR-10.</param>
    /// <exception cref="ArgumentException">o out of range.</exception>
    public static Head DeepGamblers(double reward = DeepGamblersHead.DefaultReward) => new DeepGamblersHead(reward);

    /// <summary>Whether the head has a confidence of its own, beside that of its probabilities.</summary>
    public virtual bool HasConfidence => false;

    /// <summary>Reads what <see cref="ToString"/> writes; settings that are left out are the defaults.</summary>
    /// <param name="text">Such as <c>softmax</c>, <c>sigmoid</c>, <c>multilabel</c>, <c>learned_confidence(0.3)</c> or <c>deep_gamblers(2.2)</c>.</param>
    /// <exception cref="ArgumentException">No such head, or a setting out of range; the message lists what there is.</exception>
    public static Head Parse(string text) => MethodText.Read("head", text, Known);

    private static readonly Method<Head>[] Known =
    [
        new("softmax", "softmax", [], _ => Softmax),
        new("sigmoid", "sigmoid", [], _ => Sigmoid),
        new("multilabel", "multilabel", [], _ => MultiLabel),
        new("learned_confidence", "learned_confidence(budget)", [LearnedConfidenceHead.DefaultBudget], settings => LearnedConfidence(settings[0])),
        new("deep_gamblers", "deep_gamblers(reward)", [DeepGamblersHead.DefaultReward], settings => DeepGamblers(settings[0])),
    ];

    /// <summary>The token with its settings, such as <c>learned_confidence(0.3)</c>.</summary>
    public sealed override string ToString() => Token;

    /// <summary>The token in model files and on the command line, such as <c>softmax</c>.</summary>
    internal abstract string Token { get; }

    internal abstract TargetKind Targets { get; }

    /// <summary>Outputs for K classes.</summary>
    internal abstract int Outputs(int classes);

    /// <summary>Columns of the logits that it hands out: K, or 1 for a sigmoid.</summary>
    internal virtual int LogitColumns(int classes) => Targets == TargetKind.Binary ? 1 : classes;

    /// <summary>The loss to train by: the one asked for, or the head's own.</summary>
    /// <exception cref="ArgumentException">The head cannot be trained by that loss.</exception>
    internal virtual Loss Loss(Loss? asked, int classes)
    {
        asked ??= new SoftmaxCrossEntropy();
        return asked.Serves(Targets) ? asked : throw new ArgumentException(asked.Refusal(Targets));
    }

    /// <summary>Refuses penalties that do not go with the head, or that need outliers where there are none.</summary>
    internal void Check(IReadOnlyList<Penalty> penalties, bool outliers)
    {
        foreach (Penalty penalty in penalties) penalty.Check(Targets, outliers);
    }

    /// <summary>Log-odds of the head's own confidence that a row is right: ranks without ties where the confidence itself rounds to 1.</summary>
    /// <param name="outputs">Of a row, <see cref="Outputs"/> of them.</param>
    /// <param name="classes">K.</param>
    internal virtual double ConfidenceLogOdds<T>(ReadOnlySpan<T> outputs, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        throw new InvalidOperationException($"a {Token} head has no confidence of its own; take learned_confidence or deep_gamblers");

    /// <summary>The head's own confidence that a row is right, in [0, 1].</summary>
    /// <inheritdoc cref="ConfidenceLogOdds"/>
    internal double Confidence<T>(ReadOnlySpan<T> outputs, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double logOdds = ConfidenceLogOdds(outputs, classes), small = Math.Exp(-Math.Abs(logOdds));
        return logOdds < 0 ? small / (1 + small) : 1 / (1 + small);
    }

    /// <summary>For heads that have a loss of their own and no other.</summary>
    private protected Loss OwnLoss(Loss? asked, Loss own) =>
        asked is null ? own : throw new ArgumentException($"{Token} is trained by a loss of its own; leave {asked} out, or take the softmax head");
}

internal sealed record SoftmaxHead : Head
{
    internal override string Token => "softmax";

    internal override TargetKind Targets => TargetKind.Classes;

    internal override int Outputs(int classes) => classes;
}

internal sealed record SigmoidHead : Head
{
    internal override string Token => "sigmoid";

    internal override TargetKind Targets => TargetKind.Binary;

    internal override int Outputs(int classes) => 1;
}

internal sealed record MultiLabelHead : Head
{
    internal override string Token => "multilabel";

    internal override TargetKind Targets => TargetKind.Cells;

    internal override int Outputs(int classes) => classes;
}
