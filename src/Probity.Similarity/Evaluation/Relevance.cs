namespace Probity.Similarity;

/// <summary>Half-open range of references.</summary>
internal readonly record struct Run(int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>Which references count as right for a query, and in which order queries and references are walked.</summary>
internal abstract class Relevance
{
    private readonly int[]? _selves;   // of each query, as walked; null where the queries are the references, or none is

    protected Relevance(int[] queryOrder, int[] referenceOrder, bool ownReference, int[]? selves = null)
    {
        (QueryOrder, ReferenceOrder, OwnReference) = (queryOrder, referenceOrder, ownReference);
        if (selves is null) return;
        var walked = new int[referenceOrder.Length];
        for (int i = 0; i < walked.Length; i++) walked[referenceOrder[i]] = i;
        _selves = Array.ConvertAll(queryOrder, query => walked[selves[query]]);
    }

    /// <summary>The query that is walked i-th. With an own reference the same order as that of the references.</summary>
    public int[] QueryOrder { get; }

    public int[] ReferenceOrder { get; }

    /// <summary>Whether query i is reference i, and so must not be found by itself.</summary>
    public bool OwnReference { get; }

    public int Queries => QueryOrder.Length;

    public int References => ReferenceOrder.Length;

    /// <summary>What a query has to choose from.</summary>
    public int Candidates => AreReferences ? References - 1 : References;

    /// <summary>Most references that can be right for one query.</summary>
    public abstract int MostRelevant { get; }

    /// <summary>A group of each query for means over groups and for resampling, in order of queries as given; null where items have many labels.</summary>
    public abstract int[]? Groups { get; }

    /// <summary>Whether every query is one of the references.</summary>
    public bool AreReferences => OwnReference || _selves is not null;

    /// <summary>The reference that a query is itself, both in walking order; −1 where there is none.</summary>
    public int Self(int query) => OwnReference ? query : _selves is null ? -1 : _selves[query];

    /// <summary>Adds the ranges of references in walking order, ascending, that are right for a query, and itself where it is among them.</summary>
    /// <param name="query">In walking order.</param>
    /// <param name="runs">Grows.</param>
    public abstract void AddRuns(int query, List<Run> runs);
}

/// <summary>References of the query's own group.</summary>
internal sealed class GroupRelevance : Relevance
{
    private readonly Run[] _runs;
    private readonly int _most;

    private GroupRelevance(int[] groups, int[] queryOrder, int[] referenceOrder, Run[] runs, bool own, int[]? selves)
        : base(queryOrder, referenceOrder, own, selves)
    {
        Groups = groups;
        _runs = runs;
        foreach (Run run in runs) _most = Math.Max(_most, run.Length);
    }

    public override int MostRelevant => _most;

    public override int[] Groups { get; }

    /// <param name="groups">One a query.</param>
    /// <param name="referenceGroups">One a reference; null where the queries are the references.</param>
    /// <param name="selves">The reference that each query is itself, where the queries are some of the references; null where none is.</param>
    public static GroupRelevance Of(int[] groups, int[]? referenceGroups, int[]? selves = null)
    {
        int[] queryOrder = ByGroup(groups), referenceOrder = referenceGroups is null ? queryOrder : ByGroup(referenceGroups);
        int[] targets = referenceGroups ?? groups;
        var ofGroup = new Dictionary<int, Run>();
        for (int start = 0, end; start < referenceOrder.Length; start = end)
        {
            int group = targets[referenceOrder[start]];
            for (end = start + 1; end < referenceOrder.Length && targets[referenceOrder[end]] == group;) end++;
            ofGroup.Add(group, new Run(start, end));
        }
        var runs = new Run[groups.Length];
        for (int i = 0; i < runs.Length; i++) runs[i] = ofGroup.GetValueOrDefault(groups[queryOrder[i]]);
        return new GroupRelevance(groups, queryOrder, referenceOrder, runs, referenceGroups is null, selves);
    }

    public override void AddRuns(int query, List<Run> runs)
    {
        if (_runs[query].Length > 0) runs.Add(_runs[query]);
    }

    private static int[] ByGroup(int[] groups)
    {
        var order = new int[groups.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => groups[a] != groups[b] ? groups[a].CompareTo(groups[b]) : a.CompareTo(b));
        return order;
    }
}

/// <summary>References that share at least one label with the query.</summary>
internal sealed class LabelRelevance : Relevance
{
    private readonly ulong[] _queries, _references;
    private readonly int _words;

    /// <param name="cells">Queries × labels.</param>
    /// <param name="referenceCells">References × labels; null where the queries are the references.</param>
    /// <param name="labels">Labels an item may have, at least 1.</param>
    /// <param name="selves">As for groups.</param>
    public LabelRelevance(ReadOnlySpan<bool> cells, bool[]? referenceCells, int labels, int[]? selves = null)
        : this(cells.Length / labels, (referenceCells?.Length ?? cells.Length) / labels, referenceCells is null, selves)
    {
        _words = (labels + 63) / 64;
        _queries = Bits(cells, labels, _words);
        _references = referenceCells is null ? _queries : Bits(referenceCells, labels, _words);
    }

    private LabelRelevance(int queries, int references, bool own, int[]? selves) : base(Identity(queries), Identity(references), own, selves)
    {
        _queries = _references = [];
    }

    public override int MostRelevant => References;

    public override int[]? Groups => null;

    public override void AddRuns(int query, List<Run> runs)
    {
        ReadOnlySpan<ulong> own = _queries.AsSpan(query * _words, _words);
        int start = -1, self = Self(query);
        for (int reference = 0; reference < References; reference++)
        {
            bool counts = reference == self;
            for (int word = 0; word < _words && !counts; word++) counts = (own[word] & _references[(reference * _words) + word]) != 0;
            if (counts && start < 0) start = reference;
            else if (!counts && start >= 0)
            {
                runs.Add(new Run(start, reference));
                start = -1;
            }
        }
        if (start >= 0) runs.Add(new Run(start, References));
    }

    private static ulong[] Bits(ReadOnlySpan<bool> cells, int labels, int words)
    {
        var bits = new ulong[cells.Length / labels * words];
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i]) bits[(i / labels * words) + (i % labels / 64)] |= 1UL << (i % labels % 64);
        }
        return bits;
    }

    private static int[] Identity(int count)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        return order;
    }
}
