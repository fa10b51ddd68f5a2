using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Queries and references, embedded and ready to be compared.</summary>
internal sealed record MatchRows
{
    /// <summary>Null where the rows are the embeddings.</summary>
    public required SimilarityModel? Model { get; init; }

    public required Distance Distance { get; init; }

    /// <summary>How embeddings divide into feature groups; null where they do not.</summary>
    public required GroupShape? Shape { get; init; }

    public required SimilarityTable Queries { get; init; }

    /// <summary>Whether the queries' groups are known.</summary>
    public required bool HasLabels { get; init; }

    /// <summary>The queries themselves where they are looked up among each other.</summary>
    public required SimilarityTable References { get; init; }

    public required bool IsOwnReference { get; init; }

    public required float[] QueryEmbeddings { get; init; }

    /// <summary>Null where the queries are looked up among each other.</summary>
    public required float[]? ReferenceEmbeddings { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Numbers of an embedding.</summary>
    public int Columns => Model?.EmbeddingSize ?? Queries.InputColumns;

    /// <summary>What is searched where it was embedded before; null where the references are.</summary>
    public SimilarityIndex? Index { get; init; }

    /// <summary>Items that are looked up among.</summary>
    public int ReferenceCount => Index?.Count ?? References.Rows;

    private IReadOnlyList<string>? GroupNames => Index is null ? References.GroupNames ?? Queries.GroupNames : Index.Items.GroupNames;

    /// <summary>For each query itself, where the queries are looked up among each other.</summary>
    public int[] Without => IsOwnReference ? [.. Enumerable.Range(0, Queries.Rows)] : [];

    /// <summary>What a group is called.</summary>
    public string Name(int group) => GroupNames is { } names && group >= 0 && group < names.Count ? names[group] : FormattableString.Invariant($"{group}");

    public MatchReference Reference() => Index is not null ? new MatchReference(Index, Shape)
        : MatchReference.Of(ReferenceEmbeddings ?? QueryEmbeddings, Columns, References.Groups, Distance, Shape);
}
