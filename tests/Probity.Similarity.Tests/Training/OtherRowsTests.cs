using Probity.Learning;

namespace Probity.Similarity.Tests.Training;

/// <summary>Training on items of several labels and on given pairs.</summary>
public class OtherRowsTests
{
    [Theory]
    [InlineData("contrastive", 0)]
    [InlineData("contrastive-subgroups", 0)]
    [InlineData("contrastive-subgroups", 100)]
    [InlineData("multiple-negatives", 0)]
    [InlineData("multiple-negatives", 100)]
    public void Learns_from_pairs_what_groups_would_tell(string loss, int memory)
    {
        (float[] values, int[] groups) = Blobs.Draw();
        List<SimilarityPair> pairs = [];
        for (int i = 0; i < groups.Length; i++)
        {
            pairs.Add(new SimilarityPair(i, (i + 8) % groups.Length));                  // of one group: there are eight, in turns
            if (loss == "contrastive") pairs.Add(new SimilarityPair(i, (i + 3) % groups.Length, 0));
        }
        Features features = Features.Dense(values, Blobs.Columns);
        int[] subgroups = [.. pairs.Select(pair => groups[pair.First])];
        SimilarityModel model = SimilarityModel.Train(
            SimilarityRows.Pairs(features, pairs, subgroups), EmbeddingHead.Parse("linear(8)", Blobs.Columns),
            new SimilarityOptions { Loss = SimilarityLoss.Parse(loss), Memory = memory, Epochs = 40, Optimizer = new AdamW { LearningRate = .01 } });
        (float[] fresh, int[] freshGroups) = Blobs.Draw(seed: 77);
        double raw = RetrievalFigures.Quick(RetrievalMetric.RPrecision, fresh, Blobs.Columns, freshGroups);
        double head = RetrievalFigures.Quick(RetrievalMetric.RPrecision, model.Embed(fresh), model.EmbeddingSize, freshGroups);
        Assert.True(head > raw + .15, $"{head} after {raw}");
    }

    [Theory]
    [InlineData("any-shared")]
    [InlineData("all-equal")]
    [InlineData("jaccard(0.4)")]
    public void Learns_from_labels(string comparison)
    {
        (float[] values, int[] groups) = Blobs.Draw();
        const int labels = 9;
        var cells = new byte[groups.Length * labels];
        for (int i = 0; i < groups.Length; i++)
        {
            cells[(i * labels) + groups[i]] = 1;
            if (groups[i] % 2 == 0 && i % 3 == 0) cells[(i * labels) + 8] = 1;
        }
        SimilarityModel model = SimilarityModel.Train(
            SimilarityRows.MultiLabel(Features.Dense(values, Blobs.Columns), cells, LabelComparison.Parse(comparison)), EmbeddingHead.Parse("linear(8)", Blobs.Columns),
            new SimilarityOptions { Epochs = 40, Optimizer = new AdamW { LearningRate = .01 } });
        Assert.Empty(model.SeenGroups);
        Assert.True(model.History.Epochs[model.History.KeptEpoch - 1].Metrics[0] > model.History.Raw[0] + .1);
    }
}
