namespace Probity.Learning.Tests.Featurizing;

public class NumberFeaturizerTests
{
    private static Featurizer Fit(NumberScaling scaling, int bins, params string?[] cells) =>
        Cells.Fit(Cells.Table(("x", cells)), Cells.Said("x", ColumnKind.Number) with { Numbers = scaling, Bins = bins });

    [Fact]
    public void Ranks_become_normal_scores_linear_between_and_flat_beyond()
    {
        Featurizer featurizer = Fit(NumberScaling.Quantile, 2, "30", "1e1", "20", "50", "40");
        Assert.Equal(1, featurizer.Width);
        foreach ((string cell, double expected) in ((string, double)[])[("10", -1.2815515655446004), ("20", -.5244005127080407), ("30", 0), ("45", (.5244005127080407 + 1.2815515655446004) / 2), ("1e9", 1.2815515655446004), ("-1e999", -1.2815515655446004)])
            Assert.Equal(expected, Cells.Row(featurizer, ("x", cell))[0], 1e-6);
    }

    [Fact]
    public void Equal_values_share_the_middle_of_their_ranks()
    {
        Featurizer featurizer = Fit(NumberScaling.Quantile, 2, "0", "0", "0", "7");
        Assert.Equal(-.31863936396437514, Cells.Row(featurizer, ("x", "0"))[0], 1e-6);   // of 3/8
        Assert.Equal(1.1503493803760079, Cells.Row(featurizer, ("x", "7"))[0], 1e-6);    // of 7/8
    }

    [Fact]
    public void Bins_hold_equally_many_rows_and_tell_how_far_a_number_is_through()
    {
        Featurizer featurizer = Fit(NumberScaling.Piecewise, 4, [.. Enumerable.Range(0, 9).Select(i => $"{i}")]);
        Assert.Equal(5, featurizer.Width);
        Assert.Equal([1, 1, .5f, 0], Cells.Row(featurizer, ("x", "5"))[1..]);
        Assert.Equal([0, 0, 0, 0], Cells.Row(featurizer, ("x", "-3"))[1..]);
        Assert.Equal([1, 1, 1, 1], Cells.Row(featurizer, ("x", "99"))[1..]);
    }

    [Fact]
    public void One_frequent_value_leaves_the_bins_to_the_others()
    {
        Featurizer featurizer = Fit(NumberScaling.Piecewise, 4, [.. Enumerable.Repeat("0", 92), "1", "2", "3", "4", "5", "6", "7", "8"]);
        Assert.Equal(["x", "x 0…2", "x 2…4", "x 4…6", "x 6…8"], Enumerable.Range(0, 5).Select(featurizer.FeatureName));
    }

    [Fact]
    public void Standard_scaling_subtracts_the_mean_and_divides_by_the_deviation()
    {
        Featurizer featurizer = Fit(NumberScaling.Standard, 2, "1", "2", "3", "6");
        Assert.Equal((5 - 3) / Math.Sqrt(3.5), Cells.Row(featurizer, ("x", "5"))[0], 1e-6);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" ? ")]
    [InlineData("NA")]
    [InlineData("nan")]
    [InlineData("NULL")]
    [InlineData("n/a")]
    public void A_missing_number_is_the_median_and_marked(string? missing)
    {
        Featurizer marked = Fit(NumberScaling.Quantile, 2, "1", "2", "3", null), plain = Fit(NumberScaling.Quantile, 2, "1", "2", "3");
        Assert.Equal([0, 1], Cells.Row(marked, ("x", missing)));
        Assert.Equal([0, 0], Cells.Row(marked, ("x", "2")));
        Assert.Equal([0], Cells.Row(plain, ("x", missing)));   // a mark that was never learned would be noise
    }

    [Fact]
    public void A_word_among_numbers_is_refused_with_its_row()
    {
        Featurizer featurizer = Fit(NumberScaling.Quantile, 2, "1", "2");
        string message = Assert.Throws<ArgumentException>(() => featurizer.Transform(Cells.Table(("x", ["1", "2", "12 cm"])))).Message;
        Assert.Contains("row 2: column 'x' is one of numbers, but '12 cm' is none", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 17)]      // 16 bins each
    [InlineData(2_000, 5)]     // 8,192 / 2,000 = 4
    [InlineData(5_000, 1)]     // fewer than two: the score alone
    public void Many_columns_have_fewer_bins(int columns, int width)
    {
        string[] names = [.. Enumerable.Range(0, columns).Select(j => $"c{j}")];
        string?[] cells = [.. Enumerable.Range(0, 40).Select(i => $"{i * 7 % 40}")];
        Assert.Equal(columns * width, Cells.Fit(new Table(names, [.. names.Select(_ => cells)]), new FeaturizerOptions()).Width);
    }
}
