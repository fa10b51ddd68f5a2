namespace Probity.Reporting;

/// <summary>How a head for similarity was trained: what the section on training shows.</summary>
public sealed record SimilarityTrainingBlock
{
    /// <summary>Items that the head learned from, at least 1.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Their groups; null where that is not counted.</summary>
    public int? TrainingGroups { get; init; }

    /// <summary>Items held out to choose the epoch; 0 without.</summary>
    public int ValidationRows { get; init; }

    /// <summary>The epoch whose weights were kept, one of <see cref="Epochs"/>; null where the last one's were.</summary>
    public int? KeptEpoch { get; init; }

    /// <summary>Why training stopped; null where that is not known. Shown as text.</summary>
    public string? Stopped { get; init; }

    /// <summary>Names of what was measured on validation items (<c>r_precision</c>, …); the first chose the epoch.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The same of the raw embeddings, one a metric; empty where they were not measured.</summary>
    public IReadOnlyList<double> Raw { get; init; } = [];

    /// <summary>Every epoch that was run, in order, at least one. However many there are, the page holds some 500 of them at most.</summary>
    public required IReadOnlyList<SimilarityTrainingEpoch> Epochs { get; init; }
}

/// <summary>One pass over the training items, and the head after it. What a diverging run made of it may be NaN or infinite.</summary>
public sealed record SimilarityTrainingEpoch
{
    /// <summary>Its number, at least 0 and above that of the epoch before.</summary>
    public required int Number { get; init; }

    /// <summary>Mean loss of its steps, with penalties.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>One value a metric, in [0, 1]; empty where the epoch was not measured.</summary>
    public IReadOnlyList<double> Metrics { get; init; } = [];

    /// <summary>Learning rate of the last step, finite and not negative; null where it is not known.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Mutual information of the feature groups with items as a share of its ceiling ln K, mean over groups, in [0, 1]; null without feature groups.</summary>
    public double? Information { get; init; }

    /// <summary>Mean over items and feature groups of the largest share, in [1/K, 1]; null without feature groups.</summary>
    public double? MaxProbability { get; init; }
}
