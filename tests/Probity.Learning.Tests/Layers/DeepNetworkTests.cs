using Probity.Learning.Engine;

namespace Probity.Learning.Tests.Layers;

/// <summary>Layers of all kinds together, as designs put them.</summary>
[Collection(nameof(ThreadCounts))]
public class DeepNetworkTests
{
    private const string Everything =
        "linear(40) batchnorm gelu dropout(0.2) residual(linear(40) layernorm relu dropout(0.3) residual(batchnorm tanh linear(40))) batchnorm relu";

    [Theory]
    [InlineData("linear(5) residual(linear(5) batchnorm tanh)")]
    [InlineData("linear(5) residual(batchnorm gelu linear(5) batchnorm gelu linear(5)) tanh")]
    [InlineData("residual(residual(linear(4) tanh) linear(4)) gelu")]
    [InlineData("residual(layernorm linear(7) gelu dropout(0.5) linear(4)) residual(tanh linear(4))")]
    [InlineData("linear(6) residual(residual(batchnorm linear(6)) batchnorm)")]
    public void Gradient_through_residual_blocks_is_that_of_finite_differences(string design) =>
        GradientCheck.Of(NetworkDesign.Parse(design).Build<double>(4, 3), new SoftmaxCrossEntropy(), [], classes: 3, tolerance: 2e-7);

    [Fact]
    public void Same_bits_on_one_thread_and_on_several()
    {
        float[][] weights = new float[3][], logits = new float[3][];
        int[] threads = [1, 2, 5];
        for (int run = 0; run < 3; run++)
        {
            using var set = new ThreadCounts(threads[run]);
            (TrainingRows rows, TrainingOptions options) = Task(Everything, batch: 50);
            var model = Classifier.Train(rows, options);
            weights[run] = [.. model.Network.Parameters.Values, .. model.Network.Layers.SelectMany(layer => layer.Statistics).SelectMany(statistic => statistic.Values)];
            logits[run] = new float[rows.Rows * 3];
            model.Network.Forward(rows.Features, logits[run], sampling: new Sampling(1, 1));
        }
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
        Assert.Equal(logits[0], logits[2]);
    }

    [Fact]
    public void A_row_has_the_same_logits_alone_and_among_others()
    {
        (TrainingRows rows, TrainingOptions options) = Task(Everything, batch: 50);
        var model = Classifier.Train(rows, options);
        float[] together = new float[rows.Rows * 3], alone = new float[3], row = new float[7];
        model.Logits(rows.Features, together);
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.Features.Read<float>(i, row);
            model.Logits(row, alone);
            Assert.Equal(together[(3 * i)..((3 * i) + 3)], alone);
        }
    }

    [Fact]
    public void A_step_allocates_nothing_on_one_thread()
    {
        Network<float> network = NetworkDesign.Parse(Everything).Build<float>(7, 3);
        network.Initialise(1);
        (TrainingRows rows, _) = Task(Everything, batch: 50);
        var batch = new Batch(64) { Count = 64, Known = 64 };
        for (int i = 0; i < 64; i++) batch.Rows[i] = i;
        var backpropagation = new Backpropagation<float>(network, new SoftmaxCrossEntropy(), [], rows.Features, rows.Targets, 64);
        using var one = new ThreadCounts(1);
        backpropagation.Run(batch);
        Allocations.AssertNone(() => backpropagation.Run(batch));
    }

    /// <summary>101 rows in batches of 50 leave a batch of one row.</summary>
    [Fact]
    public void Training_with_normalisation_learns_and_survives_a_batch_of_one_row()
    {
        (TrainingRows rows, TrainingOptions options) = Task("linear(30) batchnorm gelu", batch: 50);
        var figures = new List<EpochFigures>();
        var model = Classifier.Train(rows, options with { Epochs = 60 }, progress: figures.Add);
        Assert.InRange(figures[^1].TrainingLoss, 0, .5 * figures[0].TrainingLoss);
        float[] logits = new float[rows.Rows * 3];
        model.Logits(rows.Features, logits);
        int right = Enumerable.Range(0, rows.Rows).Count(i => logits.AsSpan(3 * i, 3).IndexOf(logits.Skip(3 * i).Take(3).Max()) == rows.Targets.Labels[i]);
        Assert.InRange(right, 90, 101);   // running statistics fit what was learned by the batch's
    }

    [Theory]
    [InlineData("linear(64) batchnorm dropout(0.5) relu", 2)]
    [InlineData("linear(64) layernorm gelu", 2)]
    [InlineData("linear(64) tanh", 1)]
    [InlineData("linear(64) residual(linear(64) relu)", 1)]
    public void Weights_start_by_what_follows(string design, double gain)
    {
        Network<float> network = NetworkDesign.Parse(design).Build<float>(200, 2);
        network.Initialise(1);
        double variance = network.Layers[0].Parameters[0].Span.ToArray().Average(w => (double)w * w);
        Assert.Equal(gain / 200, variance, gain / 200 * 4 * Math.Sqrt(2 / 12_800.0));   // 4 standard errors
    }

    private static (TrainingRows Rows, TrainingOptions Options) Task(string design, int batch)
    {
        float[] values = [.. Enumerable.Range(0, 101 * 7).Select(i => (float)Math.Sin(i * 1.7))];
        int[] labels = [.. Enumerable.Range(0, 101).Select(i => values[7 * i] > .4 ? 2 : values[7 * i] > -.4 ? 1 : 0)];
        return (new TrainingRows(Features.Dense(values, 7), labels, 3), new TrainingOptions { Network = NetworkDesign.Parse(design), Epochs = 3, BatchSize = batch, Seed = 5, ValidationShare = 0, Optimizer = new AdamW { LearningRate = .01 } });
    }
}
