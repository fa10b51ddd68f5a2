using Probity.Calibration;
using Probity.Learning.Tests.Ensembles;
using Probity.Numerics;

namespace Probity.Learning.Tests;

[Collection(nameof(ThreadCounts))]
public class CrossFitTests
{
    private static readonly TrainingOptions Quick = new() { Network = NetworkDesign.Hidden(8), Epochs = 2, BatchSize = 32, Seed = 3 };

    [Fact]
    public void On_labels_that_are_noise_no_model_knows_its_rows_though_the_final_one_knows_them_all()
    {
        TrainingRows rows = Noise(240);
        CrossFit crossFit = CrossFit.Run(rows, 4, new TrainingOptions { Network = NetworkDesign.Hidden(64), Epochs = 60, BatchSize = 16, ValidationShare = 0, Optimizer = new AdamW { LearningRate = .01 } });
        Assert.InRange(Accuracy(crossFit.Logits, rows.Targets.Labels), .5 - .13, .5 + .13);   // 4 standard errors of √(.25/240)
        Assert.All(crossFit.Histories, history => Assert.Equal(1, history.Epochs[^1].TrainingAccuracy));
        float[] logits = new float[480];
        crossFit.Model!.Logits(rows.Features, logits);
        Assert.Equal(1, Accuracy(logits, rows.Targets.Labels));

        // Rows that the model knows ask for a temperature below 1, rows that it does not know for a far higher one.
        Assert.True(TemperatureScaling.Fit(crossFit.Logits, rows.Targets.Labels, 2).Temperature > 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.2)]
    public void A_row_s_logits_are_those_of_a_model_trained_without_its_fold(double validationShare)
    {
        TrainingRows rows = EnsembleTests.Blobs(200);
        TrainingOptions options = Quick with { ValidationShare = validationShare };
        CrossFit crossFit = CrossFit.Run(rows, 3, options, final: false);
        Assert.Null(crossFit.Model);
        int[] foldOf = crossFit.FoldOf.ToArray();
        for (int fold = 0; fold < 3; fold++)
        {
            int[] without = [.. Enumerable.Range(0, 200).Where(row => foldOf[row] != fold)];
            Classifier model = Classifier.Train(rows.Select(without), options);
            float[] logits = new float[600];
            model.Logits(rows.Features, logits);
            for (int i = 0; i < 200; i++)
            {
                if (foldOf[i] == fold) Assert.Equal(logits[(3 * i)..(3 * (i + 1))], crossFit.Logits.Slice(3 * i, 3).ToArray());
            }
            Assert.Equal(without.Length, crossFit.Histories[fold].TrainingRows + crossFit.Histories[fold].ValidationRows);
        }
    }

    [Fact]
    public void Every_class_is_spread_evenly_and_folds_are_of_equal_size()
    {
        int[] labels = [.. Enumerable.Range(0, 101).Select(i => i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : 2)];
        CrossFit crossFit = CrossFit.Run(new TrainingRows(Features.Dense(new float[101], 1), labels, 3), 4, Quick with { Epochs = 1 }, final: false);
        (int Fold, int Label)[] placed = [.. crossFit.FoldOf.ToArray().Zip(labels)];
        foreach (IEnumerable<int> sizes in new[] { placed.GroupBy(at => at.Fold).Select(group => group.Count()) }
            .Concat(Enumerable.Range(0, 3).Select(k => Enumerable.Range(0, 4).Select(fold => placed.Count(at => at == (fold, k))))))
        {
            Assert.Equal(4, sizes.Count());
            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        }
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several_and_other_folds_with_another_seed()
    {
        TrainingRows rows = EnsembleTests.Blobs(120);
        CrossFit[] runs = new CrossFit[3];
        for (int run = 0; run < 3; run++)
        {
            using var set = new ThreadCounts(run + 1);
            runs[run] = CrossFit.Run(rows, 3, Quick, final: false);
        }
        Assert.Equal(runs[0].Logits.ToArray(), runs[1].Logits.ToArray());
        Assert.Equal(runs[0].Logits.ToArray(), runs[2].Logits.ToArray());
        Assert.NotEqual(runs[0].FoldOf.ToArray(), CrossFit.Run(rows, 3, Quick with { Seed = 4, Epochs = 1 }, final: false).FoldOf.ToArray());
    }

    /// <summary>Batches of 16 keep one thread busy, so models are trained at the same time; batches of 128 keep eight, more than there are models.</summary>
    [Theory]
    [InlineData(1, 16)]
    [InlineData(3, 16)]
    [InlineData(8, 128)]
    public void Progress_tells_every_epoch_of_each_fold_and_of_the_final_model(int threads, int batch)
    {
        using var set = new ThreadCounts(threads);
        var seen = new List<CrossFitProgress>();
        CrossFit.Run(EnsembleTests.Blobs(60), 2, Quick with { BatchSize = batch }, progress: seen.Add);
        Assert.Equal(6, seen.Count);
        foreach (int? fold in new int?[] { 1, 2, null })
            Assert.Equal([1, 2], seen.Where(progress => progress.Fold == fold).Select(progress => progress.Figures.Epoch));
    }

    /// <summary>The epoch of every model is chosen by the rows given, and a model that fails ends the others with its own words.</summary>
    [Fact]
    public void Validation_rows_choose_for_all_models_and_a_failure_ends_them()
    {
        TrainingRows rows = EnsembleTests.Blobs(120), other = EnsembleTests.Blobs(60);
        CrossFit fit = CrossFit.Run(rows, 3, Quick with { ValidationShare = 0 }, validation: other);
        Assert.All([.. fit.Histories, fit.Model!.History], history => Assert.Equal(60, history.ValidationRows));

        using var set = new ThreadCounts(2);
        var problem = Assert.Throws<InvalidOperationException>(() => CrossFit.Run(rows, 3, Quick with { BatchSize = 16, Epochs = 100_000, EarlyStopping = null, ValidationShare = 0 }, progress: progress =>
        {
            if (progress.Fold == 3) throw new InvalidOperationException("enough");
        }));
        Assert.Equal("enough", problem.Message);
    }

    [Fact]
    public void Models_trained_at_the_same_time_are_those_trained_one_after_the_other()
    {
        TrainingRows rows = EnsembleTests.Blobs(120);
        CrossFit[] fits = [.. new[] { 1, 16, 4 }.Select(threads =>
        {
            using var set = new ThreadCounts(threads);   // by 16 they take turns, by 4 they do not
            return CrossFit.Run(rows, 3, Quick with { BatchSize = 128 });
        })];
        var answers = new float[3][];
        for (int i = 0; i < 3; i++) fits[i].Model!.Logits(rows.Features, answers[i] = new float[120 * 3]);
        for (int i = 1; i < 3; i++)
        {
            Assert.Equal(fits[0].Logits.ToArray(), fits[i].Logits.ToArray());
            Assert.Equal(answers[0], answers[i]);
        }
        float[] alone = new float[120 * 3];
        Classifier.Train(rows, Quick with { BatchSize = 128 }).Logits(rows.Features, alone);
        Assert.Equal(alone, answers[0]);
    }

    [Fact]
    public void True_class_probabilities_are_those_of_the_out_of_fold_logits()
    {
        TrainingRows rows = EnsembleTests.Blobs(60);
        CrossFit crossFit = CrossFit.Run(rows, 2, Quick, final: false);
        double[] found = crossFit.TrueClassProbabilities();
        for (int i = 0; i < 60; i++)
            Assert.Equal(Tables.Softmax(crossFit.Logits.Slice(3 * i, 3).ToArray())[rows.Targets.Labels[i]], found[i], 1e-7);
    }

    [Fact]
    public void Multi_label_rows_and_a_sigmoid_are_cross_fitted_too()
    {
        TrainingRows blobs = EnsembleTests.Blobs(60);
        byte[] cells = new byte[120];
        int[] binary = new int[60];
        for (int i = 0; i < 60; i++) cells[(2 * i) + (i % 2)] = (byte)(binary[i] = blobs.Targets.Labels[i] > 0 ? 1 : 0);
        CrossFit multi = CrossFit.Run(TrainingRows.MultiLabel(blobs.Features, cells, 2), 3, Quick with { Head = Head.MultiLabel }, final: false);
        Assert.Equal((120, 2), (multi.Logits.Length, multi.LogitColumns));
        Assert.Throws<InvalidOperationException>(multi.TrueClassProbabilities);
        CrossFit sigmoid = CrossFit.Run(new TrainingRows(blobs.Features, binary, 2), 3, Quick with { Head = Head.Sigmoid }, final: false);
        Assert.Equal((60, 1), (sigmoid.Logits.Length, sigmoid.LogitColumns));
        Assert.DoesNotContain(0f, multi.Logits.ToArray());
        Assert.DoesNotContain(0f, sigmoid.Logits.ToArray());
        Assert.Equal(1 / (1 + Math.Exp(-sigmoid.Logits[1])), sigmoid.TrueClassProbabilities()[1], 1e-7);   // row 1 is of class 1
    }

    [Fact]
    public void Warns_of_small_classes_and_refuses_what_leaves_one_class()
    {
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i < 3 ? 2 : i % 2)];
        CrossFit crossFit = CrossFit.Run(new TrainingRows(EnsembleTests.Blobs(60).Features, labels, 3), 5, Quick with { Epochs = 1 }, final: false);
        Assert.Contains(crossFit.Warnings, warning => warning.StartsWith("class 2 has 3 rows: fewer than the 5 folds", StringComparison.Ordinal));

        labels = [.. Enumerable.Range(0, 60).Select(i => i == 0 ? 1 : 0)];
        AssertRefused("all rows are of one class", () => CrossFit.Run(new TrainingRows(EnsembleTests.Blobs(60).Features, labels, 2), 5, Quick));
        AssertRefused("folds: 1; it must be 2 to 60", () => CrossFit.Run(EnsembleTests.Blobs(60), 1, Quick));
        AssertRefused("folds: 61", () => CrossFit.Run(EnsembleTests.Blobs(60), 61, Quick));
    }

    private static void AssertRefused(string words, Action action) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static double Accuracy(ReadOnlySpan<float> logits, int[] labels)
    {
        int right = 0;
        for (int i = 0; i < labels.Length; i++) right += (logits[(2 * i) + 1] > logits[2 * i]) == (labels[i] == 1) ? 1 : 0;
        return (double)right / labels.Length;
    }

    private static TrainingRows Noise(int count)
    {
        var random = new RandomStream(12);
        float[] values = new float[20 * count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextGaussian();
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(2))];
        return new TrainingRows(Features.Dense(values, 20), labels, 2);
    }
}
