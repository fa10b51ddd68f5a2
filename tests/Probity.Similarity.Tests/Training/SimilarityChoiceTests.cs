using Probity.Learning;

namespace Probity.Similarity.Tests.Training;

/// <summary>Which rows teach, which epoch is kept, and what moves beside the weights.</summary>
public class SimilarityChoiceTests
{
    [Fact]
    public void The_best_epoch_is_kept_with_its_weights_and_patience_counts_from_it()
    {
        (float[] values, int[] groups) = Blobs.Draw(seed: 8, each: 20);
        SimilarityModel model = Train(
            new SimilarityOptions { Epochs = 60, Patience = 3, Optimizer = new AdamW { LearningRate = .05 } }, validation: new SimilarityRows(Features.Dense(values, Blobs.Columns), groups));
        double[] figures = [.. model.History.Epochs.Select(epoch => epoch.Metrics[0])];
        Assert.Equal(TrainingEnd.StoppedEarly, model.History.End);
        Assert.Equal(Array.IndexOf(figures, figures.Max()) + 1, model.History.KeptEpoch);
        Assert.Equal(model.History.KeptEpoch + 3, figures.Length);
        Assert.Equal(figures.Max(), RetrievalFigures.Quick(RetrievalMetric.RPrecision, model.Embed(values), model.EmbeddingSize, groups), 1e-9);
    }

    [Fact]
    public void Rows_set_aside_teach_nothing_not_even_the_scaling()
    {
        var options = new SimilarityOptions { Epochs = 3, ValidationShare = .3, Scaling = FeatureScaling.Columns };
        (int[] staying, int[] taken) = SetAsideRows.Choose(Blobs.Rows(), options);
        Assert.NotEmpty(taken);
        Assert.Empty(staying.Intersect(taken));
        SimilarityModel without = SimilarityModel.Train(Blobs.Rows().Select(staying), Head(), options with { ValidationShare = 0 });
        Assert.Equal(Losses(without), Losses(Train(options)));
    }

    /// <summary>R-precision by its definition: of the R closest items that teach, R being how many there are of the query's group, those of the group.</summary>
    [Fact]
    public void Rows_set_aside_are_looked_up_among_those_that_teach()
    {
        (float[] values, int[] groups) = Blobs.Draw();
        var options = new SimilarityOptions { Epochs = 2, ValidationShare = .3 };
        (int[] staying, int[] taken) = SetAsideRows.Choose(Blobs.Rows(), options);
        SimilarityModel model = Train(options);
        Assert.Equal(taken.Length, model.History.ValidationRows);
        Assert.Equal(RPrecision(values, Blobs.Columns), model.History.Raw[0], 1e-6);
        Assert.Equal(RPrecision(model.Embed(values), model.EmbeddingSize), model.History.Epochs[model.History.KeptEpoch - 1].Metrics[0], 1e-6);

        double RPrecision(float[] rows, int columns) => taken.Average(query =>
        {
            int right = staying.Count(row => groups[row] == groups[query]);
            return staying.OrderByDescending(row => Cosine(rows, columns, row, query)).Take(right).Count(row => groups[row] == groups[query]) / (double)right;
        });
    }

    [Fact]
    public void Two_of_every_group_stay()
    {
        SimilarityRows rows = Blobs.Rows(groups: 40, each: 4);
        (int[] staying, int[] taken) = SetAsideRows.Choose(rows, new SimilarityOptions { ValidationShare = .9 });
        Assert.Equal(80, taken.Length);
        Assert.All(staying.GroupBy(row => rows.Groups[row]), group => Assert.Equal(2, group.Count()));
    }

    [Fact]
    public void The_memory_waits_for_its_warm_up()
    {
        double[] none = Losses(Train(new SimilarityOptions { Epochs = 2 }));
        double[] warm = Losses(Train(new SimilarityOptions { Epochs = 2, Memory = 50, MemoryWarmUp = 1 }));
        double[] cold = Losses(Train(new SimilarityOptions { Epochs = 2, Memory = 50, MemoryWarmUp = 0 }));
        Assert.Equal(none[0], warm[0]);
        Assert.NotEqual(none[1], warm[1]);
        Assert.NotEqual(none[0], cold[0]);
    }

    [Fact]
    public void The_temperature_moves_with_training() =>
        Assert.NotEqual(Losses(Train(new SimilarityOptions { Epochs = 2 }, "softmax-groups(4,8,tau=1)")), Losses(Train(new SimilarityOptions { Epochs = 2 }, "softmax-groups(4,8,tau=1,final=0.2)")));

    [Fact]
    public void Proxies_move_at_their_own_rate()
    {
        var options = new SimilarityOptions { Epochs = 2, Loss = new CosFaceLoss(16, .2) };
        Assert.NotEqual(Losses(Train(options with { ProxyRate = 1 })), Losses(Train(options)));
    }

    /// <summary>One step an epoch: its loss is sound, and what it leaves is not.</summary>
    [Fact]
    public void Weights_that_the_last_step_of_an_epoch_broke_are_not_kept()
    {
        SimilarityRows rows = Blobs.Rows(each: 10);
        var options = new SimilarityOptions { Epochs = 3, ValidationShare = 0, Sampler = new RandomSampler(80), Optimizer = new AdamW { LearningRate = 1e38 }, Loss = new TripletLoss(5) { Distance = Distance.Euclidean } };
        Assert.Contains("no number in epoch 1", Assert.Throws<InvalidOperationException>(() => SimilarityModel.Train(rows, Head(), options)).Message, StringComparison.Ordinal);
    }

    private static double Cosine(float[] rows, int columns, int one, int other)
    {
        double Product(int a, int b) => Enumerable.Range(0, columns).Sum(k => (double)rows[(a * columns) + k] * rows[(b * columns) + k]);
        return Product(one, other) / Math.Sqrt(Product(one, one) * Product(other, other));
    }

    private static double[] Losses(SimilarityModel model) => [.. model.History.Epochs.Select(epoch => epoch.TrainingLoss)];

    private static EmbeddingHead Head(string text = "linear(6)") => EmbeddingHead.Parse(text, Blobs.Columns);

    private static SimilarityModel Train(SimilarityOptions options, string head = "linear(6)", SimilarityRows? validation = null) =>
        SimilarityModel.Train(Blobs.Rows(), Head(head), options, validation);
}
