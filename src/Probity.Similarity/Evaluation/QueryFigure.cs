namespace Probity.Similarity;

/// <summary>One figure of a query that has something to find, with its name and definition.</summary>
/// <param name="Metric">Which.</param>
/// <param name="At">k of those at k, else 0.</param>
internal readonly record struct QueryFigure(RetrievalMetric Metric, int At)
{
    private static readonly Dictionary<RetrievalMetric, string> Tokens = new()
    {
        [RetrievalMetric.PrecisionAt1] = "precision_at_1",
        [RetrievalMetric.RPrecision] = "r_precision",
        [RetrievalMetric.MeanAveragePrecisionAtR] = "map_at_r",
        [RetrievalMetric.MeanAveragePrecision] = "map",
        [RetrievalMetric.MeanReciprocalRank] = "mrr",
        [RetrievalMetric.NormalizedGain] = "ndcg",
        [RetrievalMetric.PrecisionAt] = "precision_at_k",
        [RetrievalMetric.HitRateAt] = "hit_rate_at_k",
        [RetrievalMetric.RecallAt] = "recall_at_k",
        [RetrievalMetric.NormalizedGainAt] = "ndcg_at_k",
    };

    /// <summary>As in reports, with the number for k.</summary>
    public string Name => IsAt ? $"{Tokens[Metric][..^1]}{At}" : Tokens[Metric];

    private bool IsAt => Metric >= RetrievalMetric.PrecisionAt;

    /// <summary>What it is in words, without its interval.</summary>
    public string Definition => Metric switch
    {
        RetrievalMetric.PrecisionAt1 => "Share of queries whose closest item is right (R@1).",
        RetrievalMetric.RPrecision => "Share of right items among the first R of a query, R = its right items; mean over queries.",
        RetrievalMetric.MeanAveragePrecisionAtR => "Σ over right items at places i ≤ R of the precision at i, over R (Musgrave et al. 2020); mean over queries.",
        RetrievalMetric.MeanAveragePrecision => "Mean over a query's right items of the precision at their places, over the whole list; mean over queries.",
        RetrievalMetric.MeanReciprocalRank => "1 over the place of a query's first right item; mean over queries.",
        RetrievalMetric.NormalizedGain => "Σ of 1/log₂(place + 1) over right items (gain 1, others 0), whole list, over the most possible; mean over queries.",
        RetrievalMetric.PrecisionAt => $"Right items among the first {At}, over {At}; mean over queries.",
        RetrievalMetric.HitRateAt => $"Share of queries with at least one right item among the first {At} (often called recall@{At}).",
        RetrievalMetric.RecallAt => $"Share of a query's right items that are among the first {At}; mean over queries. Cannot reach 1 where more than {At} are right.",
        _ => $"Σ of 1/log₂(place + 1) over right items (gain 1, others 0) among the first {At}, over the most possible there; mean over queries.",
    } + " Expected under random order of ties.";

    /// <summary>
    /// How much wider an interval must be than drawing queries alone makes it, where each query is a reference of the others too. A mean over pairs
    /// moves twice as much with an item as its own row says; of the first hit alone √2 is enough, by simulation.
    /// </summary>
    public double StretchOfOwnReference =>
        Metric is RetrievalMetric.PrecisionAt1 or RetrievalMetric.MeanReciprocalRank or RetrievalMetric.HitRateAt ? Math.Sqrt(2) : 2;

    /// <summary>All that are reported, in order.</summary>
    public static List<QueryFigure> All(IEnumerable<int> at)
    {
        var all = new List<QueryFigure>();
        for (RetrievalMetric metric = RetrievalMetric.PrecisionAt1; metric < RetrievalMetric.PrecisionAt; metric++) all.Add(new QueryFigure(metric, 0));
        foreach (int k in at.Distinct().Order())
        {
            for (RetrievalMetric metric = RetrievalMetric.PrecisionAt; metric <= RetrievalMetric.NormalizedGainAt; metric++)
            {
                if (k > 1 || metric != RetrievalMetric.PrecisionAt) all.Add(new QueryFigure(metric, k));   // precision at 1 is there already
            }
        }
        return all;
    }

    /// <summary>Whether so many candidates are enough for it.</summary>
    public bool Fits(int candidates) => !IsAt || At <= candidates;

    /// <param name="ranks">One query's, with at least one right item.</param>
    /// <param name="gains">Gains of the first i places in sum, by <see cref="SumsOfGains"/>.</param>
    public double Of(QueryRanks ranks, double[] gains)
    {
        int relevant = ranks.Relevant;
        return Metric switch
        {
            RetrievalMetric.PrecisionAt1 => ExpectedFigures.HitsAt(ranks, 1),
            RetrievalMetric.RPrecision => ExpectedFigures.HitsAt(ranks, relevant) / relevant,
            RetrievalMetric.MeanAveragePrecisionAtR => ExpectedFigures.Precisions(ranks, relevant) / relevant,
            RetrievalMetric.MeanAveragePrecision => ExpectedFigures.Precisions(ranks, int.MaxValue) / relevant,
            RetrievalMetric.MeanReciprocalRank => ExpectedFigures.ReciprocalRank(ranks),
            RetrievalMetric.NormalizedGain => ExpectedFigures.Gains(ranks, gains.Length - 1, gains) / gains[relevant],
            RetrievalMetric.PrecisionAt => ExpectedFigures.HitsAt(ranks, At) / At,
            RetrievalMetric.HitRateAt => ExpectedFigures.AnyHitAt(ranks, At),
            RetrievalMetric.RecallAt => ExpectedFigures.HitsAt(ranks, At) / relevant,
            _ => ExpectedFigures.Gains(ranks, At, gains) / gains[Math.Min(At, relevant)],
        };
    }

    /// <summary>Sums of 1/log₂(place + 1) over the first i places, i from 0 to all candidates.</summary>
    public static double[] SumsOfGains(int candidates)
    {
        var sums = new double[candidates + 1];
        for (int i = 1; i <= candidates; i++) sums[i] = sums[i - 1] + (1 / Math.Log2(i + 1));
        return sums;
    }
}
