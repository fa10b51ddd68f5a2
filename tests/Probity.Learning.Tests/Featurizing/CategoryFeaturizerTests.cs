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
        Featurizer featurizer = Fit(1, 2, [.. Enumerable.Range(0, 100).Select(i => $"w{(int)Math.Sqrt(i)}")]);
        Assert.Equal(["c=w9", "c=w8", "c=others"], Enumerable.Range(0, featurizer.Width).Select(featurizer.FeatureName));
    }
}
