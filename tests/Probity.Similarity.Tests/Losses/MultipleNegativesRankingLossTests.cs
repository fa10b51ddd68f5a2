namespace Probity.Similarity.Tests.Losses;

/// <summary>Known answers of Quaterion 0.1.35, float64. Its similarity is (cos + 1) / 2, so its scale of 20 is 10 on the cosine itself.</summary>
public class MultipleNegativesRankingLossTests
{
    [Fact]
    public void Has_the_value_and_gradient_of_Quaterion() => GivenPairsBatch.Check(new MultipleNegativesRankingLoss(10), [1, 1, 1], 4.2990830585457696,
    [
        -0.4026888858, -1.0429633046, -2.0859266093,
        -0.9540312466, -0.1851636958, 0.9314610326,
        2.2804752543, 0.2141124166, -0.3211686249,
        0.267784535, 3.778740997, -0.2975383723,
        -1.7740613875, -1.7716944293, 0.2840349859,
        0.0741510557, 0.4664981119, 0.034603826,
    ]);

    [Fact]
    public void Both_ways_it_has_the_value_and_gradient_of_Quaterion() => GivenPairsBatch.Check(new MultipleNegativesRankingLoss(10, symmetric: true), [1, 1, 1], 4.55435028744368,
    [
        -0.0979403753, -0.8678054135, -1.7356108271,
        -1.0220688932, -0.0515618127, 0.4106610294,
        3.788034792, -0.1732470528, 0.2598705793,
        0.1104214326, 3.4201891457, -0.1226904807,
        -1.8266373901, -1.8238384489, 0.3358729393,
        0.0233802426, -0.222501527, 0.0109107799,
    ]);

    /// <summary>Anchor 0 stands in both pairs: the second of neither is a negative of it, so nothing is left to tell apart.</summary>
    [Fact]
    public void The_partners_of_the_same_anchor_are_no_negatives()
    {
        double[] batch = [1, 0, 0, 1, 1, 0, 1, 1], got = new double[8];
        Assert.Equal(0, new MultipleNegativesRankingLoss(20, symmetric: true).Step(batch, 2, new PairRelations([0, 1, 0, 2], [1, 1]), got));
        Assert.All(got, derivative => Assert.Equal(0, derivative));
        Assert.NotEqual(0, new MultipleNegativesRankingLoss().Step(batch, 2, new PairRelations([0, 1, 3, 2], [1, 1]), got));
    }

    [Fact]
    public void A_pair_counts_by_its_score()
    {
        double[] batch = FixedBatch.Embeddings, got = new double[18];
        double of(double[] scores) => new MultipleNegativesRankingLoss().Step(batch, 3, new PairRelations([0, 1, 2, 3, 4, 5], scores), got);
        Assert.Equal(of([1, 1, 1]), of([1, 0, 0]) + of([0, 1, 0]) + of([0, 0, 1]), 1e-12);
        Assert.Equal(.25 * of([0, 1, 0]), of([0, .25, 0]), 1e-12);
    }

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.DotProduct)]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Manhattan)]
    public void Its_gradient_is_that_of_central_differences_on_every_distance(Distance distance)
    {
        GivenPairsBatch.CheckGradient(new MultipleNegativesRankingLoss(2) { Distance = distance });
        GivenPairsBatch.CheckGradient(new MultipleNegativesRankingLoss(2, symmetric: true) { Distance = distance });
    }
}
