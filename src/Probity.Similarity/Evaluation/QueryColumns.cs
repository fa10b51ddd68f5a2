namespace Probity.Similarity;

/// <summary>What a pass leaves of every query, in order of queries as given.</summary>
internal sealed class QueryColumns
{
    public QueryColumns(RetrievalSet set, IReadOnlyList<QueryFigure> figures)
    {
        int queries = set.Relevance.Queries;
        Figures = figures;
        Values = new double[figures.Count][];
        for (int i = 0; i < Values.Length; i++) Values[i] = new double[queries];
        (Relevant, Nearest) = (new int[queries], new int[queries]);
        (NearestDistance, Hit) = (new double[queries], new double[queries]);
        _gains = QueryFigure.SumsOfGains(set.Relevance.Candidates);
        _set = set;
    }

    private readonly RetrievalSet _set;
    private readonly double[] _gains;

    public IReadOnlyList<QueryFigure> Figures { get; }

    /// <summary>One column a figure; NaN for lone queries and where there are fewer than k candidates.</summary>
    public double[][] Values { get; }

    public int[] Relevant { get; }

    public int[] Nearest { get; }

    public double[] NearestDistance { get; }

    public double[] Hit { get; }

    public void Take(QueryRanks ranks)
    {
        int query = ranks.Query;
        Relevant[query] = ranks.Relevant;
        Nearest[query] = ranks.Nearest;
        NearestDistance[query] = ranks.Nearest < 0 ? double.NaN : _set.References.DistanceOf(ranks.NearestKey);
        Hit[query] = ExpectedFigures.HitsAt(ranks, 1);
        for (int i = 0; i < Values.Length; i++)
        {
            bool defined = ranks.Relevant > 0 && Figures[i].Fits(_set.Relevance.Candidates);
            Values[i][query] = defined ? Figures[i].Of(ranks, _gains) : double.NaN;
        }
    }
}
