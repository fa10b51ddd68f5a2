namespace Probity.Learning;

/// <summary>How a <see cref="Classifier"/> is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>The layers before the head. The default value is one hidden layer of 128 with ReLU.</summary>
    public NetworkDesign Network { get; init; } = NetworkDesign.Hidden(128);

    /// <summary>What the last layer's outputs mean. The default value is <see cref="Head.Softmax"/>.</summary>
    public Head Head { get; init; } = Head.Softmax;

    /// <summary>What is minimised; null takes the head's own. The default value is null: cross-entropy.</summary>
    public Loss? Loss { get; init; }

    /// <summary>What is added to the loss. The default value is nothing.</summary>
    public IReadOnlyList<Penalty> Penalties { get; init; } = [];

    /// <summary>How gradients move parameters. The default value is <see cref="AdamW"/> without decay.</summary>
    public Optimizer Optimizer { get; init; } = new AdamW();

    /// <summary>What the learning rate is multiplied by as training goes on. The default value is <see cref="Schedule.Constant"/>.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>The largest norm of a step's gradient, over all parameters together: longer ones are shortened to it. The default value is null: none.</summary>
    public double? LargestGradient { get; init; }

    /// <summary>Passes over the rows, at least 1. The default value is 60.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Rows a step, 1 to 65,536. The default value is 128.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Fixes the initial weights, the order of rows and everything else that is drawn. The default value is 0.</summary>
    public ulong Seed { get; init; }

    internal void Check()
    {
        Require.InRange(Epochs, 1, int.MaxValue, "epochs");
        Require.InRange(BatchSize, 1, 65_536, "batch size");
        Optimizer.Check();
        if (LargestGradient is { } norm) Require.Positive(norm, "largest gradient");
    }
}
