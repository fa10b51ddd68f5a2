namespace Probity.Similarity.Tests.Losses;

public class FastApLossTests
{
    [Fact]
    public void Has_the_value_and_gradient_of_Quaterion() => FixedBatch.Check(new FastApLoss(10), 0.7095186073078327,
    [
        -0.0693308756, 0.2362273837, 0.4724547673,
        -0.0679759676, 0.0046162557, -0.0048698293,
        -0.8470770453, 0.3486049919, -0.5229074879,
        -0.0511432099, -0.3878556987, 0.0568257888,
        -0.0587159812, -0.05895314, -0.0284590632,
        0.1679960636, -0.2969326362, 0.078398163,
    ]);

    [Fact]
    public void A_perfect_ranking_in_few_bins_has_no_loss() =>
        Assert.Equal(0, new FastApLoss(4).ValueAndGradient([1d, 0, 1, 0, -1, 0, -1, 0], 2, [0, 0, 1, 1], 2, new double[8]), 1e-12);

    /// <summary>Each distance is shared by the two edges around it, the last bin's too: h of an edge is the height of its triangle.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public void Is_the_average_precision_over_triangles_around_the_edges(int bins)
    {
        var batch = new NaiveBatch();
        double[] losses = [.. batch.Anchors.Select(i =>
        {
            double seen = 0, seenPositives = 0, sum = 0;
            for (int edge = 0; edge <= bins; edge++)
            {
                double Height(int j) => Math.Max(0, 1 - Math.Abs(((1 - batch.Cosine(i, j)) * bins / 2) - edge));
                double positives = batch.Positives(i).Sum(Height);
                seenPositives += positives;
                seen += positives + batch.Negatives(i).Sum(Height);
                if (seen > 0) sum += positives * seenPositives / seen;
            }
            return 1 - (sum / batch.Positives(i).Count());
        })];
        batch.Check(losses.Average(), new FastApLoss(bins));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void Its_gradient_is_that_of_central_differences(int bins)
    {
        LossGradientCheck.Of(new FastApLoss(bins));
        LossGradientCheck.Of(new FastApLoss(bins), new SharedLabels([1, 3, 2, 4, 6, 0, 1, 8, 12, 5]), 10, 4);
    }

    [Fact]
    public void Distances_without_an_end_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => LossGradientCheck.Of(new FastApLoss(10) { Distance = Distance.Euclidean }));
        Assert.Contains("euclidean", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_bin_is_refused() => Assert.Contains("2.5", Assert.Throws<ArgumentException>(() => SimilarityLoss.Parse("fastap(2.5)")).Message, StringComparison.Ordinal);
}
