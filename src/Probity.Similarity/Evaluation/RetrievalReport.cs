using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>What an evaluation of retrieval found.</summary>
public sealed record RetrievalReport
{
    /// <summary>Queries that have at least one right item to find. The figures are of these.</summary>
    public required int Queries { get; init; }

    /// <summary>Queries left out, because nothing in the reference is right for them.</summary>
    public required int LoneQueries { get; init; }

    /// <summary>Items of the reference. Where it is the queries' own, each query chooses among one less.</summary>
    public required int References { get; init; }

    /// <summary>The figures by name, in order of display.</summary>
    public required IReadOnlyDictionary<string, Figure> Figures { get; init; }

    /// <summary>For each query as given, lone ones too: how many references are right for it.</summary>
    public required IReadOnlyList<int> Relevant { get; init; }

    /// <summary>For each query: the index of its closest reference, the lowest among equals; −1 where there is none.</summary>
    public required IReadOnlyList<int> Nearest { get; init; }

    /// <summary>For each query: the distance to <see cref="Nearest"/>; NaN where there is none.</summary>
    public required IReadOnlyList<double> NearestDistance { get; init; }

    /// <summary>
    /// For each query: whether the closest reference is right, 1 or 0; between them the chance that it is, where right and wrong ones are as close.
    /// 0 for lone queries.
    /// </summary>
    public required IReadOnlyList<double> Hit { get; init; }

    /// <summary>By name the values of each query that a gain is told of.</summary>
    internal IReadOnlyDictionary<string, double[]> OfQueries { get; init; } = new Dictionary<string, double[]>();

    internal ResamplingUnits Units { get; init; } = ResamplingUnits.None;

    internal RetrievalOptions Options { get; init; } = new();

    /// <summary>
    /// <c>r_auroc</c>: how well a confidence tells queries whose closest item is right from those where it is not. R-AUROC of the URL benchmark
    /// (Kirchhof et al., NeurIPS 2023) where the distance is cosine; read it beside <c>precision_at_1</c>.
    /// </summary>
    /// <param name="confidence">N values, higher = more to be trusted, one a query as given; those of lone queries are not looked at. NaN is refused.</param>
    /// <exception cref="ArgumentException">Another number of values, or NaN.</exception>
    public Figure ConfidenceAuroc(ReadOnlySpan<double> confidence) => HitAuroc.Of(this, confidence);

    /// <summary>
    /// What this evaluation finds more than another one of the same queries among the same items: <c>precision_at_1</c>, <c>r_precision</c> and
    /// <c>map_at_r</c>, in [−1, 1], with paired intervals, which are narrower than those of the two figures.
    /// </summary>
    /// <param name="before">Such as that of the raw embeddings.</param>
    /// <exception cref="ArgumentException">Other queries.</exception>
    public IReadOnlyDictionary<string, Figure> GainOver(RetrievalReport before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return RetrievalGain.Of(this, before);
    }
}
