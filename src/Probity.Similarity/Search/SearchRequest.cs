namespace Probity.Similarity;

/// <summary>Queries that are checked, and what they are asked of.</summary>
internal sealed class SearchRequest
{
    private SearchRequest(Distance distance, EmbeddingRows rows, ReadOnlyMemory<float> queries, int k, ReadOnlyMemory<int> without)
    {
        (Distance, Rows, Queries, K, Without) = (distance, rows, queries, k, without);
    }

    public Distance Distance { get; }

    public EmbeddingRows Rows { get; }

    public ReadOnlyMemory<float> Queries { get; }

    /// <summary>Neighbours of each query that are asked for.</summary>
    public int K { get; }

    private ReadOnlyMemory<int> Without { get; }

    /// <summary>The group of each reference; empty where none is left out for its group.</summary>
    public int[] Groups { get; private init; } = [];

    private int[] WithoutGroups { get; init; } = [];

    /// <summary>Neighbours of each query that there can be.</summary>
    public int MostK => Math.Min(K, Rows.Rows);

    public int Count => Queries.Length / Rows.Columns;

    public static SearchRequest Of(SimilarityIndex index, EmbeddingRows rows, ReadOnlyMemory<float> queries, int k, ReadOnlyMemory<int> without)
    {
        int count = Require.Rows(queries.Length, index.Columns, nameof(queries));
        Require.Finite(queries.Span, index.Columns, nameof(queries));
        Require.InRange(k, 1, Array.MaxLength / Math.Max(1, count), nameof(k));
        if (!without.IsEmpty) Require.SameRows(count, without.Length, nameof(queries), nameof(without));
        for (int i = 0; i < without.Length; i++)
        {
            if (without.Span[i] < -1 || without.Span[i] >= rows.Rows)
                throw new ArgumentException($"{nameof(without)}: row {i} is {without.Span[i]} but there are {rows.Rows:N0} references, 0 to {rows.Rows - 1}; −1 stands for none");
        }
        return new SearchRequest(index.Distance, rows, queries, k, without);
    }

    /// <summary>Leaves out all references of one group for each query.</summary>
    /// <param name="groups">The group of each reference.</param>
    /// <param name="withoutGroups">For each query the group that it must not find.</param>
    public SearchRequest OfOtherGroups(int[] groups, int[] withoutGroups) => new(Distance, Rows, Queries, K, Without) { Groups = groups, WithoutGroups = withoutGroups };

    public ReadOnlySpan<float> Query(int query) => Queries.Span.Slice(query * Rows.Columns, Rows.Columns);

    /// <summary>The reference that a query must not find, or −1.</summary>
    public int Self(int query) => Without.IsEmpty ? -1 : Without.Span[query];

    /// <summary>The group that a query must not find, where groups are left out.</summary>
    public int WithoutGroup(int query) => WithoutGroups.Length == 0 ? 0 : WithoutGroups[query];

    /// <summary>Tells a share done as calls come in, from any thread.</summary>
    public static Action Counter(IProgress<double>? progress, int calls)
    {
        int done = 0;
        return () => progress?.Report((double)Interlocked.Increment(ref done) / calls);
    }
}
