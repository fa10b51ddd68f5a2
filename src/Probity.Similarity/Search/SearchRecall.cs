namespace Probity.Similarity;

/// <summary>How much of the truth was found.</summary>
internal static class SearchRecall
{
    /// <summary>The share of the k closest that are among the k found, over all queries; what is as close as the k-th counts as one of them. NaN where there is nothing to find.</summary>
    /// <param name="found">Neighbours with their exact distances.</param>
    /// <param name="truth">Of exact search.</param>
    /// <param name="k">At most those of both.</param>
    public static double Of(Neighbours found, Neighbours truth, int k)
    {
        long hits = 0, all = 0;
        for (int query = 0; query < truth.Queries; query++)
        {
            ReadOnlySpan<double> closest = truth.Distances(query)[..k];
            int there = closest.IndexOf(double.NaN) is >= 0 and int end ? end : k;
            all += there;
            for (int i = 0; i < there; i++) hits += found.Distances(query)[i] <= closest[there - 1] ? 1 : 0;
        }
        return (double)hits / all;
    }
}
