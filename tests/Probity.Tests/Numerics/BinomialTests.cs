using Probity.Numerics;
using Oracle = MathNet.Numerics.Distributions.Binomial;

namespace Probity.Tests.Numerics;

public class BinomialTests
{
    // Forty-digit sums of the exact terms.
    [Theory]
    [InlineData(3, 500, 0.02, -4.6241333011673849)]
    [InlineData(12, 500, 0.02, -0.23132492987952958)]
    [InlineData(0, 217, 0.02, -4.3839874879017204)]
    [InlineData(1, 10, 0.3, -1.9017416757984125)]
    [InlineData(9, 10, 0.3, -5.9049174339906335e-6)]
    [InlineData(100, 1000, 0.5, -371.1164211849318)]
    [InlineData(480, 1000, 0.5, -2.218941369670923)]
    [InlineData(520, 1000, 0.5, -0.10245713923813453)]
    [InlineData(900, 1000, 0.5, -7.4278180964365052e-163)]
    [InlineData(5, 10_000_000, 1e-06, -2.7017818638045859)]
    [InlineData(15, 10_000_000, 1e-06, -0.049968190103821751)]
    [InlineData(199_000, 10_000_000, 0.02, -4.4280438823383873)]
    [InlineData(200_500, 10_000_000, 0.02, -0.13828655287705073)]
    [InlineData(4_990_000, 10_000_000, 0.5, -22.784945856044176)]
    [InlineData(1, 1_000_000, 0.02, -20192.783578260796)]
    [InlineData(700, 1000, 0.9, -156.95802099373849)]
    [InlineData(950, 1000, 0.9999, -264.94588982416527)]
    public void Lower_tail_is_exact_far_out_and_for_many_trials(int k, int n, double q, double log)
    {
        double actual = Binomial.LogLowerTail(k, n, q);
        // An absolute error of the logarithm is a relative error of the tail; a logarithm in the thousands keeps 16 digits itself.
        Assert.True(Math.Abs(actual - log) <= Math.Min(1e-12 * Math.Max(1, Math.Abs(log)), Math.Abs(log) * 1e-11), $"{actual:R} for {log:R}");
    }

    [Fact]
    public void Tails_agree_with_another_library_on_a_grid()
    {
        foreach (int n in (int[])[1, 2, 7, 40, 333])
        {
            foreach (double q in (double[])[.001, .05, .3, .5, .77, .99])
            {
                for (int k = 0; k < n; k++)   // at k = n the other one is NaN
                {
                    double lower = Oracle.CDF(q, n, k);
                    Assert.Equal(lower, Binomial.LowerTail(k, n, q), 1e-12);
                    Assert.Equal(1 - lower, Binomial.UpperTail(k + 1, n, q), 1e-12);
                    Assert.Equal(Oracle.PMFLn(q, n, k), Binomial.LogProbability(k, n, q), 1e-11 * (1 + Math.Abs(Oracle.PMFLn(q, n, k))));
                }
            }
        }
    }

    [Fact]
    public void Small_tails_are_right_to_the_last_digits()
    {
        // By hand: 0.3⁵; 0.7⁵ + 5·0.3·0.7⁴; 1 − 0.7⁵; and Bin(4, ½) ≤ 1 is 5/16.
        Assert.Equal(Math.Pow(.3, 5), Binomial.UpperTail(5, 5, .3), 1e-17);
        Assert.Equal(.16807 + .36015, Binomial.LowerTail(1, 5, .3), 1e-15);
        Assert.Equal(1 - .16807, Binomial.UpperTail(1, 5, .3), 1e-15);
        Assert.Equal(5 / 16.0, Binomial.LowerTail(1, 4, .5), 1e-15);
    }

    [Theory]
    [InlineData(-1, 5, .5, 0)]
    [InlineData(5, 5, .5, 1)]
    [InlineData(9, 5, .5, 1)]
    [InlineData(0, 5, 0, 1)]
    [InlineData(4, 5, 1, 0)]
    [InlineData(5, 5, 1, 1)]
    [InlineData(0, 0, .3, 1)]
    [InlineData(-1, 0, .3, 0)]
    public void Edges_are_certain(int k, int n, double q, double expected)
    {
        Assert.Equal(expected, Binomial.LowerTail(k, n, q));
        Assert.Equal(expected, 1 - Binomial.UpperTail(k + 1, n, q));
    }

    [Fact]
    public void Refuses_what_is_no_probability()
    {
        Assert.Throws<ArgumentException>(() => Binomial.LowerTail(1, 3, double.NaN));
        Assert.Throws<ArgumentException>(() => Binomial.LowerTail(1, 3, 1.5));
        Assert.Throws<ArgumentException>(() => Binomial.LowerTail(1, -3, .5));
    }
}
