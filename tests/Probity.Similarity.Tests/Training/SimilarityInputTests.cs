using Probity.Learning;

namespace Probity.Similarity.Tests.Training;

/// <summary>Sets that are strange but legal train without numbers that are none; sets that cannot be trained on are refused in a sentence.</summary>
public class SimilarityInputTests
{
    public static TheoryData<string> Losses => [.. SimilarityLoss.Names.Where(name => name != "match-probability" && SimilarityLoss.Parse(name).Subject != LossSubject.GivenPairs)];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Items_that_are_all_alike_and_zero_vectors_train_to_finite_weights(string loss)
    {
        foreach (float value in (float[])[0, .5f])
        {
            var values = new float[60 * 4];
            values.AsSpan().Fill(value);
            int[] groups = [.. Enumerable.Range(0, 60).Select(i => i % 6)];
            SimilarityModel model = Train(new SimilarityRows(Features.Dense(values, 4), groups), "linear(3)", SimilarityLoss.Parse(loss));
            Assert.All(model.Embed(values), number => Assert.True(float.IsFinite(number)));
        }
    }

    [Fact]
    public void Groups_with_one_item_are_told()
    {
        (float[] values, int[] groups) = Blobs.Draw(groups: 6, each: 20);
        for (int i = 0; i < 5; i++) groups[i] = 100 + i;
        SimilarityModel model = Train(new SimilarityRows(Features.Dense(values, Blobs.Columns), groups), "linear(3)", new SupervisedContrastiveLoss());
        Assert.Contains(model.History.Warnings, warning => warning.StartsWith("groups: 5 of", StringComparison.Ordinal));
    }

    [Fact]
    public void One_group_is_refused()
    {
        (float[] values, int[] groups) = Blobs.Draw(groups: 1, each: 30);
        Assert.Contains("all 30 rows are of group 0", Refusal(new SimilarityRows(Features.Dense(values, Blobs.Columns), groups), "linear(3)"));
    }

    [Fact]
    public void Groups_of_one_item_throughout_are_refused()
    {
        (float[] values, _) = Blobs.Draw(groups: 1, each: 30);
        Assert.Contains("one", Refusal(new SimilarityRows(Features.Dense(values, Blobs.Columns), [.. Enumerable.Range(0, 30)]), "linear(3)"));
    }

    [Fact]
    public void A_head_for_other_rows_is_refused() =>
        Assert.Contains("12", Assert.Throws<ArgumentException>(() => SimilarityModel.Train(Blobs.Rows(), EmbeddingHead.Parse("linear(3)", 7))).Message);

    [Fact]
    public void Numbers_that_are_none_are_refused_by_row_and_column()
    {
        (float[] values, int[] groups) = Blobs.Draw();
        values[(3 * Blobs.Columns) + 2] = float.NaN;
        Assert.Contains("row 3, column 2", Assert.Throws<ArgumentException>(() => new SimilarityRows(Features.Dense(values, Blobs.Columns), groups)).Message);
    }

    [Theory]
    [InlineData("contrastive")]
    [InlineData("multiple-negatives")]
    public void A_loss_of_pairs_is_refused_for_groups(string loss) =>
        Assert.Contains("given pairs", Assert.Throws<ArgumentException>(() => Train(Blobs.Rows(), "linear(3)", SimilarityLoss.Parse(loss))).Message);

    [Fact]
    public void A_loss_of_groups_is_refused_for_pairs()
    {
        var pairs = SimilarityRows.Pairs(Blobs.Rows().Features, [new SimilarityPair(0, 1), new SimilarityPair(2, 3)]);
        Assert.Contains("given pairs", Assert.Throws<ArgumentException>(() => Train(pairs, "linear(3)", new SupervisedContrastiveLoss())).Message);
    }

    [Theory]
    [InlineData(65_536, 0, 4, "4,294,967,296 pairs")]
    [InlineData(128, 1 << 20, 2_048, "numbers a step")]
    public void Batches_that_no_machine_holds_are_refused(int batch, int memory, int columns, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() =>
            new EmbeddingObjective<float>(new SupervisedContrastiveLoss(), [], new GroupRelations([0, 1], 2), columns, 1, batch, memory)).Message);

    [Fact]
    public void A_memory_beside_proxies_is_refused() =>
        Assert.Contains("proxies", Assert.Throws<ArgumentException>(() => SimilarityModel.Train(
            Blobs.Rows(), EmbeddingHead.Parse("linear(3)", Blobs.Columns), new SimilarityOptions { Loss = new ArcFaceLoss(), Memory = 10 })).Message);

    [Fact]
    public void A_penalty_on_groups_that_the_head_has_not_is_refused() =>
        Assert.Contains("softmax-groups", Assert.Throws<ArgumentException>(() => SimilarityModel.Train(
            Blobs.Rows(), EmbeddingHead.Parse("linear(3)", Blobs.Columns), new SimilarityOptions { Penalties = [EmbeddingPenalty.Parse("entropy")] })).Message);

    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(0, 500, 1.0)]
    [InlineData(0, 1, 1.5)]
    [InlineData(0, 1, double.NaN)]
    public void Pairs_that_cannot_be_are_refused(int first, int second, double score) =>
        Assert.Contains("pair 0", Assert.Throws<ArgumentException>(() => SimilarityRows.Pairs(Blobs.Rows().Features, [new SimilarityPair(first, second, score)])).Message);

    private static string Refusal(SimilarityRows rows, string head) => Assert.Throws<ArgumentException>(() => Train(rows, head, new SupervisedContrastiveLoss())).Message;

    private static SimilarityModel Train(SimilarityRows rows, string head, SimilarityLoss loss) =>
        SimilarityModel.Train(rows, EmbeddingHead.Parse(head, rows.Features.Columns), new SimilarityOptions { Loss = loss, Epochs = 2 });
}
