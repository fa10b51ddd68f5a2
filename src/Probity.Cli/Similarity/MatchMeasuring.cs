using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>A match confidence with what was found of it on the queries of an evaluation.</summary>
internal sealed record MatchMeasuring
{
    private const int MostConfused = 6;

    public required MatchConfidence Confidence { get; init; }

    public required MatchSplitEvaluation Found { get; init; }

    /// <summary>The file of foreign items; null where none were given.</summary>
    public required string? Foreign { get; init; }

    /// <summary>What tells the labels apart that are confused most often; empty without feature groups.</summary>
    public required IReadOnlyList<LabelSeparation> Separations { get; init; }

    public static MatchMeasuring Of(MatchConfidence match, SplitItems items, ReadOnlyMemory<float> foreign, string? foreignName, RetrievalOptions options, IProgress<double>? progress)
    {
        MatchSplitEvaluation found = MatchSplitEvaluation.Of(match, items, foreign, options, progress);
        int[] matched = [.. found.All.Assessments.Select(one => one.Group)];
        return new MatchMeasuring
        {
            Confidence = match,
            Found = found,
            Foreign = foreignName,
            Separations = match.Shape is { } shape ? LabelSeparation.OfMostConfused(items.Embeddings.Span, shape, items.Groups, matched, MostConfused) : [],
        };
    }

    /// <summary>How a model's embeddings divide into feature groups.</summary>
    public static GroupShape? ShapeOf(SimilarityModel? model) => model is { FeatureGroups: > 0 } ? new GroupShape(model.FeatureGroups, model.EmbeddingSize / model.FeatureGroups) : null;

    /// <summary>Refuses a match confidence of another head's items.</summary>
    public static void RequireFits(MatchConfidence match, SimilarityModel? model, GroupShape? shape)
    {
        if (model is not null && match.HeadId is { } head && head != model.ContentId)
            throw new ArgumentException($"--match was fitted on embeddings of another head ({head[..12]}) than this one ({model.ContentId[..12]}): what a similarity means differs from head to head; fit one for this head");
        if (match.Shape != shape) throw new ArgumentException($"--match was fitted on {Words(match.Shape)}, but these are {Words(shape)}: give it items of the same head");
    }

    /// <summary>Refuses one of another head's items, or of another distance. Embeddings as they are take its feature groups.</summary>
    public static void RequireFits(MatchConfidence match, SimilarityModel? model, Distance distance)
    {
        if (model is not null) RequireFits(match, model, ShapeOf(model));
        if (match.Distance != distance) throw new ArgumentException($"--match was fitted by {match.Distance.Token()} distance, but these are compared by {distance.Token()}: give --distance {match.Distance.Token()}");
    }

    private static string Words(GroupShape? shape) => shape is { } groups ? $"embeddings of {groups.Groups} feature groups of {groups.Values} values" : "embeddings without feature groups";
}
