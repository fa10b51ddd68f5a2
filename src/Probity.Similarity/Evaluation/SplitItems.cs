namespace Probity.Similarity;

/// <summary>Embeddings to look up, what belongs together, and which of the items are queries.</summary>
/// <remarks>Only referred to, not copied: leave arrays as they are while they are in use.</remarks>
public sealed record SplitItems
{
    /// <summary>N × <see cref="Columns"/>, row-major, finite.</summary>
    public required ReadOnlyMemory<float> Embeddings { get; init; }

    /// <summary>Numbers of an embedding.</summary>
    public required int Columns { get; init; }

    /// <summary>N groups, any numbers; empty where items have <see cref="Cells"/>.</summary>
    public int[] Groups { get; init; } = [];

    /// <summary>N × <see cref="Labels"/>: item i has label l. Items belong together where they share a label. Empty where items have groups.</summary>
    public bool[] Cells { get; init; } = [];

    /// <summary>Labels that an item may have; 0 where items have groups.</summary>
    public int Labels { get; init; }

    /// <summary>Rows that are looked up; null takes all. All others are reference only.</summary>
    public int[]? Queries { get; init; }

    /// <summary>Embeddings of the queries with their inputs damaged, in the order of <see cref="Queries"/>; empty where none were damaged.</summary>
    public ReadOnlyMemory<float> Damaged { get; init; }

    /// <summary>M × <see cref="Columns"/> embeddings of other items to look up among; empty looks up among all N items.</summary>
    public ReadOnlyMemory<float> References { get; init; }

    /// <summary>M groups of the references.</summary>
    public int[] ReferenceGroups { get; init; } = [];

    /// <summary>M × <see cref="Labels"/> cells of the references.</summary>
    public bool[] ReferenceCells { get; init; } = [];

    /// <summary>Groups that the model has seen in training; null where that is not known.</summary>
    public IReadOnlyCollection<int>? SeenGroups { get; init; }

    /// <summary>Whether the queries are looked up among items of their own file.</summary>
    internal bool OwnReference => References.IsEmpty;
}
