namespace Probity.Similarity.Tests.Samplers;

public class GroupSamplerTests
{
    [Fact]
    public void A_batch_is_P_groups_of_M_rows_and_no_row_twice()
    {
        GroupRelations relations = Epochs.Groups(9, 4, 30, 5, 12, 7, 4);
        List<int[]> batches = Epochs.Of(new GroupSampler(3, 4), relations);
        Assert.Equal(6, batches.Count);   // 71 rows, 12 a batch
        foreach (int[] batch in batches)
        {
            Assert.Equal(12, batch.Distinct().Count());
            Assert.Equal([4, 4, 4], batch.GroupBy(relations.GroupOf).Select(group => group.Count()));
        }
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 2)]
    [InlineData(7, 5)]
    public void Groups_are_visited_evenly_and_so_are_the_rows_of_a_group(int groups, int items)
    {
        GroupRelations relations = Epochs.Groups(9, 4, 30, 5, 12, 7, 4);
        List<int[]> batches = Epochs.Of(new GroupSampler(groups, items), relations);
        int[] visits = Epochs.Visits(batches, relations), draws = Epochs.Draws(batches, relations);
        Assert.InRange(visits.Max() - visits.Min(), 0, 1);
        foreach (IGrouping<int, int> group in Enumerable.Range(0, relations.Rows).GroupBy(relations.GroupOf, row => draws[row]))
            Assert.InRange(group.Max() - group.Min(), 0, 1);
    }

    [Fact]
    public void A_group_of_fewer_than_M_rows_gives_all_of_them_and_an_epoch_still_visits_every_group()
    {
        GroupRelations relations = Epochs.Groups([.. Enumerable.Repeat(2, 50)]);
        List<int[]> batches = Epochs.Of(new GroupSampler(5, 4), relations);
        Assert.Equal(10, batches.Count);
        Assert.All(batches, batch => Assert.Equal(10, batch.Length));
        Assert.Equal(Enumerable.Repeat(1, 100), Epochs.Draws(batches, relations));
    }

    [Fact]
    public void Lone_rows_are_not_drawn_but_counted()
    {
        GroupRelations relations = Epochs.Groups(1, 6, 1, 6, 1);
        var run = new GroupSampler(2, 3).Start(relations, 1);
        Assert.Equal(3, run.LoneRows);
        Assert.DoesNotContain(Epochs.Of(run, 1).SelectMany(batch => batch), row => relations.GroupOf(row) is 0 or 2 or 4);
    }

    [Fact]
    public void Lone_rows_are_the_negatives_where_only_one_group_has_two_rows()
    {
        GroupRelations relations = Epochs.Groups(8, 1, 1);
        var run = new GroupSampler(3, 4).Start(relations, 1);
        Assert.Equal(0, run.LoneRows);
        Assert.All(Epochs.Of(run, 1), batch => Assert.Equal([4, 1, 1], batch.GroupBy(relations.GroupOf).Select(group => group.Count()).OrderDescending()));
    }

    [Fact]
    public void Asks_for_no_more_groups_than_there_are()
    {
        var run = new GroupSampler(16, 4).Start(Epochs.Groups(100, 2), 1);
        Assert.Equal(8, run.Capacity);
        Assert.All(Epochs.Of(run, 1), batch => Assert.Equal(6, batch.Length));
    }

    [Fact]
    public void One_huge_group_beside_small_ones_is_used_over_epochs()
    {
        GroupRelations relations = Epochs.Groups(10_000, 2, 3);
        var run = new GroupSampler(2, 4).Start(relations, 1);
        Assert.Equal(10_005 / 6, run.StepsPerEpoch, 1.0);   // a visit gives 4, 2 or 3 rows: 6 a batch
        Assert.Equal(10_005, Epochs.Of(run, 1).Sum(batch => batch.Length), 60.0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_batches_at_any_epoch_and_another_seed_others()
    {
        GroupRelations relations = Epochs.Groups(9, 4, 30, 5, 12, 7, 4);
        var sampler = new GroupSampler(3, 4);
        SamplerRun all = sampler.Start(relations, 7), resumed = sampler.Start(relations, 7);
        for (int epoch = 1; epoch < 5; epoch++) Epochs.Of(all, epoch);
        List<int[]> fifth = Epochs.Of(all, 5);
        Epochs.Same(fifth, Epochs.Of(resumed, 5));
        Assert.NotEqual(fifth[0], Epochs.Of(all, 6)[0]);
        Assert.NotEqual(fifth[0], Epochs.Of(sampler, relations, 8, 5)[0]);
    }

    [Fact]
    public void Every_pair_of_groups_meets_over_some_epochs()   // groups are shuffled anew each round, not dealt in fixed companies
    {
        GroupRelations relations = Epochs.Groups([.. Enumerable.Repeat(4, 8)]);
        var run = new GroupSampler(4, 2).Start(relations, 1);
        var met = new HashSet<(int, int)>();
        for (int epoch = 1; epoch <= 20; epoch++)
        {
            foreach (int[] batch in Epochs.Of(run, epoch))
            {
                int[] groups = [.. batch.Select(relations.GroupOf).Distinct()];
                foreach (int a in groups) met.UnionWith(groups.Where(b => b > a).Select(b => (a, b)));
            }
        }
        Assert.Equal(28, met.Count);
    }

    [Theory]
    [InlineData(new[] { 5 }, "1 group; two are needed")]
    [InlineData(new[] { 0, 5, 0 }, "1 group; two are needed")]
    [InlineData(new[] { 1, 1 }, "each of the 2 groups has one row")]
    [InlineData(new[] { 2 }, "1 group; two are needed")]
    public void Refuses_sets_without_positives_or_negatives(int[] sizes, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => new GroupSampler().Start(Epochs.Groups(sizes), 1)).Message);

    [Fact]
    public void Refuses_given_pairs() =>
        Assert.Contains("use random(B)", Assert.Throws<ArgumentException>(() => new GroupSampler().Start(new PairRelations([0, 1, 2, 3], [1, 1]), 1)).Message);

    [Fact]
    public void Refuses_settings_out_of_range()
    {
        Assert.Throws<ArgumentException>(() => new GroupSampler(1, 4));
        Assert.Throws<ArgumentException>(() => new GroupSampler(4, 1));
        Assert.Contains("4,000,000 rows a batch", Assert.Throws<ArgumentException>(() => new GroupSampler(2_000, 2_000)).Message);
    }
}
