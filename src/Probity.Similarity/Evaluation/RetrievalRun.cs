using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>One evaluation: a pass over all pairs, then means and intervals.</summary>
internal static class RetrievalRun
{
    public static RetrievalReport Report(RetrievalSet set, RetrievalOptions options, IProgress<double>? progress)
    {
        var found = new QueryColumns(set, QueryFigure.All(options.At));
        int done = 0;
        PairFigures? pairs = options.Pairs ? new PairFigures(set, options) : null;
        RetrievalPass.Run(set, found.Take, pairs is null ? null : pairs.NewSink, progress: count => progress?.Report((double)Interlocked.Add(ref done, count) / set.Relevance.Queries));

        int queries = found.Relevant.Count(relevant => relevant > 0);
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        new QueryIntervals(found, set.Relevance.Groups, set.Relevance.AreReferences, options).AddTo(figures, queries, set.Relevance.Candidates);
        pairs?.AddTo(figures);
        if (options.Clustering) ClusterFigures.AddTo(figures, set, options);
        return new RetrievalReport
        {
            Queries = queries,
            LoneQueries = set.Relevance.Queries - queries,
            References = set.Relevance.References,
            Figures = figures,
            Relevant = found.Relevant,
            Nearest = found.Nearest,
            NearestDistance = found.NearestDistance,
            Hit = found.Hit,
            OfQueries = found.Figures.Select((figure, i) => (figure.Name, i)).Where(figure => RetrievalGain.Names.Contains(figure.Name)).ToDictionary(figure => figure.Name, figure => found.Values[figure.i], StringComparer.Ordinal),
            Units = ResamplingUnits.Of(set.Relevance.Groups, query => found.Relevant[query] > 0, found.Relevant.Length),
            Options = options,
        };
    }
}
