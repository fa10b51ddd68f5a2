namespace Probity.Similarity.Tests.Samplers;

public class BalancedSamplerTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void Every_group_is_drawn_equally_often_whatever_its_size(int batchSize)
    {
        GroupRelations relations = Epochs.Groups(100, 3, 17, 1);
        List<int[]> batches = Epochs.Of(new BalancedSampler(batchSize), relations);
        int[] draws = Epochs.Draws(batches, relations);
        Assert.Equal([30, 30, 30, 30], Enumerable.Range(0, 4).Select(group => Enumerable.Range(0, relations.Rows).Where(row => relations.GroupOf(row) == group).Sum(row => draws[row])));
        Assert.Equal(10, draws[100]);      // the 3 rows of group 1 in turn
        Assert.Equal(30, draws[^1]);
        Assert.All(batches, batch => Assert.InRange(batch.Length, 2, batchSize));
        Assert.InRange(batches.Max(batch => batch.Length) - batches.Min(batch => batch.Length), 0, 1);
    }

    [Fact]
    public void Only_rows_of_groups_that_are_used_up_stand_in_a_batch_twice()
    {
        GroupRelations relations = Epochs.Groups(100, 3, 17, 1);
        foreach (int[] batch in Epochs.Of(new BalancedSampler(24), relations))   // 6 of each group
        {
            Assert.Equal(12, batch.Where(row => relations.GroupOf(row) is 0 or 2).Distinct().Count());
            Assert.Equal(3, batch.Where(row => relations.GroupOf(row) == 1).Distinct().Count());
        }
    }

    [Fact]
    public void Two_rows_of_two_groups_are_one_batch()
    {
        List<int[]> batches = Epochs.Of(new BalancedSampler(), Epochs.Groups(1, 1));
        Assert.Equal([0, 1], Assert.Single(batches).Order());
    }

    [Fact]
    public void Goes_on_from_any_epoch_and_depends_on_the_seed()
    {
        GroupRelations relations = Epochs.Groups(20, 5, 9);
        SamplerRun all = new BalancedSampler(8).Start(relations, 5);
        Epochs.Of(all, 1);
        List<int[]> second = Epochs.Of(all, 2);
        Epochs.Same(second, Epochs.Of(new BalancedSampler(8), relations, 5, 2));
        Assert.NotEqual(second[0], Epochs.Of(new BalancedSampler(8), relations, 6, 2)[0]);
    }

    [Fact]
    public void Refuses_one_group() => Assert.Throws<ArgumentException>(() => new BalancedSampler().Start(Epochs.Groups(5), 1));
}
