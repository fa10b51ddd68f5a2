namespace Probity.Similarity.Tests.Losses;

/// <summary>Known answers of Quaterion 0.1.35, float64. Its distance of pairs is 1 − cos, as ours.</summary>
public class ContrastiveLossTests
{
    [Fact]
    public void Has_the_value_and_gradient_of_Quaterion() => GivenPairsBatch.Check(new ContrastiveLoss(), [1, 0, 1], .12308493774888862,
    [
        -0.1553091559, -0.0559112961, -0.1118225922,
        0.0, 0.0, 0.0,
        0.1944389413, 0.1923022497, -0.2884533745,
        0.0386127736, 0.1553091559, -0.0429030817,
        0.0, 0.0, 0.0,
        -0.0212889352, -0.0833309749, -0.0099348364,
    ]);

    [Fact]
    public void The_nearest_item_of_another_subgroup_is_a_negative_as_in_Quaterion() =>
        GivenPairsBatch.Check(new ContrastiveLoss(otherSubgroups: true), [1, 0, 1], .3748241525004901,
        [
            -0.046972361, -0.0603440531, -0.1206881063,
            -0.006923286, -0.0120662985, 0.0496498513,
            0.2365720821, 0.3543527909, -0.5315291864,
            0.059178148, 0.1089249469, -0.0657534978,
            -0.0368331138, -0.0360835788, 0.0899442016,
            -0.0142960213, -0.1198273252, -0.0066714766,
        ], [0, 1, 2]);

    [Fact]
    public void Nothing_of_the_same_subgroup_is_a_negative()
    {
        double[] got = new double[18], without = new double[18];
        var relations = new PairRelations([0, 1, 2, 3, 4, 5], [1, 0, 1], [7, 7, 7]);
        double value = new ContrastiveLoss(1, otherSubgroups: true).Step<double>(FixedBatch.Embeddings, 3, relations, got);
        Assert.Equal(new ContrastiveLoss(1).Step<double>(FixedBatch.Embeddings, 3, relations, without), value);
        Assert.Equal(without, got);
    }

    [Fact]
    public void A_score_between_is_a_mix()
    {
        // Along the axis: distance .25, margin 1: ½·(.3·.0625 + .7·.5625).
        double[] batch = [0, .25], got = new double[2];
        Assert.Equal(.20625, new ContrastiveLoss { Distance = Distance.Euclidean }.Step(batch, 1, new PairRelations([0, 1], [.3]), got), 1e-12);
        Assert.Equal((.3 * .25) - (.7 * .75), got[1], 1e-12);
    }

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Manhattan)]
    public void Its_gradient_is_that_of_central_differences(Distance distance)
    {
        GivenPairsBatch.CheckGradient(new ContrastiveLoss(1.5) { Distance = distance });
        GivenPairsBatch.CheckGradient(new ContrastiveLoss(1.5, otherSubgroups: true) { Distance = distance });
    }

    [Fact]
    public void The_square_of_a_product_is_no_square_of_a_distance() =>
        Assert.Contains("dot", Assert.Throws<ArgumentException>(() => GivenPairsBatch.CheckGradient(new ContrastiveLoss { Distance = Distance.DotProduct })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("contrastive(1)")]
    [InlineData("contrastive-subgroups(0.5)")]
    public void Reads_what_it_writes(string text) => Assert.Equal(text, SimilarityLoss.Parse(text).ToString());
}
