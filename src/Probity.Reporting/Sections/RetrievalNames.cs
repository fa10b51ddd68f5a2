namespace Probity.Reporting.Sections;

/// <summary>Names of retrieval figures as people say them, for sentences. <c>web/src/terms.ts</c> has them for the page.</summary>
internal static class RetrievalNames
{
    /// <summary>The figure that a verdict is on: R-precision where it is there, else the first.</summary>
    public static string? Main(SimilaritySplit split)
    {
        var figures = split.Head ?? split.Raw!;
        return figures.ContainsKey("r_precision") ? "r_precision" : figures.Keys.FirstOrDefault();
    }

    public static string Of(string key) => key switch
    {
        "r_precision" => "R-precision",
        "precision_at_1" => "precision at 1",
        "map_at_r" => "MAP@R",
        "map" => "mean average precision",
        "mrr" => "mean reciprocal rank",
        "ndcg" => "nDCG",
        _ => key.Replace('_', ' '),
    };
}
