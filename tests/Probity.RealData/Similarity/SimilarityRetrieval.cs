using Probity.Similarity;

namespace Probity.RealData.Similarity;

/// <summary>Raw features, every test row looked up among all others, against the same by numpy in float64 with ties in expectation.</summary>
public class SimilarityRetrieval
{
    /// <summary>Three of the 4,500 rows are zero vectors and 53 repeat another row: both are ties.</summary>
    [RealDataFact("emb_clinc_lsa")]
    public void Text_features_of_all_intents() => Near("emb_clinc_lsa", precisionAt1: .6357080009549447, rPrecision: .28965946966503414);

    [RealDataFact("emb_fashion_cnn")]
    public void Features_of_a_convolutional_network() => Near("emb_fashion_cnn", precisionAt1: .8881, rPrecision: .7049823823823824);

    private static void Near(string folder, double precisionAt1, double rPrecision)
    {
        SimilarityVectors test = SimilarityVectors.Read(folder, "test");
        var found = RetrievalEvaluation.Evaluate(test.Values, test.Columns, test.Classes, new RetrievalOptions { Bootstrap = 0, Pairs = false });
        // In float a few pairs that are all but equally close change places.
        Assert.Equal(precisionAt1, found.Figures["precision_at_1"].Value!.Value, 2e-4);
        Assert.Equal(rPrecision, found.Figures["r_precision"].Value!.Value, 2e-5);
        Assert.Equal((test.Classes.Length, 0), (found.Queries, found.LoneQueries));
    }
}
