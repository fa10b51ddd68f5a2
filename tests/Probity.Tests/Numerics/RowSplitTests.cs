using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class RowSplitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public void Every_row_once(int rows) => Assert.Equal(Enumerable.Range(0, rows), RowSplit.Shuffled(rows, 5).Order());

    [Fact]
    public void The_seed_and_nothing_else_decides()
    {
        Assert.Equal(RowSplit.Shuffled(500, 3), RowSplit.Shuffled(500, 3));
        Assert.NotEqual(RowSplit.Shuffled(500, 3), RowSplit.Shuffled(500, 4));
    }

    [Fact]
    public void Over_seeds_a_row_is_as_often_in_one_half_as_in_the_other_and_rows_do_not_stick_together()
    {
        int[] inFirstHalf = new int[10];
        int together = 0;
        const int seeds = 4_000;
        for (ulong seed = 0; seed < seeds; seed++)
        {
            int[] first = RowSplit.Shuffled(10, seed)[..5];
            foreach (int row in first) inFirstHalf[row]++;
            if (first.Contains(0) == first.Contains(1)) together++;
        }
        foreach (int count in inFirstHalf) Assert.InRange(count, 1_850, 2_150);   // 2,000 ± 4.7 standard deviations
        Assert.InRange(together, 1_628, 1_928);                                 // 4/9 of them
    }

    [Fact]
    public void Gathers_whole_rows_in_the_order_asked_for()
    {
        Assert.Equal([5, 6, 1, 2, 5, 6], RowSplit.Gather<int>([1, 2, 3, 4, 5, 6], 2, [2, 0, 2]));
        Assert.Empty(RowSplit.Gather<int>([1, 2], 2, []));
    }
}
