using Probity.Numerics;

namespace Probity.Learning.Tests;

public class TrainerTests
{
    [Fact]
    public void Keeps_the_epoch_with_the_lowest_validation_NLL_and_stops_when_it_rises()
    {
        Classifier model = Classifier.Train(Noisy(120, 1), new TrainingOptions
        {
            Network = NetworkDesign.Hidden(64),
            Optimizer = new AdamW { LearningRate = .01 },
            Epochs = 400,
            EarlyStopping = new EarlyStopping { Patience = 7 },
        }, validation: Noisy(200, 2));
        TrainingHistory history = model.History;
        EpochFigures kept = history.Epochs.MinBy(epoch => epoch.Validation!.Nll)!;
        Assert.Equal(kept.Epoch, history.KeptEpoch);
        Assert.Equal(TrainingEnd.StoppedEarly, history.End);
        Assert.Equal(history.KeptEpoch + 7, history.Epochs.Count);

        // The weights are those of the kept epoch, not of the last.
        float[] logits = new float[200 * 2];
        model.Logits(Noisy(200, 2).Features, logits);
        double nll = 0;
        int[] labels = Noisy(200, 2).Targets.Labels;
        for (int i = 0; i < 200; i++) nll += Math.Log(Math.Exp(logits[2 * i]) + Math.Exp(logits[(2 * i) + 1])) - logits[(2 * i) + labels[i]];
        Assert.Equal(kept.Validation!.Nll, nll / 200, 1e-6);
    }

    [Fact]
    public void A_run_that_diverges_keeps_its_best_epoch_and_says_what_to_change()
    {
        // Each step multiplies the weights by 1 − rate·decay = −9: some epochs pass before float overflows.
        Classifier model = Classifier.Train(Noisy(256, 1), new TrainingOptions
        {
            Network = NetworkDesign.Hidden(8),
            Optimizer = new AdamW { LearningRate = .001, WeightDecay = 10_000 },
            Epochs = 50,
            ValidationShare = .2,
        });
        Assert.Equal(TrainingEnd.Diverged, model.History.End);
        Assert.InRange(model.History.KeptEpoch, 1, model.History.Epochs.Count - 1);
        Assert.Contains(model.History.Warnings, warning => warning.Contains("diverged", StringComparison.Ordinal) && warning.Contains("lower the learning rate", StringComparison.Ordinal));
        float[] logits = new float[256 * 2];
        model.Logits(Noisy(256, 1).Features, logits);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void Says_so_where_nothing_was_learned()
    {
        var random = new RandomStream(9);
        float[] values = [.. Enumerable.Range(0, 600).Select(_ => (float)random.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, 300).Select(_ => random.NextInt32(2))];
        Classifier model = Classifier.Train(new TrainingRows(Features.Dense(values, 2), labels, 2), new TrainingOptions { Optimizer = new AdamW { LearningRate = 3 }, Epochs = 3 });
        Assert.Contains("worth no more than knowing nothing", Assert.Single(model.History.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Class_weights_move_the_answer_of_an_empty_model_to_the_weighted_shares()
    {
        // One constant feature: all it can learn is shares. 30 and 10 rows with weights 1 and 3 are even.
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? 1 : 0)];
        var rows = new TrainingRows(Features.Dense(new float[40], 1), labels, 2);
        Assert.Equal([40.0 / 60, 2], rows.BalancedClassWeights());
        var options = new TrainingOptions { Network = NetworkDesign.Hidden(), Optimizer = new AdamW { LearningRate = .05 }, Epochs = 400, BatchSize = 40, ValidationShare = 0 };
        float[] plain = new float[2], weighted = new float[2];
        Classifier.Train(rows, options).Logits(new float[1], plain);
        Classifier.Train(rows, options with { ClassWeights = [1, 3] }).Logits(new float[1], weighted);
        Assert.Equal(Math.Log(3), plain[0] - plain[1], .01);
        Assert.Equal(0, weighted[0] - weighted[1], .01);
    }

    /// <summary>One row in fifty is of class 1. Weighed evenly, the classes are as good as told apart by what a plain NLL takes for worse than nothing.</summary>
    [Fact]
    public void Class_weights_count_for_the_validation_NLL_too()
    {
        var random = new RandomStream(3);
        float[] values = new float[6_000];
        int[] labels = [.. Enumerable.Range(0, 3_000).Select(i => i % 50 == 0 ? 1 : 0)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(random.NextGaussian() + labels[i / 2]);
        var rows = new TrainingRows(Features.Dense(values, 2), labels, 2);
        var options = new TrainingOptions { Network = NetworkDesign.Hidden(), Optimizer = new AdamW { LearningRate = .02 }, Epochs = 20, ClassWeights = rows.BalancedClassWeights() };
        Classifier model = Classifier.Train(rows, options, validation: rows);
        float[] logits = new float[6_000];
        model.Logits(rows.Features, logits);
        double[] sums = new double[2];
        for (int i = 0; i < 3_000; i++) sums[labels[i]] += Math.Log(1 + Math.Exp(logits[(2 * i) + 1 - labels[i]] - logits[(2 * i) + labels[i]]));
        Assert.Equal(.5 * ((sums[0] / 2_940) + (sums[1] / 60)), model.History.Epochs[model.History.KeptEpoch - 1].Validation!.Nll, 1e-6);
        Assert.InRange(model.History.Epochs[model.History.KeptEpoch - 1].Validation!.Nll, .3, Math.Log(2) - .05);
        Assert.Empty(model.History.Warnings);
    }

    [Fact]
    public void Steps_that_break_the_model_at_the_very_end_are_noticed_without_validation_rows()
    {
        var options = new TrainingOptions { ValidationShare = 0, Epochs = 1, BatchSize = 256, Optimizer = new StochasticGradientDescent { LearningRate = 1e38 } };
        Assert.Contains("the loss is NaN in epoch 1", Assert.Throws<InvalidOperationException>(() => Classifier.Train(Noisy(256, 1), options)).Message, StringComparison.Ordinal);

        // Each step multiplies the weights of both layers by 1 − rate·decay = −9,999: in the fifth epoch logits still fit a float, after it they do not.
        options = options with { Epochs = 5, Network = NetworkDesign.Hidden(8), Optimizer = new AdamW { WeightDecay = 1e7 } };
        Classifier model = Classifier.Train(Noisy(256, 1), options);
        Assert.Equal((TrainingEnd.Diverged, 5, 4), (model.History.End, model.History.Epochs.Count, model.History.KeptEpoch));
        float[] logits = new float[512];
        model.Logits(Noisy(256, 1).Features, logits);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
    }

    [Theory]
    [InlineData(1_024, 128, 8)]
    [InlineData(1_025, 128, 9)]
    [InlineData(300, 128, 3)]
    [InlineData(7, 3, 3)]
    [InlineData(5, 128, 1)]
    public void Batches_of_an_epoch_are_as_equal_as_can_be_and_take_every_row_once(int rows, int size, int steps)
    {
        var order = new BatchOrder(rows, 0, new TrainingOptions { BatchSize = size });
        order.Shuffle(1);
        List<int> sizes = [], taken = [];
        while (order.Next(sizes.Count) is { } batch)
        {
            sizes.Add(batch.Known);
            taken.AddRange(batch.Rows[..batch.Known]);
        }
        Assert.Equal(steps, sizes.Count);
        Assert.InRange(sizes.Max(), 1, size);
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        Assert.Equal(Enumerable.Range(0, rows), taken.Order());
    }

    /// <summary>Where the one row of class 1 were set aside, no training row would have a weight: of 60 seeds some six.</summary>
    [Fact]
    public void No_class_loses_its_last_row_to_validation()
    {
        int[] labels = new int[200];
        labels[77] = 1;
        var rows = new TrainingRows(Features.Dense(new float[200], 1), labels, 2);
        var options = new TrainingOptions { Network = NetworkDesign.Hidden(), Epochs = 1, ClassWeights = [0, 1] };
        for (ulong seed = 0; seed < 60; seed++)
        {
            TrainingHistory history = Classifier.Train(rows, options with { Seed = seed }).History;
            Assert.Equal((180, 20), (history.TrainingRows, history.ValidationRows));
        }

        // As many classes as rows: all are learned from.
        rows = new TrainingRows(Features.Dense(new float[200], 1), [.. Enumerable.Range(0, 200)], 200);
        Assert.Equal(200, Classifier.Train(rows, options with { ClassWeights = null }).History.TrainingRows);
    }

    [Fact]
    public void A_training_can_be_cancelled_within_an_epoch()
    {
        using var source = new CancellationTokenSource();
        int epochs = 0;
        Assert.Throws<OperationCanceledException>(() => Classifier.Train(Noisy(200, 1), new TrainingOptions { Cancellation = source.Token }, progress: _ =>
        {
            epochs++;
            source.Cancel();
        }));
        Assert.Equal(1, epochs);
        Assert.Throws<OperationCanceledException>(() => Classifier.Train(
            Noisy(200, 1), new TrainingOptions { Cancellation = source.Token, Network = NetworkDesign.Hidden(), Optimizer = new LimitedMemoryBfgs { WeightDecay = .01 } }));
    }

    [Fact]
    public void A_column_that_never_changed_cannot_move_an_answer()
    {
        TrainingRows noisy = Noisy(200, 3);
        float[] values = new float[200 * 4], row = new float[3], other = new float[4], logits = new float[2], moved = new float[2];
        for (int i = 0; i < 200; i++)
        {
            noisy.Features.Read<float>(i, row);
            row.CopyTo(values, 4 * i);
            values[(4 * i) + 3] = 7;
        }
        Classifier model = Classifier.Train(new TrainingRows(Features.Dense(values, 4), noisy.Targets.Labels, 2), new TrainingOptions { Epochs = 3 });
        values.AsSpan(0, 4).CopyTo(other);
        model.Logits(values.AsMemory(0, 4), logits);
        other[3] = 1_007;
        model.Logits(other, moved);
        Assert.Equal(logits, moved);
    }

    [Fact]
    public void Mixup_keeps_a_model_from_certainty()
    {
        var options = new TrainingOptions { Network = NetworkDesign.Hidden(32), Optimizer = new AdamW { LearningRate = .01 }, Epochs = 100, ValidationShare = 0 };
        double plain = MeanConfidence(options), mixed = MeanConfidence(options with { Mixup = 1 });
        Assert.True(mixed < plain - .02, $"{mixed} with mixup, {plain} without");

        static double MeanConfidence(TrainingOptions options)
        {
            TrainingRows rows = Noisy(200, 4);
            float[] logits = new float[400];
            Classifier.Train(rows, options).Logits(rows.Features, logits);
            return Enumerable.Range(0, 200).Average(i => 1 / (1 + Math.Exp(-Math.Abs(logits[2 * i] - logits[(2 * i) + 1]))));
        }
    }

    [Fact]
    public void Refuses_labels_that_a_head_cannot_learn()
    {
        Features features = Features.Dense(new float[6], 2);
        AssertRefused("all 3 rows are of class 1", () => Classifier.Train(new TrainingRows(features, [1, 1, 1], 2)));
        AssertRefused("head sigmoid: 3 classes", () => Classifier.Train(new TrainingRows(features, [0, 1, 2], 3), new TrainingOptions { Head = Head.Sigmoid }));
        AssertRefused("the rows are multi-label", () => Classifier.Train(TrainingRows.MultiLabel(features, new byte[6], 2)));
        AssertRefused("head multilabel", () => Classifier.Train(new TrainingRows(features, [0, 1, 0], 2), new TrainingOptions { Head = Head.MultiLabel }));
        AssertRefused("row 1, column 0 is 2", () => TrainingRows.MultiLabel(features, [0, 1, 2, 0, 0, 1], 2));
        AssertRefused("class weights: 1 for 2 classes", () => Classifier.Train(new TrainingRows(features, [0, 1, 0], 2), new TrainingOptions { ClassWeights = [1] }));
        AssertRefused("validation: 3 columns", () => Classifier.Train(new TrainingRows(features, [0, 1, 0], 2), validation: new TrainingRows(Features.Dense(new float[3], 3), [0], 2)));
    }

    [Fact]
    public void More_classes_than_rows_is_worth_a_warning()
    {
        Classifier model = Classifier.Train(new TrainingRows(Features.Dense(new float[] { 0, 1, 2 }, 1), [0, 4, 9], 10), new TrainingOptions { Epochs = 1 });
        Assert.Contains("10 classes but 3 training rows", Assert.Single(model.History.Warnings), StringComparison.Ordinal);
    }

    private static void AssertRefused(string words, Action action) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    /// <summary>Two overlapping clouds and a column of noise: there is something to learn, and much to learn by heart.</summary>
    private static TrainingRows Noisy(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] values = new float[count * 3];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 2;
            for (int j = 0; j < 3; j++) values[(3 * i) + j] = (float)(random.NextGaussian() + (j < 2 ? labels[i] : 0));
        }
        return new TrainingRows(Features.Dense(values, 3), labels, 2);
    }
}
