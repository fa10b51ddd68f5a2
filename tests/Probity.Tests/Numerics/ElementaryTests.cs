using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class ElementaryTests
{
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-17)]
    [InlineData(1e-9)]
    [InlineData(-1e-9)]
    [InlineData(1e-4)]
    public void Small_arguments_keep_their_digits(double x)
    {
        // Three terms of the series are exact to double precision here.
        Assert.Equal(1, Elementary.Log1P(x) / (x * (1 - (x / 2) + (x * x / 3))), 1e-12);
        Assert.Equal(1, Elementary.ExpM1(x) / (x * (1 + (x / 2) + (x * x / 6))), 1e-12);
    }

    [Fact]
    public void Ordinary_and_extreme_arguments_agree_with_the_definition()
    {
        Assert.Equal(Math.Log(3.5), Elementary.Log1P(2.5), 1e-15);
        Assert.Equal(double.PositiveInfinity, Elementary.Log1P(double.PositiveInfinity));
        Assert.Equal(Math.Exp(2) - 1, Elementary.ExpM1(2), 1e-14);
        Assert.Equal(-1, Elementary.ExpM1(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, Elementary.ExpM1(1_000));
        Assert.Equal(1_000, Elementary.Softplus(1_000));
        Assert.Equal(Math.Log(2), Elementary.Softplus(0), 1e-15);
        Assert.Equal(1, Elementary.Softplus(-700) / Math.Exp(-700), 1e-12);
    }
}
