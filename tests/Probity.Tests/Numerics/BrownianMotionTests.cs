using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class BrownianMotionTests
{
    [Theory]
    [InlineData(1, .370777, .063365)]   // cumulative values of MAPIE's tests
    [InlineData(2, .908999, .818506)]
    [InlineData(3, .994600, .989201)]
    public void Known_answers_of_mapie(double x, double largest, double range)
    {
        Assert.Equal(1 - largest, BrownianMotion.LargestUpperTail(x), 1e-6);
        Assert.Equal(1 - range, BrownianMotion.RangeUpperTail(x), 1e-6);
    }

    [Fact]
    public void The_two_series_of_each_law_agree_where_they_meet()
    {
        Assert.Equal(BrownianMotion.LargestUpperTail(Math.BitDecrement(1.0)), BrownianMotion.LargestUpperTail(1), 1e-14);
        Assert.Equal(BrownianMotion.RangeUpperTail(Math.BitDecrement(1.5)), BrownianMotion.RangeUpperTail(1.5), 1e-14);
    }

    [Fact]
    public void Tails_fall_from_1_to_0_without_losing_their_digits()
    {
        Assert.Equal(1, BrownianMotion.LargestUpperTail(0));
        Assert.Equal(1, BrownianMotion.RangeUpperTail(.1), 1e-12);
        // At 10 only the first term of either series is left.
        double q = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -10);
        Assert.Equal(1, BrownianMotion.LargestUpperTail(10) / (4 * q), 1e-12);
        Assert.Equal(1, BrownianMotion.RangeUpperTail(10) / (8 * q), 1e-12);
        Assert.True(double.IsNaN(BrownianMotion.LargestUpperTail(double.NaN)));
    }
}
