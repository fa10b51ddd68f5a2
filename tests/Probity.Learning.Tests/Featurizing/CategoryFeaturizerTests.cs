namespace Probity.Learning.Tests.Featurizing;

public class CategoryFeaturizerTests
{
    private static Featurizer Fit(int fewest, int most, params string?[] cells) =>
        Cells.Fit(Cells.Table(("c", cells)), Cells.Said("c", ColumnKind.Category) with { FewestRows = fewest, MostLevels = most });

    [Fact]
    public void The_frequent_have_inputs_and_the_rare_share_one_with_the_unseen()
    {
        Featurizer featurizer = Fit(2, 10, "a", "b", "a", " b ", "b", "rare", "odd");
        Assert.Equal(["c=b", "c=a", "c=others"], Enumerable.Range(0, 3).Select(featurizer.FeatureName));
        Assert.Equal([0, 1, 0], Cells.Row(featurizer, ("c", "a")));
        foreach (string cell in (string[])["rare", "never seen"]) Assert.Equal([0, 0, 1], Cells.Row(featurizer, ("c", cell)));
        Assert.Equal([0, 0, 0], Cells.Row(featurizer, ("c", "?")));   // none was missing in training
    }

    [Fact]
    public void Without_rare_ones_the_unseen_is_nothing_and_missing_is_a_word_of_its_own()
    {
        Featurizer featurizer = Fit(1, 10, "a", "b", null, "a");
        Assert.Equal(["c=a", "c=b", "c missing"], Enumerable.Range(0, 3).Select(featurizer.FeatureName));
        Assert.Equal([0, 0, 1], Cells.Row(featurizer, ("c", "")));
        Assert.Equal([0, 0, 0], Cells.Row(featurizer, ("c", "z")));
    }

    [Fact]
    public void Only_so_many_have_inputs_of_their_own()
    {
        string[] cells = [.. Enumerable.Range(0, 100).Select(i => $"w{(int)Math.Sqrt(i)}")];
        Featurizer featurizer = Cells.Fit(Cells.Table(("c", cells)), Cells.Said("c", ColumnKind.Category) with { MostLevels = 2, SharedInputs = 1 });
        Assert.Equal(["c=w9", "c=w8", "c=others"], Enumerable.Range(0, featurizer.Width).Select(featurizer.FeatureName));
    }

    /// <summary>Ten words of five rows and four of one: where two may have inputs the others have too many rows to share a single one.</summary>
    [Fact]
    public void Others_share_inputs_by_hash_where_many_have_rows_enough_or_where_asked()
    {
        string[] cells = [.. Enumerable.Range(0, 54).Select(i => i < 50 ? $"w{i / 5}" : $"rare{i}")];
        Assert.Equal(2 + 12, Fit(5, 2, cells).Width);
        Assert.Equal(10 + 1, Fit(5, 10, cells).Width);

        Featurizer asked = Cells.Fit(Cells.Table(("c", cells)), Cells.Said("c", ColumnKind.Category) with { FewestRows = 5, MostLevels = 2, SharedInputs = 3 });
        Assert.Equal(["c=w0", "c=w1", "c=others #0", "c=others #1", "c=others #2"], Enumerable.Range(0, asked.Width).Select(asked.FeatureName));
        foreach (string cell in (string[])[.. cells.Skip(10), "never seen"])
        {
            float[] row = Cells.Row(asked, ("c", cell));
            Assert.Equal((0, 1), (row[0] + row[1], row[2] + row[3] + row[4]));
            Assert.Equal(row, Cells.Row(asked, ("c", $" {cell} ")));
        }
        Assert.All(Enumerable.Range(2, 3), input => Assert.Contains(cells, cell => Cells.Row(asked, ("c", cell))[input] == 1));
        Assert.Contains("share 3 inputs by hash", asked.Explain(), StringComparison.Ordinal);
    }
}
