using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>One figure of retrieval without its interval: what training validates by.</summary>
internal static class RetrievalFigures
{
    /// <summary>The mean over all queries that have something to find, each against all other items.</summary>
    /// <param name="metric">Which.</param>
    /// <param name="embeddings">N × columns, finite.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="groups">N groups.</param>
    /// <param name="distance">What closest means.</param>
    /// <param name="at">k of those at k.</param>
    /// <returns>NaN where no query has anything to find, or there are fewer than k items to choose from.</returns>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, a value not finite.</exception>
    public static double Quick(RetrievalMetric metric, ReadOnlySpan<float> embeddings, int columns, int[] groups, Distance distance = Distance.Cosine, int at = 10)
    {
        var set = RetrievalSet.Own(GroupRelevance.Of(groups, referenceGroups: null), embeddings, columns, distance);
        var figure = new QueryFigure(metric, at);
        var found = new QueryColumns(set, [figure]);
        RetrievalPass.Run(set, found.Take);
        return DefinedMean.Of(found.Values[0]);
    }
}
