using MathNet.Numerics.Distributions;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class MultinomialDrawTests
{
    private static readonly double[] Weights = [3, 0, 1, .5, 2, 3.5, 0];

    [Theory]
    [InlineData(5)]
    [InlineData(700)]
    public void Cells_get_their_share_with_the_right_spread(int draws)
    {
        var random = new RandomStream(3);
        var counts = new int[Weights.Length];
        Covariances(draws, [.3, 0, .1, .05, .2, .35, 0], counts, () => MultinomialDraw.Next(ref random, draws, Weights, counts));
    }

    [Theory]
    [InlineData(4)]        // scattered
    [InlineData(1_000)]    // one binomial a cell
    public void Uniform_cells_get_equal_shares_with_the_right_spread(int draws)
    {
        var random = new RandomStream(4);
        var counts = new int[5];
        Covariances(draws, [.2, .2, .2, .2, .2], counts, () => MultinomialDraw.Uniform(ref random, draws, counts));
    }

    [Fact]
    public void Draws_out_of_four_cells_follow_the_multinomial_outcome_by_outcome()
    {
        // Two draws over (½, ⅓, ⅙): six outcomes with probabilities ¼, ⅓, ⅙, 1/9, 1/9, 1/36.
        double[] expected = [1 / 4.0, 1 / 3.0, 1 / 6.0, 1 / 9.0, 1 / 9.0, 1 / 36.0];
        var random = new RandomStream(8);
        var seen = new int[6];
        var counts = new int[3];
        const int runs = 60_000;
        for (int i = 0; i < runs; i++)
        {
            MultinomialDraw.Next(ref random, 2, [3, 2, 1], counts);
            seen[(counts[0], counts[1]) switch { (2, 0) => 0, (1, 1) => 1, (1, 0) => 2, (0, 2) => 3, (0, 1) => 4, _ => 5 }]++;
        }
        double chi = 0;
        for (int i = 0; i < 6; i++) chi += Math.Pow(seen[i] - runs * expected[i], 2) / (runs * expected[i]);
        Assert.InRange(chi, ChiSquared.InvCDF(5, 1e-4), ChiSquared.InvCDF(5, 1 - 1e-4));
    }

    [Fact]
    public void Refuses_weights_that_say_nothing()
    {
        Assert.Throws<ArgumentException>(() => Draw(3, [0, 0], new int[2]));
        Assert.Throws<ArgumentException>(() => Draw(3, [1, double.NaN], new int[2]));
        Assert.Throws<ArgumentException>(() => Draw(3, [1, -1], new int[2]));
        Assert.Throws<ArgumentException>(() => Draw(3, [], []));
        Assert.Throws<ArgumentException>(() => Draw(3, [1, 1], new int[3]));
        Assert.Throws<ArgumentException>(() => Draw(-3, [1, 1], new int[2]));

        static void Draw(int draws, double[] weights, int[] counts)
        {
            var stream = new RandomStream(1);
            MultinomialDraw.Next(ref stream, draws, weights, counts);
        }
    }

    private static void Covariances(int draws, double[] shares, int[] counts, Action next)
    {
        const int runs = 40_000;
        int cells = shares.Length;
        var products = new double[cells, cells];
        for (int run = 0; run < runs; run++)
        {
            next();
            Assert.Equal(draws, counts.Sum());
            for (int i = 0; i < cells; i++)
            {
                for (int j = 0; j < cells; j++) products[i, j] += (counts[i] - draws * shares[i]) * (counts[j] - draws * shares[j]);
            }
        }
        for (int i = 0; i < cells; i++)
        {
            for (int j = 0; j < cells; j++)
            {
                double expected = draws * ((i == j ? shares[i] : 0) - shares[i] * shares[j]);
                double scale = draws * Math.Sqrt(shares[i] * shares[j]);
                Assert.Equal(expected, products[i, j] / runs, .03 * scale);
            }
        }
    }
}
