namespace Probity.Similarity.Tests.Miners;

public class PairMinerTests
{
    [Fact]
    public void Multi_similarity_keeps_what_is_out_of_order_or_nearly()
    {
        PairTable table = Tables.Row([.1, .45, .55], [.5, .6, .64, .7]).Mined(new MultiSimilarityMiner(.1));
        Assert.Equal([1, 2], table.Left(Relation.Positive));    // farther than .5 − .1
        Assert.Equal([3, 4, 5], table.Left(Relation.Negative)); // closer than .55 + .1
        Assert.False(table.HasTriplets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Multi_similarity_is_that_of_the_definition(bool similarities)
    {
        PairTable table = Tables.Random(similarities).Mined(new MultiSimilarityMiner(.15), similarities), all = Tables.Random(similarities: true);
        for (int i = 0; i < all.Anchors; i++)
        {
            double[] s = [.. all.ValuesOf(i)];
            Relation[] relations = [.. all.RelationsOf(i)];
            for (int j = 0; j < s.Length; j++)
            {
                bool kept = relations[j] switch
                {
                    Relation.Positive => s.Where((_, k) => relations[k] == Relation.Negative).Any(negative => s[j] < negative + .15),
                    Relation.Negative => s.Where((_, k) => relations[k] == Relation.Positive).Any(positive => s[j] > positive - .15),
                    _ => true,
                };
                Assert.Equal(kept ? relations[j] : Relation.None, table.RelationsOf(i)[j]);
            }
        }
    }

    [Fact]
    public void Multi_similarity_leaves_out_anchors_that_lack_a_kind()
    {
        Assert.Empty(Tables.Row([], [.1]).Mined(new MultiSimilarityMiner()).Left(Relation.Negative));
        Assert.Empty(Tables.Row([.9], []).Mined(new MultiSimilarityMiner()).Left(Relation.Positive));
    }

    [Fact]
    public void Pair_margin_keeps_far_positives_and_close_negatives()
    {
        PairTable table = Tables.Row([.1, .2, .3], [.7, .8, .9]).Mined(new PairMarginMiner(.2, .8));
        Assert.Equal([2], table.Left(Relation.Positive));
        Assert.Equal([3], table.Left(Relation.Negative));
    }

    [Fact]
    public void Pair_margin_takes_a_cosine_for_1_less_its_distance()
    {
        PairTable table = Tables.Row([.9, .75, .5], [.7, .3, -.1]).Mined(new PairMarginMiner(.2, .8), similarities: true);
        Assert.Equal([1, 2], table.Left(Relation.Positive));    // below 1 − .2
        Assert.Equal([3, 4], table.Left(Relation.Negative));    // above 1 − .8
    }

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.DotProduct)]
    public void Pair_margin_means_distances_where_similarities_are_read(Distance distance)
    {
        double[] distances = [.1, .25, .5, .9, .15, .4, .7, 1.1];
        PairTable table = Tables.Row(distances[..4], distances[4..]);
        var similar = new PairTable(1, 8) { Distance = distance };
        similar.Begin(1, 8);
        table.Relations.CopyTo(similar.Relations);
        for (int i = 0; i < 8; i++) similar.Values[i] = Similarities.Of(distance, distances[i]);
        table.Mined(new PairMarginMiner(.2, .8));
        similar.Mined(new PairMarginMiner(.2, .8), similarities: true);
        Assert.Equal([1, 2, 3], similar.Left(Relation.Positive));
        Assert.Equal(table.Relations.ToArray(), similar.Relations.ToArray());
    }

    [Fact]
    public void Refuses_negative_margins_of_distances_that_are_never_negative()
    {
        double[] embeddings = [1, 0, 0, 1], gradient = new double[4];
        var loss = new SupervisedContrastiveLoss { Miner = new PairMarginMiner(-.5, .5) };
        Assert.Contains("never negative", Assert.Throws<ArgumentException>(() => loss.ValueAndGradient(embeddings, 2, [0, 0], 1, gradient)).Message);
        (loss with { Distance = Distance.DotProduct }).ValueAndGradient(embeddings, 2, [0, 0], 1, gradient);
    }
}
