using Probity.Numerics;

namespace Probity.Similarity.Tests;

public class RetrievalPairTests
{
    private static readonly float[] Places = [.. Enumerable.Range(0, 40).Select(i => (float)(((i * i * 37) + (11 * i)) % 101))];
    private static readonly int[] Groups = [.. Enumerable.Range(0, 40).Select(i => i / 2 % 7)];

    /// <summary>roc_auc_score of scikit-learn on the 780 pairs; the others read linearly from its roc_curve.</summary>
    [Fact]
    public void Figures_of_pairs_agree_with_scikit_learn()
    {
        var figures = RetrievalEvaluation.Evaluate(Places, 1, Groups, new RetrievalOptions { Distance = Distance.Euclidean, Bootstrap = 0 }).Figures;
        Assert.Equal(.563840155945419, figures["pair_auroc"].Value!.Value, 1e-12);
        Assert.Equal(.46976401179941, figures["pair_eer"].Value!.Value, 1e-12);
        Assert.Equal(.06458333333333337, figures["tar_at_far_1e-1"].Value!.Value, 1e-12);
        Assert.Equal(.011875, figures["tar_at_far_1e-2"].Value!.Value, 1e-12);
        Assert.Equal(.0011875, figures["tar_at_far_1e-3"].Value!.Value, 1e-12);
        Assert.Equal(96, figures["pair_auroc"].Beside!["pairs_together"]);
        Assert.Equal(684, figures["pair_auroc"].Beside!["pairs_apart"]);
        Assert.Contains("684 pairs", figures["tar_at_far_1e-3"].Reason);
    }

    /// <summary>Over 600,000 pairs go over the grid; sorting them all gives the same within the bound that is told.</summary>
    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.Manhattan)]
    public void Many_pairs_stay_within_the_told_bound(Distance distance)
    {
        const int rows = 1_100, columns = 4;
        var random = new RandomStream(5);
        var embeddings = new float[rows * columns];
        int[] groups = [.. Enumerable.Range(0, rows).Select(i => i % 300)];
        var centres = new float[300 * columns];
        for (int i = 0; i < centres.Length; i++) centres[i] = (float)random.NextGaussian();
        for (int i = 0; i < embeddings.Length; i++) embeddings[i] = centres[(groups[i / columns] * columns) + (i % columns)] + (float)(.3 * random.NextGaussian());
        embeddings[0] = 1e4f;   // one far off must not coarsen the grid of the others
        var figures = RetrievalEvaluation.Evaluate(embeddings, columns, groups, new RetrievalOptions { Distance = distance, Bootstrap = 0 }).Figures;

        var all = RetrievalBruteForceTests.Pairs(embeddings, columns, groups, distance);
        var wrong = all.Where(pair => !pair.Right).Select(pair => pair.Distance).Order().ToArray();
        var right = all.Where(pair => pair.Right).Select(pair => pair.Distance).Order().ToArray();
        double concordant = right.Sum(value => wrong.Length - (double)~Array.BinarySearch(wrong, value + 1e-13));
        double bound = figures["pair_auroc"].Beside!["error_bound"];
        Assert.InRange(bound, 0, 2e-5);
        Assert.Equal(concordant / right.Length / wrong.Length, figures["pair_auroc"].Value!.Value, bound + 1e-6);
        foreach (double rate in new[] { .1, .01, .001 })
        {
            double threshold = wrong[(int)(rate * wrong.Length)];
            double expected = right.Count(value => value <= threshold) / (double)right.Length;
            Assert.Equal(expected, figures[PairFigures.NameAt(rate)].Value!.Value, .002);
        }
        int at = Enumerable.Range(0, right.Length).First(i => (double)Math.Abs(~Array.BinarySearch(wrong, right[i] + 1e-13)) / wrong.Length >= 1 - ((i + 1.0) / right.Length));
        Assert.Equal(1 - ((at + 1.0) / right.Length), figures["pair_eer"].Value!.Value, .002);
    }

    [Fact]
    public void Nothing_to_compare_is_no_value_with_a_reason()
    {
        float[] items = [1, 2, 3];
        var options = new RetrievalOptions { Distance = Distance.Euclidean, At = [1] };
        Assert.Contains("no two items", RetrievalEvaluation.Evaluate(items, 1, [1, 2, 3], options).Figures["pair_auroc"].Reason);
        Assert.Contains("all items", RetrievalEvaluation.Evaluate(items, 1, [1, 1, 1], options).Figures["pair_eer"].Reason);
    }
}
