using Probity.Learning.Engine;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Learning.Tests;

[Collection(nameof(ThreadCounts))]
public class ClassifierTests
{
    private static readonly float[] Xor = [0, 0, 0, 1, 1, 0, 1, 1];
    private static readonly int[] XorLabels = [0, 1, 1, 0];

    [Fact]
    public void A_hidden_layer_learns_exclusive_or()
    {
        var options = new TrainingOptions { Network = NetworkDesign.Hidden(16), Epochs = 500, BatchSize = 4, Optimizer = new AdamW { LearningRate = .02 } };
        var model = Classifier.Train(Rows(Xor, XorLabels, 2), options);
        Assert.Equal(XorLabels, Predict(model, Xor));
    }

    [Fact]
    public void Without_a_hidden_layer_exclusive_or_stays_at_ln_2()
    {
        double loss = 0;
        var options = new TrainingOptions { Network = NetworkDesign.Hidden(), Epochs = 1_000, BatchSize = 4, Optimizer = new AdamW { LearningRate = .02 } };
        Classifier.Train(Rows(Xor, XorLabels, 2), options, progress: progress => loss = progress.TrainingLoss);
        Assert.Equal(Math.Log(2), loss, 1e-3);   // the best a line can do
    }

    [Fact]
    public void Separable_blobs_are_told_apart_on_new_rows()
    {
        (float[] rows, int[] labels) = Blobs(300, seed: 1);
        var model = Classifier.Train(Rows(rows, labels, 3), new TrainingOptions { Network = NetworkDesign.Hidden(16), Epochs = 40, BatchSize = 32, Optimizer = new AdamW { LearningRate = .01 } });
        (float[] others, int[] truth) = Blobs(300, seed: 2);
        Assert.Equal(truth, Predict(model, others));
        Assert.Equal((3 * 16) + (17 * 3), model.Parameters);
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several()
    {
        (float[] rows, int[] labels) = Wide(301);
        float[][] logits = new float[3][];
        double[] losses = new double[3];
        int[] threads = [1, 2, 5];
        for (int run = 0; run < 3; run++)
        {
            using var set = new ThreadCounts(threads[run]);
            var model = Classifier.Train(Rows(rows, labels, 4), new TrainingOptions { Network = NetworkDesign.Hidden(150, 40), Epochs = 3, BatchSize = 128, Seed = 7 }, progress: progress => losses[run] = progress.TrainingLoss);
            logits[run] = new float[301 * 4];
            model.Logits(rows, logits[run]);
        }
        Assert.Equal(logits[0], logits[1]);
        Assert.Equal(logits[0], logits[2]);
        Assert.Equal(losses[0], losses[1]);
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        var first = Classifier.Train(Rows(Xor, XorLabels, 2), new TrainingOptions { Epochs = 1, Seed = 1 });
        var second = Classifier.Train(Rows(Xor, XorLabels, 2), new TrainingOptions { Epochs = 1, Seed = 2 });
        Assert.NotEqual(first.Network.Parameters.Values.ToArray(), second.Network.Parameters.Values.ToArray());
    }

    [Fact]
    public void Initial_weights_have_He_s_variance()
    {
        var layer = new LinearLayer<double>(200, 100);
        var store = new ParameterStore<double>(layer.Parameters);
        layer.Initialise(new RandomStream(3), gain: 2);
        double[] weights = store.Values[..20_000].ToArray();
        Assert.Equal(0, weights.Average(), .003);                                   // 4 standard errors of .1/√20,000
        Assert.Equal(2.0 / 200, weights.Average(w => w * w), .0004);                // 4 of .01·√(2/20,000)
        Assert.All(store.Values[20_000..].ToArray(), bias => Assert.Equal(0, bias));
    }

    [Fact]
    public void A_row_has_the_same_logits_alone_and_among_others()
    {
        (float[] rows, int[] labels) = Wide(101);
        var model = Classifier.Train(Rows(rows, labels, 4), new TrainingOptions { Network = NetworkDesign.Hidden(33, 12), Epochs = 1 });
        float[] together = new float[101 * 4], alone = new float[4];
        model.Logits(rows, together);
        int inputs = model.Inputs;
        for (int i = 0; i < 101; i++)
        {
            model.Logits(rows.AsMemory(i * inputs, inputs), alone);
            Assert.Equal(together[(i * 4)..((i + 1) * 4)], alone);
        }
    }

    [Fact]
    public void Progress_comes_once_an_epoch_and_starts_near_the_loss_of_knowing_nothing()
    {
        (float[] rows, int[] labels) = Blobs(90, seed: 1);
        var seen = new List<EpochFigures>();
        Classifier.Train(Rows(rows, labels, 3), new TrainingOptions { Network = NetworkDesign.Hidden(), Epochs = 5, Optimizer = new AdamW { LearningRate = 1e-9 }, ValidationShare = 0 }, progress: seen.Add);
        Assert.Equal([1, 2, 3, 4, 5], seen.Select(progress => progress.Epoch));
        Assert.All(seen, progress => Assert.Equal(5, progress.Epochs));
        Assert.Equal(seen[0].TrainingLoss, seen[4].TrainingLoss, 1e-5);   // the whole set is one batch and hardly moves
    }

    /// <summary>A property that a copy forgot would be found here, whatever its name.</summary>
    [Fact]
    public void Copies_keep_all_that_they_do_not_change()
    {
        (float[] rows, int[] labels) = Wide(200);
        TrainingRows training = Rows(rows, labels, 4);
        Classifier model = Classifier.Train(training, new TrainingOptions { Network = NetworkDesign.Parse("linear(8) relu dropout(0.5)"), Epochs = 2 });
        float[] logits = new float[200 * 4];
        model.Logits(rows, logits);
        Classifier full = model.WithDropoutPasses(3, seed: 5).WithConfidNet(ConfidNet.Train(model, training, ConfidNet.DefaultOptions with { Epochs = 1 }))
            .WithFeatureNames([.. Enumerable.Range(0, model.Inputs).Select(i => $"f{i}")]).With(["a", "b", "c", "d"], ConfidencePolicy.Fit(logits, labels, 4))
            .WithFeaturizer(Columns(model.Inputs));
        Same(full.WithFeaturizer(null), nameof(Classifier.Featurizer));
        AssertRefused("featurizer: it makes 3 numbers of a row", () => model.WithFeaturizer(Columns(3)));
        Same(full.With(null, null), nameof(Classifier.ClassNames), nameof(Classifier.Policy));
        Same(full.WithFeatureNames(null), nameof(Classifier.FeatureNames));
        Same(full.WithDropoutPasses(7, seed: 9), nameof(Classifier.DropoutPasses), nameof(Classifier.DropoutSeed), nameof(Classifier.Policy));
        Same(full.WithConfidNet(ConfidNet.Train(model, training, ConfidNet.DefaultOptions with { Epochs = 1 })), nameof(Classifier.ConfidNet));

        static Featurizer Columns(int count) => Featurizer.Fit(
            new LabelledTable(new Table([.. Enumerable.Range(0, count).Select(i => $"f{i}")], [.. Enumerable.Range(0, count).Select(i => (string?[])["1", "2"])]), [0, 1], 2), null, new FeaturizerOptions { Numbers = NumberScaling.Standard });

        void Same(Classifier copy, params string[] changed)
        {
            foreach (System.Reflection.PropertyInfo property in typeof(Classifier).GetProperties())
            {
                object? before = property.GetValue(full), after = property.GetValue(copy);
                Assert.NotNull(before);
                Assert.True(Equals(before, after) != changed.Contains(property.Name), $"{property.Name}: {before}, {after}");
            }
            Assert.Same(full.Members, copy.Members);
        }
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        AssertRefused("7 values do not fill rows", () => Classifier.Train(Rows(new float[7], [0, 1], 2)));
        AssertRefused("row 1, column 0 is NaN", () => Classifier.Train(Rows([0, 1, float.NaN, 2], [0, 1], 2)));
        AssertRefused("row 1 is 2 but there are 2 classes", () => Classifier.Train(Rows([0, 1], [0, 2], 2)));
        AssertRefused("no rows", () => Classifier.Train(Rows([], [], 2)));
        AssertRefused("batch size: 0", () => Classifier.Train(Rows([0, 1], [0, 1], 2), new TrainingOptions { BatchSize = 0 }));
        AssertRefused("learning rate: NaN", () => Classifier.Train(Rows([0, 1], [0, 1], 2), new TrainingOptions { Optimizer = new AdamW { LearningRate = double.NaN } }));

        var model = Classifier.Train(Rows(Xor, XorLabels, 2), new TrainingOptions { Epochs = 1 });
        AssertRefused("3 values do not fill rows of 2 columns", () => model.Logits(new float[] { 1, 2, 3 }, new float[4]));
        AssertRefused("column 1 is Infinity", () => model.Logits(new float[] { 1, float.PositiveInfinity }, new float[2]));
        AssertRefused("room for 1 values where 2 are needed", () => model.Logits(new float[] { 1, 2 }, new float[1]));
    }

    [Fact]
    public void Says_so_when_the_loss_runs_away()
    {
        var options = new TrainingOptions { Optimizer = new AdamW { LearningRate = 1e30 }, Epochs = 20 };
        var failure = Assert.Throws<InvalidOperationException>(() => Classifier.Train(Rows(Xor, XorLabels, 2), options));
        Assert.Contains("learning rate", failure.Message, StringComparison.Ordinal);
    }

    private static TrainingRows Rows(float[] values, int[] labels, int classes) =>
        new(Features.Dense(values, Math.Max(1, values.Length / Math.Max(1, labels.Length))), labels, classes);

    private static void AssertRefused(string words, Action action) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static int[] Predict(Classifier model, float[] rows)
    {
        float[] logits = new float[rows.Length / model.Inputs * model.Classes];
        model.Logits(rows, logits);
        return [.. logits.Chunk(model.Classes).Select(row => Array.IndexOf(row, row.Max()))];
    }

    /// <summary>Three round clouds ten deviations apart.</summary>
    private static (float[] Rows, int[] Labels) Blobs(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] rows = new float[count * 2];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            rows[2 * i] = (float)((labels[i] == 1 ? 10 : 0) + random.NextGaussian());
            rows[(2 * i) + 1] = (float)((labels[i] == 2 ? 10 : 0) + random.NextGaussian());
        }
        return (rows, labels);
    }

    private static (float[] Rows, int[] Labels) Wide(int count)
    {
        var random = new RandomStream(5);
        float[] rows = new float[count * 50];
        for (int i = 0; i < rows.Length; i++) rows[i] = (float)random.NextGaussian();
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) labels[i] = random.NextInt32(4);
        return (rows, labels);
    }
}
