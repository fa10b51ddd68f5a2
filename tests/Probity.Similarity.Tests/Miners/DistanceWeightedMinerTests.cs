namespace Probity.Similarity.Tests.Miners;

public class DistanceWeightedMinerTests
{
    // ln 1/q(d) for E = 5, q = d³·(1 − d²/4), by hand: d = 1 → −ln(.75); d = .5 → ln 8 − ln(1 − 1/16).
    [Theory]
    [InlineData(1, .28768207245178096)]
    [InlineData(.5, 2.1439800628174073)]
    [InlineData(.1, 2.1439800628174073)]   // below the nearest
    public void Weighs_by_the_inverse_of_the_density_on_the_sphere(double distance, double expected) =>
        Assert.Equal(expected, new DistanceWeightedMiner().LogWeight(distance, 5), 1e-12);

    [Fact]
    public void Draws_negatives_in_proportion_to_their_weight()
    {
        double[] distances = [.3, .8, 1, 1.3, 1.5];   // of unit vectors; the cosine distance is half the square
        int[] drawn = new int[distances.Length];
        const int Steps = 20_000;
        for (int step = 0; step < Steps; step++)
        {
            var table = new PairTable(1, 6) { Columns = 5 };
            table.Begin(1, 6);
            for (int j = 0; j < 5; j++) table.Values[j + 1] = distances[j] * distances[j] / 2;
            table.Relations.Fill(Relation.Negative);
            table.Relations[0] = Relation.Positive;
            table.Mined(new DistanceWeightedMiner(), step: step);
            drawn[Assert.Single(table.Triplets).Negative - 1]++;
        }
        double[] weights = [.. distances.Select(d => d >= 1.4 ? 0 : 1 / (Math.Pow(Math.Max(d, .5), 3) * (1 - (Math.Pow(Math.Max(d, .5), 2) / 4))))];
        for (int j = 0; j < drawn.Length; j++)
        {
            double share = weights[j] / weights.Sum();
            Assert.Equal(share, (double)drawn[j] / Steps, 5 * Math.Sqrt((share * (1 - share) / Steps) + 1e-12));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_negative_for_each_positive_pair_by_the_step_alone(bool similarities)
    {
        PairTable one = Table().Mined(new DistanceWeightedMiner(), similarities, 3), again = Table().Mined(new DistanceWeightedMiner(), similarities, 3);
        Assert.Equal(one.Triplets, again.Triplets);
        Assert.Equal(one.Triplets.Count, one.Triplets.Select(t => (t.Anchor, t.Positive)).Distinct().Count());
        Assert.Contains(Enumerable.Range(4, 20), step => !Table().Mined(new DistanceWeightedMiner(), similarities, step).Triplets.SequenceEqual(one.Triplets));

        PairTable Table()
        {
            PairTable table = Tables.KnownBatch(cosines: true);
            for (int i = 0; i < table.Values.Length && !similarities; i++) table.Values[i] = 1 - table.Values[i];
            return table;
        }
    }

    [Fact]
    public void Hundreds_of_dimensions_do_not_overflow()
    {
        var miner = new DistanceWeightedMiner();
        Assert.Equal(4094 * Math.Log(2), miner.LogWeight(.5, 4096) + (4093 / 2.0 * Math.Log(1 - (.25 / 4))), 1e-8);
        var table = new PairTable(1, 3) { Columns = 4096 };
        table.Begin(1, 3);
        new[] { .3, .9, .1 }.CopyTo(table.Values);
        new[] { Relation.Positive, Relation.Negative, Relation.Negative }.CopyTo(table.Relations);
        Assert.Equal(2, Assert.Single(table.Mined(miner).Triplets).Negative);
    }

    [Fact]
    public void Refuses_distances_without_angles()
    {
        var loss = new SupervisedContrastiveLoss { Miner = new DistanceWeightedMiner(), Distance = Distance.Manhattan };
        Assert.Contains("it must be cosine", Assert.Throws<ArgumentException>(() => loss.ValueAndGradient([1.0, 0, 0, 1], 2, [0, 0], 1, new double[4])).Message);
        Assert.Throws<ArgumentException>(() => new DistanceWeightedMiner(.5, 2));
        Assert.Throws<ArgumentException>(() => new DistanceWeightedMiner(0, 1));
    }
}
