using MathNet.Numerics.Distributions;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
public class MultinomialWeightsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    [InlineData(1_025)]
    [InlineData(5_000)]
    [InlineData(300_000)]
    public void Every_replicate_draws_as_many_rows_as_there_are(int rows)
    {
        var weights = new double[rows];
        var draws = new MultinomialWeights(9, 4, rows);
        for (int replicate = 0; replicate < 5; replicate++)
        {
            draws.FillAll(replicate, weights);
            Assert.Equal(rows, weights.Sum());
        }
    }

    [Fact]
    public void Blocks_can_be_made_alone_and_in_any_order()
    {
        var draws = new MultinomialWeights(123, 7, 4_500);
        var all = new double[4_500];
        draws.FillAll(17, all);
        var counts = new int[draws.Blocks];
        draws.Counts(17, counts);
        foreach (int block in (int[])[4, 0, 3, 1, 2])
        {
            var weights = new double[draws.RowsOf(block)];
            Array.Fill(weights, 99);
            draws.Fill(17, block, counts[block], weights);
            Assert.Equal(all.AsSpan(block * 1_024, weights.Length).ToArray(), weights);
            Assert.Equal(counts[block], weights.Sum());
        }
    }

    [Fact]
    public void Weights_have_mean_variance_and_covariance_of_the_multinomial()
    {
        // Rows 0, 1 (same block), 1,024 (another), 2,049 and 2,050 (the short last block).
        const int rows = 2_051, replicates = 40_000;
        int[] watched = [0, 1, 1_024, 2_049, 2_050];
        var weights = new double[rows];
        var draws = new MultinomialWeights(31, 1, rows);
        var sums = new double[5];
        var products = new double[5, 5];
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            draws.FillAll(replicate, weights);
            for (int i = 0; i < 5; i++)
            {
                sums[i] += weights[watched[i]];
                for (int j = 0; j < 5; j++) products[i, j] += (weights[watched[i]] - 1) * (weights[watched[j]] - 1);
            }
        }
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(1, sums[i] / replicates, 4 / Math.Sqrt(replicates));
            for (int j = 0; j < 5; j++)
            {
                double expected = i == j ? 1 - 1.0 / rows : -1.0 / rows;
                Assert.Equal(expected, products[i, j] / replicates, (i == j ? 7 : 4) / Math.Sqrt(replicates));
            }
        }
    }

    [Fact]
    public void Three_rows_follow_the_multinomial_outcome_by_outcome()
    {
        // 3 draws over 3 rows: 27 equally likely sequences, ten count vectors.
        var expected = new Dictionary<(double, double), int>();
        for (int i = 0; i < 27; i++)
        {
            int[] counts = new int[3];
            counts[i % 3]++;
            counts[i / 3 % 3]++;
            counts[i / 9]++;
            expected[(counts[0], counts[1])] = expected.GetValueOrDefault((counts[0], counts[1])) + 1;
        }
        const int replicates = 54_000;
        var seen = expected.Keys.ToDictionary(key => key, _ => 0);
        var weights = new double[3];
        var draws = new MultinomialWeights(2, 3, 3);
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            draws.FillAll(replicate, weights);
            seen[(weights[0], weights[1])]++;
        }
        double chi = seen.Sum(pair => Math.Pow(pair.Value - 2_000.0 * expected[pair.Key], 2) / (2_000.0 * expected[pair.Key]));
        Assert.InRange(chi, ChiSquared.InvCDF(9, 1e-4), ChiSquared.InvCDF(9, 1 - 1e-4));
    }

    [Fact]
    public void Weights_of_one_row_are_binomial_and_so_are_those_of_a_block()
    {
        // Over all rows of many replicates the counts 0, 1, 2, … come with the probabilities of Bin(n, 1/n); block sums
        // with those of Bin(n, 1,024/n).
        const int rows = 3_000, replicates = 2_000;
        var seen = new double[7];
        var weights = new double[rows];
        var draws = new MultinomialWeights(77, 2, rows);
        double blockSquares = 0;
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            draws.FillAll(replicate, weights);
            foreach (double weight in weights) seen[(int)Math.Min(6, weight)]++;
            double block = weights.AsSpan(1_024, 1_024).ToArray().Sum();
            blockSquares += (block - 1_024) * (block - 1_024);
        }
        double total = (double)rows * replicates;
        for (int k = 0; k < 6; k++)
        {
            double share = MathNet.Numerics.Distributions.Binomial.PMF(1.0 / rows, rows, k);
            Assert.Equal(share, seen[k] / total, 5 * Math.Sqrt(share / total));
        }
        double variance = rows * (1_024.0 / rows) * (1 - 1_024.0 / rows);
        Assert.Equal(variance, blockSquares / replicates, 5 * variance * Math.Sqrt(2.0 / replicates));
    }

    [Fact]
    public void Neighbouring_replicates_families_and_seeds_are_unrelated()
    {
        const int rows = 20_000;
        double[] first = Fill(1, 1, 0), replicate = Fill(1, 1, 1), family = Fill(1, 2, 0), seed = Fill(2, 1, 0);
        foreach (double[] other in (double[][])[replicate, family, seed])
        {
            double product = 0;
            for (int i = 0; i < rows; i++) product += (first[i] - 1) * (other[i] - 1);
            Assert.InRange(product / rows, -4 / Math.Sqrt(rows), 4 / Math.Sqrt(rows));
        }
        Assert.Equal(first, Fill(1, 1, 0));

        static double[] Fill(ulong seed, uint family, int replicate)
        {
            var weights = new double[rows];
            new MultinomialWeights(seed, family, rows).FillAll(replicate, weights);
            return weights;
        }
    }

    [Fact]
    public void Bits_of_a_seed_stay_the_same()
    {
        // Kept so that a change of the streams, which would change every interval, is seen; also the same on every tier.
        var weights = new double[1_500];
        new MultinomialWeights(42, 5, 1_500).FillAll(3, weights);
        Assert.Equal(72_564, weights.Select((w, i) => w * ((i % 97) + 1)).Sum());
        Assert.Equal(Scalar(42, 5, 1_500, 3), weights);
    }

    /// <summary>The same draws by the plain stream, word by word.</summary>
    private static double[] Scalar(ulong seed, uint family, int rows, int replicate)
    {
        var weights = new double[rows];
        var counts = new int[(rows + 1_023) / 1_024];
        ulong stream = ((ulong)family << 32) | (uint)replicate;
        var random = new RandomStream(seed, stream);
        int draws = rows, left = rows;
        for (int block = 0; block < counts.Length; block++)
        {
            int size = Math.Min(1_024, left);
            counts[block] = size == left ? draws : BinomialDraw.Next(ref random, draws, (double)size / left);
            draws -= counts[block];
            left -= size;
            var inside = new RandomStream(seed, stream, (uint)block + 1);
            uint word = 0;
            for (int i = 0; i < counts[block]; i++)
            {
                if (i % 3 == 0 && size == 1_024) word = inside.NextUInt32();
                int row = size == 1_024 ? (int)((word >> (10 * (i % 3))) % 1_024) : inside.NextInt32(size);
                weights[(block * 1_024) + row]++;
            }
        }
        return weights;
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Assert.Throws<ArgumentException>(() => new MultinomialWeights(1, 1, 0));
        var draws = new MultinomialWeights(1, 1, 2_000);
        Assert.Throws<ArgumentException>(() => draws.FillAll(0, new double[1_999]));
        Assert.Throws<ArgumentException>(() => draws.FillAll(-1, new double[2_000]));
        Assert.Throws<ArgumentException>(() => draws.Fill(0, 2, 10, new double[976]));
        Assert.Throws<ArgumentException>(() => draws.Fill(0, 1, 10, new double[1_024]));
        Assert.Throws<ArgumentException>(() => draws.Counts(0, new int[3]));
    }
}
