using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>A match confidence on the splits of <see cref="SplitEvaluation"/>, and on queries that nothing in the reference is right for.</summary>
public sealed record MatchSplitEvaluation
{
    private MatchSplitEvaluation()
    {
    }

    /// <summary>All queries.</summary>
    public required MatchEvaluation All { get; init; }

    /// <summary>Queries of groups that the head was trained on; null where there are none, or it is not known.</summary>
    public MatchEvaluation? Seen { get; private init; }

    /// <summary>Queries of other groups; null where there are none, or it is not known.</summary>
    public MatchEvaluation? Unseen { get; private init; }

    /// <summary>All queries, with their inputs damaged; null where none were.</summary>
    public MatchEvaluation? Corrupted { get; private init; }

    /// <summary>Queries that nothing in the reference is right for; null where none were given.</summary>
    public MatchEvaluation? Foreign { get; private init; }

    /// <summary>Rows of the items that the queries of <see cref="All"/> and of <see cref="Corrupted"/> are.</summary>
    public required IReadOnlyList<int> Queries { get; init; }

    /// <summary>Those that there are by name, in order of display; all queries only where they are of more than one kind.</summary>
    public IEnumerable<KeyValuePair<string, MatchEvaluation>> Splits
    {
        get
        {
            if (Seen != All && Unseen != All) yield return new("all", All);
            if (Seen is not null) yield return new("seen", Seen);
            if (Unseen is not null) yield return new("unseen", Unseen);
            if (Corrupted is not null) yield return new("corrupted", Corrupted);
            if (Foreign is not null) yield return new("foreign", Foreign);
        }
    }

    /// <summary>Evaluates every split that there is.</summary>
    /// <param name="match">Fitted on other queries, for items of these embeddings.</param>
    /// <param name="items">What is looked up, of one group each.</param>
    /// <param name="foreign">F × columns embeddings that nothing in the reference is right for, finite; empty for none.</param>
    /// <param name="options">Replicates, seed and level are looked at; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">Items of several labels, rows that do not pair up, a value not finite, other embeddings than the match confidence is for, or an option out of range.</exception>
    public static MatchSplitEvaluation Of(MatchConfidence match, SplitItems items, ReadOnlyMemory<float> foreign = default, RetrievalOptions? options = null, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(items);
        options ??= new RetrievalOptions();
        options.Check();
        if (items.Groups.Length == 0) throw new ArgumentException("groups: items of several labels, or of none; a match confidence is of items of one group each");
        int rows = Require.Rows(items.Embeddings.Length, items.Columns, "embeddings");
        Require.SameRows(rows, items.Groups.Length, "embeddings", "groups");
        int[] queries = items.Queries ?? [.. Enumerable.Range(0, rows)];
        int[] groups = RowSplit.Gather<int>(items.Groups, 1, queries), without = items.OwnReference ? queries : [];
        MatchReference reference = items.OwnReference
            ? MatchReference.Of(items.Embeddings, items.Columns, items.Groups, match.Distance, match.Shape)
            : MatchReference.Of(items.References, items.Columns, items.ReferenceGroups, match.Distance, match.Shape);
        double work = queries.Length * (items.Damaged.IsEmpty ? 1.0 : 2) + (foreign.Length / items.Columns), done = 0;

        MatchEvidence evidence = Look(items.Queries is null ? items.Embeddings : RowSplit.Gather(items.Embeddings.Span, items.Columns, queries), without);
        MatchEvaluation all = MatchEvaluation.Of(match, evidence, groups, without, options);
        HashSet<int> known = [.. items.SeenGroups ?? []];
        int[] seen = known.Count == 0 ? [] : [.. Enumerable.Range(0, groups.Length).Where(i => known.Contains(groups[i]))];
        int[] unseen = known.Count == 0 ? [] : [.. Enumerable.Range(0, groups.Length).Where(i => !known.Contains(groups[i]))];
        bool both = seen.Length > 0 && unseen.Length > 0;
        return new MatchSplitEvaluation
        {
            All = all,
            Seen = both ? Part(seen) : seen.Length > 0 ? all : null,
            Unseen = both ? Part(unseen) : unseen.Length > 0 ? all : null,
            Corrupted = items.Damaged.IsEmpty ? null : MatchEvaluation.Of(match, Look(items.Damaged, without), groups, without, options),
            Foreign = foreign.IsEmpty ? null : MatchEvaluation.OfForeign(match, Look(foreign, []), all, options),
            Queries = queries,
        };

        MatchEvaluation Part(int[] which) =>
            MatchEvaluation.Of(match, evidence.Rows(which), RowSplit.Gather<int>(groups, 1, which), without.Length == 0 ? [] : RowSplit.Gather<int>(without, 1, which), options);

        MatchEvidence Look(ReadOnlyMemory<float> embeddings, int[] selves)
        {
            double from = done, share = embeddings.Length / items.Columns;
            MatchEvidence looked = reference.Look(embeddings, match.Neighbours, selves, progress is null ? null : new Portion(progress, from / work, share / work));
            done += share;
            return looked;
        }
    }

    private sealed class Portion(IProgress<double> whole, double from, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + (share * value));
    }
}
