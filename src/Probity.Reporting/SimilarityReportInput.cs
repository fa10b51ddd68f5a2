using Probity.Metrics;

namespace Probity.Reporting;

/// <summary>All that a report on a head for similarity can show. A title, the model and one set of figures or a training are needed; what is absent is left out, and the page says what.</summary>
public sealed record SimilarityReportInput
{
    /// <summary>The title, such as a file's name. Shown as text.</summary>
    public required string Title { get; init; }

    /// <summary>One line below the title: what the items are. Shown as text.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The head, its loss and the distance in one line, such as <c>skip-connection; supcon; cosine distance</c>. Shown as text.</summary>
    public required string Model { get; init; }

    /// <summary>The sets of items that were looked up, the most important first: all, seen, unseen, corrupted. At least one, unless there is a training. Their names differ.</summary>
    public required IReadOnlyList<SimilaritySplit> Splits { get; init; }

    /// <summary>How the head was trained; null where that is not known.</summary>
    public SimilarityTrainingBlock? Training { get; init; }

    /// <summary>How the feature groups do; null for heads without them.</summary>
    public FeatureGroupsBlock? FeatureGroups { get; init; }

    /// <summary>How far the confidence of a match can be trusted; null where none was given.</summary>
    public MatchBlock? Match { get; init; }

    /// <summary>What to bear in mind, one sentence each. Shown as text.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where the items came from.</summary>
    public Provenance Provenance { get; init; } = new();
}

/// <summary>Items that were looked up, as the head places them and as their raw embeddings do.</summary>
public sealed record SimilaritySplit
{
    /// <summary>Its name, such as <c>all</c> or <c>unseen groups</c>. Shown as text.</summary>
    public required string Name { get; init; }

    /// <summary>What its items are, in one sentence. Shown as text.</summary>
    public string? Words { get; init; }

    /// <summary>Queries that have something to find; the figures are of these.</summary>
    public required int Queries { get; init; }

    /// <summary>Queries left out, because nothing in the reference is right for them.</summary>
    public int LoneQueries { get; init; }

    /// <summary>Items among which they were looked up.</summary>
    public int References { get; init; }

    /// <summary>Groups of the queries; null where that is not counted.</summary>
    public int? Groups { get; init; }

    /// <summary>Figures of the head by name (<c>r_precision</c>, <c>precision_at_1</c>, …), in order of display; null where only raw embeddings were measured.</summary>
    public IReadOnlyDictionary<string, Figure>? Head { get; init; }

    /// <summary>The same of the raw embeddings; null where they were not measured.</summary>
    public IReadOnlyDictionary<string, Figure>? Raw { get; init; }

    /// <summary>Head less raw on the same queries, where it has an interval of its own; null where only the two intervals can be compared.</summary>
    public IReadOnlyDictionary<string, Figure>? Gain { get; init; }

    /// <summary>Distances of queries to their nearest item, by whether it was right; null where they are not shown.</summary>
    public NearestDistances? Distances { get; init; }
}

/// <summary>Distances of queries to their nearest item, in the model's own distance; not NaN.</summary>
/// <param name="Distance">The distance in words, such as <c>cosine distance</c>.</param>
/// <param name="Right">Of queries whose nearest item is of their own group.</param>
/// <param name="Wrong">Of queries whose nearest item is of another group.</param>
public sealed record NearestDistances(string Distance, double[] Right, double[] Wrong);
