namespace Probity.Studies.Tests;

public class SpreadTests
{
    [Fact]
    public void The_interval_is_that_of_Student()
    {
        Spread spread = Spread.Of([1, 2, 3, 4, 5]);
        Assert.Equal(3, spread.Mean);
        double half = 2.7764451051977987 * Math.Sqrt(2.5 / 5);   // t of 4 degrees, scipy.stats.t.ppf(.975, 4)
        Assert.Equal(3 - half, spread.Low!.Value, 1e-12);
        Assert.Equal(3 + half, spread.High!.Value, 1e-12);
    }

    [Fact]
    public void One_seed_has_no_interval_and_a_missing_figure_no_mean()
    {
        Assert.Equal((2.0, null, null), (Spread.Of([2]).Mean!.Value, Spread.Of([2]).Low, Spread.Of([2]).High));
        Assert.Null(Spread.Of([2, double.NaN]).Mean);
    }

    [Fact]
    public void A_difference_pairs_the_seeds()
    {
        var measured = new Measured();
        foreach (double seed in (double[])[10, 20, 60])
        {
            measured.Add("b", new Dictionary<string, double>(StringComparer.Ordinal) { ["x"] = seed });
            measured.Add("a", new Dictionary<string, double>(StringComparer.Ordinal) { ["x"] = seed + 1 });
        }
        Spread difference = measured.Difference("a", "b")["x"];
        Assert.Equal((1.0, 1.0, 1.0), (difference.Mean!.Value, difference.Low!.Value, difference.High!.Value));
    }
}
