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

    /// <summary>The token in model files and on the command line, such as <c>softmax</c>.</summary>
    internal abstract string Token { get; }

    internal abstract TargetKind Targets { get; }

    /// <summary>Outputs for K classes.</summary>
    internal abstract int Outputs(int classes);

    /// <summary>Columns of the logits that it hands out: K, or 1 for a sigmoid.</summary>
    internal virtual int LogitColumns(int classes) => Targets == TargetKind.Binary ? 1 : classes;

    /// <summary>The loss to train by: the one asked for, or the head's own.</summary>
    /// <exception cref="ArgumentException">The head cannot be trained by that loss.</exception>
    internal virtual Loss Loss(Loss? asked, int classes) => asked ?? new SoftmaxCrossEntropy();
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
