using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Retrieval by queries of groups that a model has seen, by queries of groups that it has not, and by the same queries with their inputs damaged.
/// </summary>
/// <remarks>
/// Every split looks up among the same reference: all rows, of seen and of unseen groups together, none of them damaged. A query's own row is left
/// out by its index, so a damaged query does not find its clean self.
/// </remarks>
public sealed record SplitEvaluation
{
    private SplitEvaluation()
    {
    }

    /// <summary>All queries.</summary>
    public required RetrievalReport All { get; init; }

    /// <summary>Queries of groups that were seen in training; null where there are none, or it is not known.</summary>
    public RetrievalReport? Seen { get; private init; }

    /// <summary>Queries of other groups; null where there are none, or it is not known.</summary>
    public RetrievalReport? Unseen { get; private init; }

    /// <summary>All queries, with their inputs damaged; null where none were.</summary>
    public RetrievalReport? Corrupted { get; private init; }

    /// <summary>Those that there are by name, in order of display.</summary>
    public IEnumerable<KeyValuePair<string, RetrievalReport>> Splits
    {
        get
        {
            yield return new("all", All);
            if (Seen is not null) yield return new("seen", Seen);
            if (Unseen is not null) yield return new("unseen", Unseen);
            if (Corrupted is not null) yield return new("corrupted", Corrupted);
        }
    }

    /// <summary>Evaluates every split that there is. Clustering is of all queries alone.</summary>
    /// <param name="items">What is looked up.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, a value not finite, or an option out of range.</exception>
    public static SplitEvaluation Of(SplitItems items, RetrievalOptions? options = null, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        options ??= new RetrievalOptions();
        options.Check();
        Check(items, options);
        int[] queries = items.Queries ?? [.. Enumerable.Range(0, items.Embeddings.Length / items.Columns)];
        int[] seen = [], unseen = [];
        if (items.SeenGroups is { Count: > 0 } groups && items.Groups.Length > 0)
        {
            HashSet<int> known = [.. groups];
            seen = [.. queries.Where(query => known.Contains(items.Groups[query]))];
            unseen = [.. queries.Where(query => !known.Contains(items.Groups[query]))];
        }
        bool both = seen.Length > 0 && unseen.Length > 0;
        double work = queries.Length * ((both ? 2.0 : 1) + (items.Damaged.IsEmpty ? 0 : 1)), done = 0;
        RetrievalOptions ofPart = options with { Clustering = false };
        RetrievalReport all = Report(queries, default, options);
        return new SplitEvaluation
        {
            All = all,
            Seen = both ? Report(seen, default, ofPart) : seen.Length > 0 ? all : null,
            Unseen = both ? Report(unseen, default, ofPart) : unseen.Length > 0 ? all : null,
            Corrupted = items.Damaged.IsEmpty ? null : Report(queries, items.Damaged, ofPart),
        };

        RetrievalReport Report(int[] rows, ReadOnlyMemory<float> damaged, RetrievalOptions how)
        {
            double from = done;
            RetrievalReport report = RetrievalRun.Report(SetOf(items, rows, damaged, how.Distance), how, progress is null ? null : new Part(progress, from / work, rows.Length / work));
            done += rows.Length;
            return report;
        }
    }

    private static RetrievalSet SetOf(SplitItems items, int[] rows, ReadOnlyMemory<float> damaged, Distance distance)
    {
        int columns = items.Columns;
        bool whole = damaged.IsEmpty && items.OwnReference && rows.Length == items.Embeddings.Length / columns && items.Queries is null;
        if (whole) return RetrievalSet.Own(RelevanceOf(items, rows, whole: true), items.Embeddings.Span, columns, distance);
        ReadOnlySpan<float> queries = damaged.IsEmpty ? RowSplit.Gather(items.Embeddings.Span, columns, rows) : damaged.Span;
        return RetrievalSet.Apart(RelevanceOf(items, rows, whole: false), queries, items.OwnReference ? items.Embeddings.Span : items.References.Span, columns, distance);
    }

    private static Relevance RelevanceOf(SplitItems items, int[] rows, bool whole)
    {
        int[]? selves = items.OwnReference && !whole ? rows : null;
        if (items.Cells.Length > 0)
        {
            bool[] cells = whole ? items.Cells : RowSplit.Gather<bool>(items.Cells, items.Labels, rows);
            return new LabelRelevance(cells, whole ? null : items.OwnReference ? items.Cells : items.ReferenceCells, items.Labels, selves);
        }
        int[] groups = whole ? items.Groups : RowSplit.Gather<int>(items.Groups, 1, rows);
        return GroupRelevance.Of(groups, whole ? null : items.OwnReference ? items.Groups : items.ReferenceGroups, selves);
    }

    private static void Check(SplitItems items, RetrievalOptions options)
    {
        int rows = Require.Rows(items.Embeddings.Length, items.Columns, "embeddings");
        Require.SomeRows(rows, "embeddings");
        bool labels = items.Cells.Length > 0;
        if (labels && options.Clustering) throw new ArgumentException("clustering: items of several labels have no one group to compare clusters with");
        int width = labels ? items.Labels : 1;
        Require.SameRows(rows, Require.Rows(labels ? items.Cells.Length : items.Groups.Length, width, labels ? "cells" : "groups"), "embeddings", labels ? "cells" : "groups");
        if (items.Queries is { } queries)
        {
            Require.SomeRows(queries.Length, "queries");
            int wrong = Array.FindIndex(queries, query => (uint)query >= (uint)rows);
            if (wrong >= 0) throw new ArgumentException($"queries: query {wrong} is row {queries[wrong]}; there are rows 0 to {rows - 1}");
        }
        if (!items.Damaged.IsEmpty) Require.SameRows(items.Queries?.Length ?? rows, Require.Rows(items.Damaged.Length, items.Columns, "damaged"), "queries", "damaged");
        if (items.OwnReference) return;
        int references = Require.Rows(items.References.Length, items.Columns, "references");
        Require.SameRows(references, Require.Rows(labels ? items.ReferenceCells.Length : items.ReferenceGroups.Length, width, "reference groups"), "references", "reference groups");
    }

    private sealed class Part(IProgress<double> whole, double from, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + (share * value));
    }
}
