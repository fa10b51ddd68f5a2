namespace Probity.Similarity;

/// <summary>Figures of retrieval that are means over queries.</summary>
public enum RetrievalMetric
{
    /// <summary><c>precision_at_1</c>: share of queries whose closest item is right; also called R@1.</summary>
    PrecisionAt1,

    /// <summary><c>r_precision</c>: share of right items among the first R, R being how many are right.</summary>
    RPrecision,

    /// <summary><c>map_at_r</c>: Σ over places i ≤ R of right items of the precision at i, over R (Musgrave, Belongie &amp; Lim, ECCV 2020).</summary>
    MeanAveragePrecisionAtR,

    /// <summary><c>map</c>: mean of the precision at every right item, over the whole list.</summary>
    MeanAveragePrecision,

    /// <summary><c>mrr</c>: mean of 1 over the place of the first right item.</summary>
    MeanReciprocalRank,

    /// <summary><c>ndcg</c>: Σ 1/log₂(place + 1) of right items over the whole list, over the most that is possible.</summary>
    NormalizedGain,

    /// <summary><c>precision_at_k</c>: share of right items among the first k.</summary>
    PrecisionAt,

    /// <summary><c>hit_rate_at_k</c>: share of queries with at least one right item among the first k, often called recall@k.</summary>
    HitRateAt,

    /// <summary><c>recall_at_k</c>: share of the right items that are among the first k.</summary>
    RecallAt,

    /// <summary><c>ndcg_at_k</c>: <see cref="NormalizedGain"/> over the first k places.</summary>
    NormalizedGainAt,
}
