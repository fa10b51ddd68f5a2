namespace Probity.Learning;

/// <summary>Where training stands after an epoch.</summary>
public sealed record EpochFigures
{
    /// <summary>Counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many there will be at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>Which network of an ensemble, counted from 1.</summary>
    public int Member { get; init; } = 1;

    /// <summary>How many there are.</summary>
    public int Members { get; init; } = 1;

    /// <summary>Mean loss with penalties, each row's taken when its turn came during the epoch; of multi-label rows over all cells.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>Share of training rows predicted right, taken likewise; NaN for multi-label rows and where the target is a number.</summary>
    public required double TrainingAccuracy { get; init; }

    /// <summary>Size of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Figures on the validation rows after the epoch, or null without any.</summary>
    public ValidationFigures? Validation { get; init; }

    /// <summary>What went wrong beside the training, such as a checkpoint that could not be written; else null. Told as it happens; the history has it among its warnings.</summary>
    public string? Warning { get; init; }
}

/// <summary>Figures on rows that nothing is learned from.</summary>
/// <param name="Nll">Mean negative log-likelihood in nats, weighed by <see cref="TrainingOptions.ClassWeights"/> where there are any; of multi-label rows over all cells. Of <see cref="ConfidNet"/> the mean squared error.</param>
/// <param name="Accuracy">Share predicted right; of multi-label rows over all cells. NaN where the target is a number, as is the next.</param>
/// <param name="Ece">Expected calibration error of the top label, 15 bins of equal width.</param>
/// <param name="Confidence">Mean probability of the answer, that of the top label; above the accuracy where the model is too sure.</param>
public sealed record ValidationFigures(double Nll, double Accuracy, double Ece, double Confidence);
