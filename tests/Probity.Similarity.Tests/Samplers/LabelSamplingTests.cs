namespace Probity.Similarity.Tests.Samplers;

public class LabelSamplingTests
{
    // Rows of labels {0}, {0,1}, {1}, {1,2}, {2}, {0,2}, {}, {2}.
    private static readonly byte[] Cells = [1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1];

    [Theory]
    [InlineData("groups(2,2)")]
    [InlineData("groups(3,3)")]
    [InlineData("hierarchical(1,2,2:0,0,0)")]
    public void Labels_are_the_groups_and_no_row_is_in_a_batch_twice(string text)
    {
        var relations = new LabelRelations(Cells, 3);
        SamplerRun run = Sampler.Parse(text).Start(relations, 1);
        Assert.Equal(1, run.LoneRows);   // the one without a label
        for (int epoch = 1; epoch <= 10; epoch++)
        {
            foreach (int[] batch in Epochs.Of(run, epoch))
            {
                Assert.Equal(batch.Length, batch.Distinct().Count());
                Assert.DoesNotContain(6, batch);
            }
        }
    }

    [Fact]
    public void Where_only_equal_sets_belong_together_those_are_the_groups()
    {
        byte[] cells = [1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0];   // {0}, {0,1}, {0}, {0,1}, {1}, {}
        var relations = new LabelRelations(cells, 2, LabelComparison.AllEqual);
        SamplerRun run = new GroupSampler(2, 2).Start(relations, 1);
        Assert.Equal(2, run.LoneRows);
        Assert.All(Epochs.Of(run, 1), batch => Assert.Equal([0, 1, 2, 3], batch.Order()));
    }

    [Fact]
    public void Labels_that_share_their_only_row_still_give_batches_of_two()
    {
        var relations = new LabelRelations([1, 1, 0, 0, 0, 0], 2);
        Assert.All(Epochs.Of(new BalancedSampler(), relations), batch => Assert.True(batch.Length >= 2));
    }
}
