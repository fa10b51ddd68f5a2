using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>One evaluation: a pass over all pairs, then means and intervals.</summary>
internal static class RetrievalRun
{
    public static RetrievalReport Report(RetrievalSet set, RetrievalOptions options, IProgress<double>? progress)
    {
        var found = new QueryColumns(set, QueryFigure.All(options.At));
        int done = 0;
        RetrievalPass.Run(set, found.Take, progress: count => progress?.Report((double)Interlocked.Add(ref done, count) / set.Relevance.Queries));

        int queries = found.Relevant.Count(relevant => relevant > 0);
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        for (int i = 0; i < found.Figures.Count; i++)
        {
            QueryFigure figure = found.Figures[i];
            double value = RetrievalFigures.Mean(found.Values[i]);
            figures.Add(figure.Name, new Figure { Value = double.IsNaN(value) ? null : value, Rows = queries, Definition = figure.Definition });
        }
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
        };
    }
}
