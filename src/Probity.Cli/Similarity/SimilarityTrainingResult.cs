using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>What a training left: the model, and what it does beside the inputs as they are.</summary>
internal sealed record SimilarityTrainingResult
{
    public required SimilarityModel Model { get; init; }

    /// <summary>Where the model is.</summary>
    public required string Path { get; init; }

    /// <summary>All items that there were, in the order of the embeddings.</summary>
    public required SimilarityTable Items { get; init; }

    /// <summary>Pairs that it learned from; null where it learned from groups or labels.</summary>
    public int? Pairs { get; init; }

    /// <summary>Items that the pairs are of.</summary>
    public int PairedItems { get; init; }

    /// <summary>Groups that were held out entirely.</summary>
    public required IReadOnlyList<int> UnseenGroups { get; init; }

    /// <summary>Rows that were looked up, in words.</summary>
    public required string QueriesInWords { get; init; }

    /// <summary>N × <see cref="SimilarityModel.EmbeddingSize"/>.</summary>
    public required float[] Embeddings { get; init; }

    /// <summary>Retrieval by the head's embeddings; null without groups and labels.</summary>
    public SplitEvaluation? Head { get; init; }

    /// <summary>Retrieval by the inputs as they are, of the same queries.</summary>
    public SplitEvaluation? Raw { get; init; }

    /// <summary>Rows of <see cref="Items"/> that were looked up, in the order of the reports.</summary>
    public required int[] Queries { get; init; }

    /// <summary>How the corrupted queries were damaged; null where none were.</summary>
    public SplitCorruption? Corruption { get; init; }

    /// <summary>Of heads with feature groups.</summary>
    public GroupHealth? Health { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required ulong Seed { get; init; }
}
