using Probity.Learning;

namespace Probity.Similarity;

/// <summary>How a network of uncertainty is trained on frozen features.</summary>
public sealed record UncertaintyOptions
{
    /// <summary>The layers before its one number. The default value is two of 512 with ReLU (Kirchhof et al., 2024).</summary>
    public NetworkDesign Network { get; init; } = NetworkDesign.Hidden(512, 512);

    /// <summary>How features are scaled on the way in. The default value standardises dense rows column by column.</summary>
    public FeatureScaling Scaling { get; init; }

    /// <summary>Passes over the rows, at least 1. The default value is 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Which rows make a batch; every loss here compares rows of one batch. The default value is 32 groups and 4 rows of each.</summary>
    public Sampler Sampler { get; init; } = new GroupSampler(32, 4);

    /// <summary>How the gradient moves the weights. The default value is AdamW with rate 0.0005 and decay 0.01.</summary>
    public Optimizer Optimizer { get; init; } = new AdamW { LearningRate = .0005, WeightDecay = .01 };

    /// <summary>How the rate changes over the steps. The default value is a cosine down to 0.</summary>
    public Schedule Schedule { get; init; } = Schedule.Cosine();

    /// <summary>Fixes everything that is drawn. The default value is 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Ends the training between two steps by an <see cref="OperationCanceledException"/>. The default value is never.</summary>
    public CancellationToken Cancellation { get; init; }

    internal void Check()
    {
        Require.InRange(Epochs, 1, int.MaxValue, "epochs");
        Optimizer.Check();
        if (Optimizer is LimitedMemoryBfgs) throw new ArgumentException("optimizer: L-BFGS wants the same loss at every step, and these losses are of batches; take AdamW or SGD");
    }
}
