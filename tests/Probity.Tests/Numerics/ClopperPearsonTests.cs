using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class ClopperPearsonTests
{
    // Thirty-digit roots of the exact tail.
    [Theory]
    [InlineData(5, 10, 0.025, 0.18708602844739853, 0.81291397155260147)]
    [InlineData(490, 500, 0.0125, 0.9609254317547947, 0.99140296319387603)]
    [InlineData(1, 1_000_000, 0.05, 5.1293293072049534e-8, 4.7438556382068104e-6)]
    [InlineData(999, 1000, 0.05, 0.99526500642450022, 0.99994870802109098)]
    [InlineData(30, 100, 0.5, 0.2956853187778303, 0.30565181986437559)]
    [InlineData(30, 100, 0.7, 0.31990919555503782, 0.28192848643388695)]
    [InlineData(3000, 10_000, 1e-09, 0.27297495112468922, 0.32799916102809754)]
    public void Bounds_are_the_roots_of_the_tails(int successes, int trials, double level, double lower, double upper)
    {
        Assert.Equal(lower, ClopperPearson.Lower(successes, trials, level), 1e-12 * lower);
        Assert.Equal(upper, ClopperPearson.Upper(successes, trials, level), 1e-12 * upper);
    }

    [Fact]
    public void Ends_have_closed_forms()
    {
        Assert.Equal(0, ClopperPearson.Lower(0, 20, .05));
        Assert.Equal(1, ClopperPearson.Upper(20, 20, .05));
        Assert.Equal(Math.Pow(.05, 1 / 20.0), ClopperPearson.Lower(20, 20, .05), 1e-15);
        Assert.Equal(1 - Math.Pow(.05, 1 / 20.0), ClopperPearson.Upper(0, 20, .05), 1e-15);
        Assert.Equal(0, ClopperPearson.Lower(0, 0, .05));
        Assert.Equal(1, ClopperPearson.Upper(0, 0, .05));
    }

    [Fact]
    public void Every_count_solves_its_equation()
    {
        foreach (int n in (int[])[1, 5, 60, 2_000])
        {
            for (int x = 1; x < n; x += 1 + n / 50)
            {
                foreach (double level in (double[])[1e-6, .05, .4, .9])
                {
                    // MathNet's incomplete beta is an independent form of the same tail.
                    double bound = ClopperPearson.Lower(x, n, level);
                    Assert.Equal(level, MathNet.Numerics.SpecialFunctions.BetaRegularized(x, n - x + 1, bound), 1e-9 * level);
                }
            }
        }
    }

    [Fact]
    public void Refuses_impossible_counts()
    {
        Assert.Throws<ArgumentException>(() => ClopperPearson.Lower(6, 5, .05));
        Assert.Throws<ArgumentException>(() => ClopperPearson.Lower(-1, 5, .05));
        Assert.Throws<ArgumentException>(() => ClopperPearson.Upper(1, 5, 1));
    }
}
