using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>What an evaluation of embeddings found.</summary>
internal sealed record SimilarityEvaluationResult
{
    /// <summary>The file of items or embeddings.</summary>
    public required string Name { get; init; }

    /// <summary>Null where embeddings were given.</summary>
    public SimilarityModel? Model { get; init; }

    public required Distance Distance { get; init; }

    /// <summary>What was looked up: embeddings, groups, references.</summary>
    public required SplitItems Items { get; init; }

    /// <summary>Ids of the items, or null.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    public IReadOnlyList<string>? GroupNames { get; init; }

    /// <summary>Retrieval by the embeddings.</summary>
    public required SplitEvaluation Found { get; init; }

    /// <summary>Retrieval by the model's inputs as they are; null without a model.</summary>
    public SplitEvaluation? Raw { get; init; }

    /// <summary>How the corrupted queries were damaged; null where none were.</summary>
    public SplitCorruption? Corruption { get; init; }

    /// <summary>Of heads with feature groups.</summary>
    public GroupHealth? Health { get; init; }

    /// <summary>How far the confidence of a match can be trusted here; null where none was given.</summary>
    public MatchMeasuring? Match { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required ulong Seed { get; init; }
}
