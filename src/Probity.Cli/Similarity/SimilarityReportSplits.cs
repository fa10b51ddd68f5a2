using Probity.Reporting;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>An evaluation's splits as the report page has them.</summary>
internal sealed record SimilarityReportSplits
{
    public required SplitEvaluation Found { get; init; }

    public required SplitEvaluation? Raw { get; init; }

    /// <summary>Whether what was found was found by a head, not by embeddings as they are.</summary>
    public required bool HasHead { get; init; }

    /// <summary>The distance in words.</summary>
    public required string Distance { get; init; }

    /// <summary>The queries' groups, or empty.</summary>
    public required int[] Groups { get; init; }

    public required IReadOnlyCollection<int> SeenGroups { get; init; }

    /// <summary>What the queries are, in words.</summary>
    public required string Queries { get; init; }

    public required SplitCorruption? Corruption { get; init; }

    public SimilaritySplit[] All()
    {
        List<KeyValuePair<string, RetrievalReport>> splits = [.. Found.Splits];
        if (splits.Count > 1 && splits[1].Value == Found.All) splits.RemoveAt(0);   // all queries are of one kind
        Dictionary<string, RetrievalReport> raw = Raw is null ? [] : new(Raw.Splits, StringComparer.Ordinal);
        return [.. splits.Select(split => Of(split.Key, split.Value, raw.GetValueOrDefault(split.Key)))];
    }

    private SimilaritySplit Of(string split, RetrievalReport found, RetrievalReport? raw) => new()
    {
        Name = split switch
        {
            "all" => "all items",
            "seen" => "seen groups",
            "unseen" => "unseen groups",
            "corrupted" => "corrupted items",
            _ => split,
        },
        Words = split switch
        {
            "seen" => "Of groups that training has seen.",
            "unseen" => "Of groups that training has not seen.",
            "corrupted" => $"All of them damaged: {Corruption}; what they look among is not.",
            _ => $"{char.ToUpperInvariant(Queries[0])}{Queries[1..]}.",
        },
        Queries = found.Queries,
        LoneQueries = found.LoneQueries,
        References = found.References,
        Groups = GroupsOf(split),
        Head = HasHead ? found.Figures : null,
        Raw = HasHead ? raw?.Figures : found.Figures,
        Gain = HasHead && raw is not null ? found.GainOver(raw) : null,
        Distances = Nearest(found),
    };

    private int? GroupsOf(string split)
    {
        if (Groups.Length == 0) return null;
        int[] distinct = [.. Groups.Distinct()];
        return split switch
        {
            "seen" => distinct.Count(SeenGroups.ToHashSet().Contains),
            "unseen" => distinct.Length - distinct.Count(SeenGroups.ToHashSet().Contains),
            _ => distinct.Length,
        };
    }

    /// <summary>Where right and wrong ones are as close, a query counts as right from even chances up.</summary>
    private NearestDistances? Nearest(RetrievalReport found)
    {
        var right = new List<double>();
        var wrong = new List<double>();
        for (int i = 0; i < found.Nearest.Count; i++)
        {
            if (found.Relevant[i] == 0 || !double.IsFinite(found.NearestDistance[i])) continue;
            (found.Hit[i] >= .5 ? right : wrong).Add(found.NearestDistance[i]);
        }
        return right.Count + wrong.Count == 0 ? null : new NearestDistances(Distance, [.. right], [.. wrong]);
    }
}
