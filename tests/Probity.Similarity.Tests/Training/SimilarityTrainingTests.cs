namespace Probity.Similarity.Tests.Training;

public class SimilarityTrainingTests
{
    public static TheoryData<string> Heads => ["linear(8)", "softmax-groups(4,8)", "stacked(16,8,relu)", "skip(1)"];

    [Theory]
    [MemberData(nameof(Heads))]
    public void Finds_groups_that_the_inputs_hide(string head)
    {
        SimilarityModel model = SimilarityModel.Train(Blobs.Rows(), EmbeddingHead.Parse(head, Blobs.Columns), new SimilarityOptions { Epochs = 60, Optimizer = new Learning.AdamW { LearningRate = .01 } });
        SimilarityEpoch kept = model.History.Epochs[model.History.KeptEpoch - 1];
        Assert.True(kept.Metrics[0] > model.History.Raw[0] + .15, $"{kept.Metrics[0]} after {model.History.Raw[0]}");
    }

    [Fact]
    public void A_model_that_is_saved_and_loaded_embeds_the_same_bits()
    {
        SimilarityModel model = SimilarityModel.Train(Blobs.Rows(), EmbeddingHead.Parse("softmax-groups(4,8,tau=0.5,final=0.2)", Blobs.Columns), new SimilarityOptions { Epochs = 5 });
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.probity");
        model.Save(path);
        SimilarityModel loaded = SimilarityModel.Load(path);
        float[] rows = Blobs.Draw(seed: 6).Values;
        Assert.Equal(model.Embed(rows), loaded.Embed(rows));
        Assert.Equal(model.SeenGroups, loaded.SeenGroups);
        Assert.Equal(model.History.Epochs[^1].Metrics, loaded.History.Epochs[^1].Metrics);
        byte[] first = File.ReadAllBytes(path);
        loaded.Save(path);
        Assert.Equal(first, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("supcon(0.1)", 0)]
    [InlineData("supcon(0.1)", 100)]
    [InlineData("cosface(16,0.2)", 0)]
    [InlineData("match-probability(4)", 0)]
    public void A_training_that_was_interrupted_ends_in_the_same_bits(string loss, int memory)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "c.probity");
        var options = new SimilarityOptions { Loss = SimilarityLoss.Parse(loss), Memory = memory, Epochs = 6, Patience = null };
        SimilarityModel whole = Train(options);
        using var source = new CancellationTokenSource();
        SimilarityOptions kept = options with { Checkpoint = new Learning.Checkpoint(path), Cancellation = source.Token };
        Assert.Throws<OperationCanceledException>(() => Train(kept, figures =>
        {
            if (figures.Epoch == 3) source.Cancel();
        }));
        SimilarityModel resumed = Train(kept with { Cancellation = default });
        float[] rows = Blobs.Draw(seed: 6).Values;
        Assert.Equal(whole.Embed(rows), resumed.Embed(rows));
        Assert.Equal(whole.History.Epochs.Select(epoch => epoch.TrainingLoss), resumed.History.Epochs.Select(epoch => epoch.TrainingLoss));
    }

    [Theory]
    [InlineData("proxy-anchor", 0)]
    [InlineData("margin-learned", 150)]
    public void So_does_one_with_everything_that_moves(string loss, int memory)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "c.probity");
        EmbeddingHead head = EmbeddingHead.Parse("dropout(0.2) sequential(dropout(0.1) stacked(16,8,relu) softmax-groups(4,8,tau=1,final=0.2,straight-through))", Blobs.Columns);
        var options = new SimilarityOptions
        {
            Loss = SimilarityLoss.Parse(loss),
            Memory = memory,
            MemoryWarmUp = 2,
            Penalties = [EmbeddingPenalty.Parse("entropy")],
            Optimizer = new Learning.AdamW { LearningRate = .01, WeightDecay = .1 },
            Schedule = Learning.Schedule.Cosine(),
            LargestGradient = .1,
            Scaling = Learning.FeatureScaling.Columns,
            Epochs = 7,
            Seed = 3,
        };
        SimilarityModel whole = SimilarityModel.Train(Blobs.Rows(), head, options);
        for (int stop = 2; stop <= 6; stop += 2)   // interrupted again and again
        {
            using var source = new CancellationTokenSource();
            SimilarityOptions kept = options with { Checkpoint = new Learning.Checkpoint(path), Cancellation = source.Token };
            Assert.Throws<OperationCanceledException>(() => SimilarityModel.Train(Blobs.Rows(), head, kept, progress: figures =>
            {
                if (figures.Epoch == stop) source.Cancel();
            }));
        }
        SimilarityModel resumed = SimilarityModel.Train(Blobs.Rows(), head, options with { Checkpoint = new Learning.Checkpoint(path) });
        float[] rows = Blobs.Draw(seed: 6).Values;
        Assert.Equal(whole.Embed(rows), resumed.Embed(rows));
        Assert.Equal(whole.LossNumbers, resumed.LossNumbers);
        Assert.Equal(whole.History.Epochs.Select(epoch => (epoch.TrainingLoss, epoch.Metrics[0], epoch.LearningRate)), resumed.History.Epochs.Select(epoch => (epoch.TrainingLoss, epoch.Metrics[0], epoch.LearningRate)));
    }

    [Fact]
    public void What_the_loss_learned_of_its_own_is_kept_with_the_model()
    {
        SimilarityModel model = Train(new SimilarityOptions { Loss = new MatchProbabilityLoss(4), Epochs = 4 });
        Assert.Equal(2, model.LossNumbers.Count);
        Assert.NotEqual([10, -5], model.LossNumbers);
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.probity");
        model.Save(path);
        Assert.Equal(model.LossNumbers, SimilarityModel.Load(path).LossNumbers);
    }

    [Fact]
    public void A_checkpoint_of_another_loss_is_refused()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "c.probity");
        var options = new SimilarityOptions { Epochs = 2, Checkpoint = new Learning.Checkpoint(path) };
        Train(options);
        string refusal = Assert.Throws<ArgumentException>(() => Train(options with { Loss = new SupervisedContrastiveLoss(.5) })).Message;
        Assert.Contains("loss supcon(0.1), now supcon(0.5)", refusal);
    }

    private static SimilarityModel Train(SimilarityOptions options, Action<SimilarityEpoch>? progress = null) =>
        SimilarityModel.Train(Blobs.Rows(), EmbeddingHead.Parse("softmax-groups(4,8)", Blobs.Columns), options, progress: progress);
}
