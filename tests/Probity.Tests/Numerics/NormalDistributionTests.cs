using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class NormalDistributionTests
{
    // Thirty-digit values.
    [Theory]
    [InlineData(-37, 5.7255712225245768e-300)]
    [InlineData(-20, 2.7536241186062337e-89)]
    [InlineData(-5.5, 1.8989562465887719e-8)]
    [InlineData(-1.5, 0.066807201268858066)]
    [InlineData(-1.4, 0.08075665923377106)]
    [InlineData(-.3, 0.38208857781104737)]
    [InlineData(0, 0.5)]
    [InlineData(.5, 0.6914624612740131)]
    [InlineData(1.41421356, 0.9213503961265757)]
    [InlineData(1.5, 0.93319279873114193)]
    [InlineData(2.5, 0.99379033467422386)]
    [InlineData(6, 0.99999999901341235)]
    public void Cdf_keeps_its_digits_in_the_tail(double z, double expected)
    {
        Assert.Equal(expected, NormalDistribution.Cdf(z), 2e-14 * expected);
        Assert.Equal(expected, NormalDistribution.UpperTail(-z), 2e-14 * expected);
    }

    [Theory]
    [InlineData(1e-300, -37.047096299361199)]
    [InlineData(1e-20, -9.2623400897984076)]
    [InlineData(1e-05, -4.2648907939228246)]
    [InlineData(.025, -1.9599639845400542)]
    [InlineData(.07, -1.4757910281791707)]
    [InlineData(.3, -0.52440051270804082)]
    [InlineData(.5, 0)]
    [InlineData(.75, 0.67448975019608174)]
    [InlineData(.975, 1.9599639845400539)]
    [InlineData(.999999, 4.7534243088170878)]
    public void Quantile_is_the_inverse(double p, double expected) =>
        Assert.Equal(expected, NormalDistribution.Quantile(p), 1e-14 * Math.Max(1, Math.Abs(expected)));

    [Fact]
    public void Cdf_agrees_with_another_library_everywhere()
    {
        for (double z = -8; z <= 8; z += .01)
            Assert.Equal(MathNet.Numerics.Distributions.Normal.CDF(0, 1, z), NormalDistribution.Cdf(z), 1e-14);
    }

    [Fact]
    public void Ends_are_the_limits()
    {
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
        Assert.Equal(0, NormalDistribution.Cdf(double.NegativeInfinity));
        Assert.Equal(1, NormalDistribution.Cdf(double.PositiveInfinity));
        Assert.True(double.IsNaN(NormalDistribution.Cdf(double.NaN)));
        Assert.Throws<ArgumentException>(() => NormalDistribution.Quantile(double.NaN));
    }
}
