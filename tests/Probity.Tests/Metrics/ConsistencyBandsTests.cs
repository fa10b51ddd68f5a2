using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Tests.Metrics;

public class ConsistencyBandsTests
{
    [Fact]
    public void Are_binomial_quantiles_where_rows_state_the_same()
    {
        // scipy.stats.binom(20, .9): P(X ≤ 14) = .0113, P(X ≤ 15) = .0432, P(X = 20) = .1216.
        Assert.Equal((15 / 20.0, 1.0), ConsistencyBands.OfBin([.. Enumerable.Repeat(.9, 20)]));
        // binom(5, .5): 1/32 is above .025, so all of 0 to 5 stay in.
        Assert.Equal((0.0, 1.0), ConsistencyBands.OfBin([.5, .5, .5, .5, .5]));
        Assert.Equal((1.0, 1.0), ConsistencyBands.OfBin([1, 1, 1]));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(300)]
    public void Exact_range_holds_its_level_and_is_no_wider_than_needed(int rows)
    {
        var stream = new RandomStream(3, (ulong)rows);
        double[] confidence = [.. Enumerable.Range(0, rows).Select(_ => .5 + (stream.NextDouble() / 2))];
        double[] chances = [1];   // the whole distribution, by convolution
        foreach (double p in confidence)
            chances = [.. Enumerable.Range(0, chances.Length + 1).Select(k => (k < chances.Length ? chances[k] * (1 - p) : 0) + (k > 0 ? chances[k - 1] * p : 0))];

        var (low, high) = PoissonBinomial.CentralRange(confidence, .95);
        Assert.True(chances.Take(low).Sum() <= .025 && chances.Take(low + 1).Sum() > .025);
        Assert.True(chances.Skip(high + 1).Sum() <= .025 && chances.Skip(high).Sum() > .025);
    }

    [Fact]
    public void The_corrected_quantile_takes_over_within_a_success_of_the_exact_one()
    {
        // Variance 405: binomial(4,500, .9) by MathNet.
        var (low, high) = PoissonBinomial.CentralRange([.. Enumerable.Repeat(.9, 4_500)], .95);
        Assert.Equal(.025, MathNet.Numerics.Distributions.Binomial.CDF(.9, 4_500, low), .004);
        Assert.Equal(.975, MathNet.Numerics.Distributions.Binomial.CDF(.9, 4_500, high), .004);
    }

    [Fact]
    public void A_hundred_near_certain_rows_may_have_an_error_but_not_below_zero_or_above_one()
    {
        // Poisson-like: 100 rows at .999. The normal approximation would end at .9928 and refuse a single error.
        var (low, high) = ConsistencyBands.OfBin([.. Enumerable.Repeat(.999, 100)]);
        Assert.Equal((.99, 1.0), (low, high));
    }

    [Fact]
    public void Rows_of_weight_0_leave_the_exact_range_as_it_is()
    {
        double[] confidence = [.. Enumerable.Repeat(.9, 20)], more = [.2, .. confidence, .4], weights = [0, .. Enumerable.Repeat(1.0, 20), 0];
        for (double level = .5; level < .99; level += .01)   // draws of outcomes would miss the exact quantiles somewhere
            Assert.Equal(ConsistencyBands.OfBin(confidence, level: level), ConsistencyBands.OfBin(more, weights, level));
    }

    [Fact]
    public void Weighted_rows_are_one_observation_each()
    {
        double[] confidence = [.. Enumerable.Repeat(.8, 60)], heavy = [.. confidence.Select((_, i) => i < 6 ? 10.0 : 1)];
        var plain = ConsistencyBands.OfBin(confidence);
        var weighted = ConsistencyBands.OfBin(confidence, heavy);
        Assert.True(weighted.High - weighted.Low > plain.High - plain.Low);
        Assert.Equal(plain, ConsistencyBands.OfBin(confidence, [.. confidence.Select(_ => 3.0)]));
        Assert.Equal((0.0, 1.0), ConsistencyBands.OfBin([.5, .5], [1, 2]));

        // Many rows of nearly equal weight: the corrected quantile is near the exact one of equal weights.
        double[] many = [.. Enumerable.Repeat(.8, 4_000)];
        var exact = ConsistencyBands.OfBin(many);
        var near = ConsistencyBands.OfBin(many, [.. many.Select((_, i) => i == 0 ? 1.001 : 1)]);
        Assert.Equal(exact.Low, near.Low, 3e-4);
        Assert.Equal(exact.High, near.High, 3e-4);
    }

    [Fact]
    public void Diagrams_carry_them_pointwise_or_for_all_bins_at_once()
    {
        var (confidence, correct, _, _) = SimulatedRows.Draw(31, 500);
        var pointwise = ReliabilityBins.EqualWidth(confidence, correct, 10);
        var together = ReliabilityBins.EqualWidth(confidence, correct, 10, simultaneous: true);
        double[] inLast = [.. confidence.Where(c => c > .9)];
        Assert.Equal(ConsistencyBands.OfBin(inLast), (pointwise[^1].ConsistencyLow, pointwise[^1].ConsistencyHigh));
        Assert.Equal(ConsistencyBands.OfBin(inLast, level: 1 - (.05 / 10)), (together[^1].ConsistencyLow, together[^1].ConsistencyHigh));
        Assert.True(together[^1].ConsistencyLow < pointwise[^1].ConsistencyLow);
    }
}
