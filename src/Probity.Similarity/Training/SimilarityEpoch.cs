namespace Probity.Similarity;

/// <summary>Where the training of a head stands after an epoch.</summary>
public sealed record SimilarityEpoch
{
    /// <summary>Counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many there will be at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>Mean loss of the epoch's steps, with penalties.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>Size of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Retrieval figures of the validation items, in the order of <see cref="SimilarityOptions.Metrics"/>; empty without any.</summary>
    public required IReadOnlyList<double> Metrics { get; init; }

    /// <summary>
    /// Of feature groups: mutual information of the groups with training items, as a share of its ceiling ln K, mean over groups, 0 to 1. 1 where every item
    /// makes a sure choice and all values are used alike. Null for heads without feature groups.
    /// </summary>
    public double? Information { get; init; }

    /// <summary>Of feature groups: mean over items and groups of the largest share, 1/K to 1. Null for heads without feature groups.</summary>
    public double? MaxProbability { get; init; }

    /// <summary>Numbers that the loss has learned of its own, such as the scale and the shift of <see cref="MatchProbabilityLoss"/>; empty for most losses.</summary>
    public IReadOnlyList<double> LossNumbers { get; init; } = [];

    /// <summary>What went wrong beside the training, such as a checkpoint that could not be written; else null.</summary>
    public string? Warning { get; init; }
}
