using Probity.Numerics;
using MathNet.Numerics.Distributions;
using Oracle = MathNet.Numerics.Distributions.Binomial;

namespace Probity.Tests.Numerics;

public class BinomialDrawTests
{
    [Theory]
    [InlineData(1, .3)]
    [InlineData(7, .5)]
    [InlineData(40, .02)]
    [InlineData(40, .98)]
    [InlineData(19, .5)]        // the last of inversion
    [InlineData(20, .5)]        // the first of rejection
    [InlineData(100, .1)]
    [InlineData(1_000, .0123)]
    [InlineData(1_000, .9)]
    [InlineData(50_000, .3)]
    [InlineData(10_000, .1024)]
    [InlineData(2_000_000_000, 2e-9)]
    [InlineData(2_000_000_000, .25)]
    public void Counts_follow_the_binomial_by_chi_squared(int n, double q)
    {
        const int draws = 200_000, cells = 40;
        // Cells of about equal probability, cut at quantiles by the other library's distribution.
        double mean = n * q, deviation = Math.Sqrt(n * q * (1 - q));
        var edges = new SortedSet<int>();
        for (int i = 1; i < cells; i++) edges.Add((int)Math.Clamp(Math.Round(mean + Normal.InvCDF(0, deviation, (double)i / cells)), 0, n - 1));
        int[] cuts = [.. edges];
        var counts = new long[cuts.Length + 1];
        var random = new RandomStream(11, (ulong)n);
        for (int i = 0; i < draws; i++)
        {
            int at = Array.BinarySearch(cuts, BinomialDraw.Next(ref random, n, q));   // cell c holds (cuts[c−1], cuts[c]]
            counts[at >= 0 ? at : ~at]++;
        }
        double chi = 0, below = 0;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            double upTo = cell < cuts.Length ? Oracle.CDF(q, n, cuts[cell]) : 1;
            double expected = draws * (upTo - below);
            below = upTo;
            if (expected < 1e-6) Assert.Equal(0, counts[cell]);
            else chi += (counts[cell] - expected) * (counts[cell] - expected) / expected;
        }
        int freedom = Math.Max(1, counts.Length - 1);
        Assert.InRange(chi, ChiSquared.InvCDF(freedom, 1e-4), ChiSquared.InvCDF(freedom, 1 - 1e-4));
    }

    [Fact]
    public void Far_tails_come_as_often_as_they_should()
    {
        // P(Bin(400, ½) ≥ 231) is the sum of the exact terms: about .00110.
        double tail = 0;
        for (int k = 231; k <= 400; k++) tail += Oracle.PMF(.5, 400, k);
        var random = new RandomStream(5);
        const int draws = 400_000;
        int hits = 0;
        for (int i = 0; i < draws; i++) hits += BinomialDraw.Next(ref random, 400, .5) >= 231 ? 1 : 0;
        Assert.InRange(hits, draws * tail - 4 * Math.Sqrt(draws * tail), draws * tail + 4 * Math.Sqrt(draws * tail));
    }

    [Fact]
    public void Certain_outcomes_take_no_luck()
    {
        var random = new RandomStream(1);
        Assert.Equal(0, BinomialDraw.Next(ref random, 0, .5));
        Assert.Equal(0, BinomialDraw.Next(ref random, 10, 0));
        Assert.Equal(10, BinomialDraw.Next(ref random, 10, 1));
        Assert.Equal(0, BinomialDraw.Next(ref random, int.MaxValue, 1e-300));
        Assert.Throws<ArgumentException>(() => Draw(-1, .5));
        Assert.Throws<ArgumentException>(() => Draw(1, double.NaN));
        Assert.Throws<ArgumentException>(() => Draw(1, 1.1));

        static int Draw(int n, double q)
        {
            var stream = new RandomStream(1);
            return BinomialDraw.Next(ref stream, n, q);
        }
    }
}
