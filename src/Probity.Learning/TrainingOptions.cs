namespace Probity.Learning;

/// <summary>How <see cref="MultilayerPerceptronTrainer"/> trains.</summary>
public sealed record TrainingOptions
{
    /// <summary>Outputs of each hidden layer, each at least 1; empty gives softmax regression. The default value is one layer of 128.</summary>
    public IReadOnlyList<int> HiddenWidths { get; init; } = [128];

    /// <summary>Passes over the rows, at least 1. The default value is 60.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Rows a step, 1 to 65,536. The default value is 128.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Adam's step size, positive. The default value is 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Fixes the initial weights and the order of rows. The default value is 0.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Where training stands after an epoch.</summary>
/// <param name="Epoch">1 to <paramref name="Epochs"/>.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Loss">Mean cross-entropy in nats, each row's taken when its turn came during the epoch.</param>
/// <param name="Accuracy">Share of rows predicted right, taken likewise.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, double Loss, double Accuracy);
