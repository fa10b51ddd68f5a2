namespace Probity.Similarity.Tests.Miners;

public class TripletMinerTests
{
    // Known answers of pytorch-metric-learning 2.8.1, float64: anchors, positives, negatives. Its distance is the Euclidean one of unit vectors.
    private static readonly int[][] Hard = [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [4, 2, 1, 4, 0, 2]];

    private static readonly int[][] All =
    [
        [0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5],
        [5, 5, 4, 4, 4, 4, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0],
        [3, 4, 0, 2, 3, 5, 1, 5, 0, 1, 4, 5, 0, 2, 3, 5, 1, 2, 3],
    ];

    private static readonly int[][] SemiHard = [[0, 1, 3, 3, 3, 5, 5], [5, 4, 2, 2, 2, 0, 0], [3, 0, 0, 1, 5, 1, 3]];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_hardest_are_those_of_pytorch_metric_learning(bool cosines) => Same(Hard, Tables.KnownBatch(cosines).Mined(new HardMiner(), cosines));

    [Fact]
    public void Triplets_within_a_margin_are_those_of_pytorch_metric_learning()
    {
        Same(All, Tables.KnownBatch(cosines: false).Mined(new TripletMarginMiner()));
        Same(SemiHard, Tables.KnownBatch(cosines: false).Mined(new TripletMarginMiner(TripletKind.SemiHard)));
    }

    [Fact]
    public void Semi_hard_takes_the_closest_of_those_in_the_band_for_each_pair() =>
        Same([[0, 1, 3, 5], [5, 4, 2, 0], [3, 0, Closest(3, 0, 1, 5), Closest(5, 1, 3)]], Tables.KnownBatch(cosines: false).Mined(new SemiHardMiner()));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_kinds_part_the_triplets_among_them(bool similarities)
    {
        HashSet<Triplet> hard = Of(TripletKind.Hard), semiHard = Of(TripletKind.SemiHard), easy = Of(TripletKind.Easy), all = Of(TripletKind.All);
        Assert.True(hard.Count > 0 && semiHard.Count > 0 && easy.Count > 0);
        Assert.True(all.SetEquals(hard.Union(semiHard)));
        PairTable table = Tables.Random(similarities);
        int every = 0;
        for (int i = 0; i < table.Anchors; i++) every += table.RelationsOf(i).ToArray().Count(r => r == Relation.Positive) * table.RelationsOf(i).ToArray().Count(r => r == Relation.Negative);
        Assert.Equal(every, hard.Count + semiHard.Count + easy.Count);

        HashSet<Triplet> Of(TripletKind kind) => [.. Tables.Random(similarities).Mined(new TripletMarginMiner(kind, .3), similarities).Triplets];
    }

    [Fact]
    public void A_semi_hard_negative_is_farther_than_the_positive_and_within_the_margin()
    {
        Assert.Equal([new Triplet(0, 0, 3)], Tables.Row([.5], [.4, .5, .65, .9]).Mined(new SemiHardMiner(.2)).Triplets);    // not the closest of all
        Assert.Empty(Tables.Row([.5], [.4, .5, .75]).Mined(new SemiHardMiner(.2)).Triplets);                               // none in the band
        Assert.Equal([new Triplet(0, 0, 2), new Triplet(0, 1, 3)], Tables.Row([.1, .5], [.2, .6]).Mined(new SemiHardMiner(.2)).Triplets);
    }

    [Fact]
    public void A_semi_hard_similarity_is_below_that_of_the_positive() =>
        Assert.Equal([new Triplet(0, 0, 3)], Tables.Row([.5], [.6, .5, .4, .1]).Mined(new SemiHardMiner(.2), similarities: true).Triplets);

    [Fact]
    public void Of_ties_the_first_counts()
    {
        Assert.Equal([new Triplet(0, 0, 2)], Tables.Row([.5, .5], [.6, .6]).Mined(new HardMiner()).Triplets);
        Assert.Equal([new Triplet(0, 0, 2), new Triplet(0, 1, 2)], Tables.Row([.5, .5], [.6, .6]).Mined(new SemiHardMiner()).Triplets);
    }

    public static TheoryData<string> Miners => ["hard", "semi-hard", "triplets-all", "triplets-hard", "triplets-semi-hard", "triplets-easy", "distance-weighted"];

    [Theory]
    [MemberData(nameof(Miners))]
    public void Relations_are_left_to_the_pairs_of_a_triplet(string miner)
    {
        PairTable table = Tables.KnownBatch(cosines: true).Mined(Miner.Parse(miner), similarities: true);
        Assert.True(table.HasTriplets);
        Assert.NotEmpty(table.Triplets);
        Assert.Equal(table.Triplets.Select(t => (t.Anchor * 6) + t.Positive).Distinct().Order(), table.Left(Relation.Positive));
        Assert.Equal(table.Triplets.Select(t => (t.Anchor * 6) + t.Negative).Distinct().Order(), table.Left(Relation.Negative));
    }

    [Theory]
    [MemberData(nameof(Miners))]
    public void Anchors_without_a_positive_or_a_negative_have_no_triplet(string miner)
    {
        Assert.Empty(Tables.Row([], [.3, .4]).Mined(Miner.Parse(miner)).Triplets);
        Assert.Empty(Tables.Row([.3, .4], []).Mined(Miner.Parse(miner)).Triplets);
    }

    [Fact]
    public void Nan_is_never_chosen() =>
        Assert.Equal([new Triplet(0, 1, 3)], Tables.Row([double.NaN, .5], [double.NaN, .6]).Mined(new HardMiner()).Triplets);

    private static int Closest(int anchor, params int[] among)
    {
        PairTable table = Tables.KnownBatch(cosines: false);
        return among.MinBy(j => table.Values[(anchor * 6) + j]);
    }

    private static void Same(int[][] expected, PairTable table)
    {
        Assert.Equal(expected[0].Select((anchor, t) => new Triplet(anchor, expected[1][t], expected[2][t])), table.Triplets);
    }
}
