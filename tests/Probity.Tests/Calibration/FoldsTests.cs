using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class FoldsTests
{
    [Theory]
    [InlineData(10, 5)]
    [InlineData(11, 5)]
    [InlineData(14, 5)]
    [InlineData(5, 5)]
    [InlineData(1_001, 2)]
    [InlineData(1_019, 20)]
    public void Sizes_differ_by_one_at_most(int rows, int folds)
    {
        byte[] foldOf = Folds.Assign(rows, folds, 9);
        int[] sizes = [.. Enumerable.Range(0, folds).Select(fold => foldOf.Count(f => f == fold))];
        Assert.Equal(rows, sizes.Sum());
        Assert.Equal(rows / folds, sizes.Min());
        Assert.Equal((rows + folds - 1) / folds, sizes.Max());
    }

    [Fact]
    public void The_seed_and_nothing_else_decides()
    {
        Assert.Equal(Folds.Assign(300, 5, 1), Folds.Assign(300, 5, 1));
        Assert.NotEqual(Folds.Assign(300, 5, 1), Folds.Assign(300, 5, 2));
    }

    [Fact]
    public void Neighbours_are_not_dealt_out_in_turn()
    {
        // Of 999 neighbouring pairs of 1,000 rows 199.8 share a fold when rows are shuffled, none when dealt out in turn.
        byte[] foldOf = Folds.Assign(1_000, 5, 4);
        Assert.InRange(Enumerable.Range(1, 999).Count(i => foldOf[i] == foldOf[i - 1]), 140, 260);
    }
}
