namespace Probity.Similarity.Tests.Samplers;

public class HierarchicalSamplerTests
{
    private static readonly int[] SuperGroups = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2];
    private static readonly GroupRelations Relations = Epochs.Groups(9, 4, 30, 5, 12, 7, 4, 6, 6, 6, 6, 8);

    [Fact]
    public void A_batch_is_S_super_groups_of_P_groups_of_M_rows_and_no_row_twice()
    {
        foreach (int[] batch in Epochs.Of(new HierarchicalSampler(SuperGroups, 2, 3, 4), Relations))
        {
            Assert.Equal(24, batch.Distinct().Count());
            int[] groups = [.. batch.GroupBy(Relations.GroupOf).Select(group => group.Count() == 4 ? group.Key : -1)];
            Assert.Equal([3, 3], groups.GroupBy(group => SuperGroups[group]).Select(super => super.Count()));
        }
    }

    [Fact]
    public void Super_groups_and_their_groups_are_visited_evenly()
    {
        List<int[]> batches = Epochs.Of(new HierarchicalSampler(SuperGroups, 2, 2, 3), Relations);
        Assert.Equal(9, batches.Count);   // 103 rows, 12 a batch
        int[] visits = Epochs.Visits(batches, Relations);
        var ofSuper = Enumerable.Range(0, 12).GroupBy(group => SuperGroups[group], group => visits[group]).ToList();
        Assert.Equal([12, 12, 12], ofSuper.Select(super => super.Sum()));
        Assert.All(ofSuper, super => Assert.InRange(super.Max() - super.Min(), 0, 1));
    }

    [Fact]
    public void Goes_on_from_any_epoch_and_depends_on_the_seed()
    {
        var sampler = new HierarchicalSampler(SuperGroups, 2, 2, 3);
        SamplerRun all = sampler.Start(Relations, 5);
        for (int epoch = 1; epoch < 4; epoch++) Epochs.Of(all, epoch);
        List<int[]> fourth = Epochs.Of(all, 4);
        Epochs.Same(fourth, Epochs.Of(sampler, Relations, 5, 4));
        Assert.NotEqual(fourth[0], Epochs.Of(sampler, Relations, 6, 4)[0]);
    }

    [Fact]
    public void Two_of_the_same_settings_are_equal()
    {
        Assert.Equal(new HierarchicalSampler([0, 1]), new HierarchicalSampler([0, 1]));
        Assert.Equal(new HierarchicalSampler([0, 1]).GetHashCode(), new HierarchicalSampler([0, 1]).GetHashCode());
        Assert.NotEqual(new HierarchicalSampler([0, 1]), new HierarchicalSampler([0, 0]));
    }

    [Fact]
    public void Refuses_super_groups_of_other_groups() =>
        Assert.Contains("2 groups were given, but the rows have 12", Assert.Throws<ArgumentException>(() => new HierarchicalSampler([0, 1]).Start(Relations, 1)).Message);

    [Fact]
    public void Refuses_batches_of_one_super_group_with_one_group() =>
        Assert.Contains("has no negatives", Assert.Throws<ArgumentException>(() => new HierarchicalSampler([0, 0, 1], 1).Start(Epochs.Groups(4, 4, 4), 1)).Message);
}
