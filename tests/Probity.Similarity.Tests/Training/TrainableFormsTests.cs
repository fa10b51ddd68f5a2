namespace Probity.Similarity.Tests.Training;

/// <summary>A derived model trains on labels, on pairs with subgroups, and with validation items of its own.</summary>
public class TrainableFormsTests
{
    [Fact]
    public void Validation_items_of_other_groups_choose_the_epoch()
    {
        (ReadOnlyMemory<float>[] items, int[] groups) = Items(Blobs.Draw());
        (ReadOnlyMemory<float>[] others, int[] otherGroups) = Items(Blobs.Draw(groups: 6, each: 10, firstGroup: 50));
        SimilarityModel model = new ReadyModel(Blobs.Columns, "linear(6)", training: new SimilarityOptions { Epochs = 3 }).Fit(items, groups, validationItems: others, validationGroups: otherGroups);
        Assert.Equal(60, model.History.ValidationRows);
        Assert.Equal(320, model.History.TrainingRows);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], model.SeenGroups);
    }

    [Fact]
    public void Labels_and_pairs_have_forms_of_their_own()
    {
        (ReadOnlyMemory<float>[] items, int[] groups) = Items(Blobs.Draw());
        var cells = new byte[items.Length * 8];
        for (int i = 0; i < items.Length; i++) cells[(i * 8) + groups[i]] = 1;
        var ready = new ReadyModel(Blobs.Columns, "linear(6)", training: new SimilarityOptions { Epochs = 2 });
        Assert.Empty(ready.FitLabels(items, cells, LabelComparison.AllEqual).SeenGroups);

        SimilarityPair[] pairs = [.. Enumerable.Range(0, 100).Select(i => new SimilarityPair(i, i + 8))];
        SimilarityModel ofPairs = new ReadyModel(Blobs.Columns, "linear(6)", "multiple-negatives", new SimilarityOptions { Epochs = 2 })
            .FitPairs(items, pairs, [.. pairs.Select(pair => groups[pair.First])]);
        Assert.Equal(200, ofPairs.History.TrainingRows);
    }

    private static (ReadOnlyMemory<float>[] Items, int[] Groups) Items((float[] Values, int[] Groups) drawn) =>
        ([.. Enumerable.Range(0, drawn.Groups.Length).Select(i => (ReadOnlyMemory<float>)drawn.Values.AsMemory(i * Blobs.Columns, Blobs.Columns))], drawn.Groups);
}
