using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>NMI and AMI of clusters of the queries with their groups.</summary>
internal static class ClusterFigures
{
    private const string Clusters = "as many clusters as groups by k-means (k-means++, best of 4 starts)";

    public static void AddTo(Dictionary<string, Figure> figures, RetrievalSet set, RetrievalOptions options)
    {
        int[] groups = Array.ConvertAll(set.Relevance.QueryOrder, query => set.Relevance.Groups![query]);
        int[] found = KMeans.Fit(set.Queries, groups.Distinct().Count(), options.Seed);
        string where = options.Distance == Distance.Cosine ? "on the unit sphere" : "by Euclidean distance";
        figures["nmi"] = Of(ClusterAgreement.NormalizedMutualInformation(groups, found),
            $"Mutual information of groups and clusters over the mean of their entropies; {Clusters} {where}. Above 0 by chance where there are many groups.");
        figures["ami"] = Of(ClusterAgreement.AdjustedMutualInformation(groups, found),
            $"As nmi, less what chance gives on average (Vinh, Epps & Bailey 2010), so that chance is 0; {Clusters} {where}.");

        Figure Of(double value, string definition) => new()
        {
            Value = value,
            Rows = groups.Length,
            Definition = definition,
            Reason = options.Bootstrap > 0 ? "no interval: items drawn twice would form clusters of their own" : null,
        };
    }
}
