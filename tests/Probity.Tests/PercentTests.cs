namespace Probity.Tests;

public class PercentTests
{
    [Theory]
    [InlineData(.95, "95 %")]
    [InlineData(.9, "90 %")]
    [InlineData(.07, "7 %")]          // 0.07 × 100 is 7.000000000000001 in doubles
    [InlineData(.57, "57 %")]         // and 0.57 × 100 is 56.99999999999999
    [InlineData(.99996, "99.996 %")]
    [InlineData(.999999, "99.9999 %")]
    [InlineData(0, "0 %")]
    [InlineData(1, "100 %")]
    public void What_is_promised_has_all_its_digits(double share, string words) => Assert.Equal(words, Percent.Exact(share));

    [Theory]
    [InlineData(.5790, "57.9 %", "57.9 %", "57.9 %")]
    [InlineData(.0007, "0.07 %", "0.07 %", "0.07 %")]
    [InlineData(.29, "29 %", "29 %", "29 %")]
    [InlineData(.123449, "12.34 %", "12.34 %", "12.35 %")]
    [InlineData(.123461, "12.34 %", "12.35 %", "12.35 %")]
    [InlineData(.00001, "0.001 %", "0.001 %", "0.01 %")]
    [InlineData(.99999, "99.99 %", "99.999 %", "99.999 %")]
    [InlineData(0, "0 %", "0 %", "0 %")]
    [InlineData(1, "100 %", "100 %", "100 %")]
    public void The_rest_has_two_decimals_to_the_honest_side(double share, string down, string nearest, string up) =>
        Assert.Equal((down, nearest, up), (Percent.Down(share), Percent.Nearest(share), Percent.Up(share)));

    [Fact]
    public void One_wrong_of_50_000_is_never_all_right()
    {
        const double Right = 49_999 / 50_000.0;
        Assert.Equal(("99.99 %", "99.998 %"), (Percent.Down(Right), Percent.Nearest(Right)));
        Assert.Equal("0.01 %", Percent.Up(1 - Right));
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e-12)]
    [InlineData(4.9e-5)]
    public void A_positive_bound_is_never_nothing(double bound)
    {
        Assert.NotEqual("0 %", Percent.Up(bound));
        Assert.NotEqual("0 %", Percent.Nearest(bound));
        Assert.NotEqual("0 %", Percent.Down(bound));
        Assert.NotEqual("100 %", Percent.Nearest(1 - 1e-16));
        Assert.NotEqual("100 %", Percent.Exact(Math.BitDecrement(1.0)));
    }
}
