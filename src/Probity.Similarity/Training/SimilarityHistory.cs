using Probity.Learning;

namespace Probity.Similarity;

/// <summary>How the training of a head went.</summary>
public sealed record SimilarityHistory
{
    /// <summary>Figures after each epoch.</summary>
    public required IReadOnlyList<SimilarityEpoch> Epochs { get; init; }

    /// <summary>The metrics that the epochs give, by their tokens.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>The same metrics of the inputs themselves, before any head; empty without validation items.</summary>
    public required IReadOnlyList<double> Raw { get; init; }

    /// <summary>The epoch whose weights were kept, counted from 1.</summary>
    public required int KeptEpoch { get; init; }

    /// <summary>Why it ended.</summary>
    public required TrainingEnd End { get; init; }

    /// <summary>Items that it learned from.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Items that chose the epoch; 0 without.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>What it was trained with, as texts by name: every option, the seed, and a SHA-256 of the rows.</summary>
    public IReadOnlyDictionary<string, string> Recipe { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What to bear in mind or to change, in plain words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
