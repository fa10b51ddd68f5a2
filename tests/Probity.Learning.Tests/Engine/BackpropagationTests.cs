using Probity.Learning.Engine;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Learning.Tests.Engine;

[Collection(nameof(ThreadCounts))]
public class BackpropagationTests
{
    [Theory]
    [InlineData]
    [InlineData(6)]
    [InlineData(17, 9)]
    public void Gradient_is_that_of_finite_differences(params int[] hidden) =>
        GradientCheck.Of(NetworkDesign.Hidden(hidden).Build<double>(5, 3), new SoftmaxCrossEntropy(), [], classes: 3);

    [Fact]
    public void Gradient_through_a_residual_sum_is_that_of_finite_differences() =>
        GradientCheck.Of(width => [new ReluLayer<double>(width), new LinearLayer<double>(width, width), new ReluLayer<double>(width), new ResidualSum<double>(width, 2)]);

    [Fact]
    public void Gradient_of_mixed_rows_is_that_of_finite_differences() =>
        GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 3), new SoftmaxCrossEntropy(.1), [], classes: 3, mixes: true, classWeights: [.5, 1, 1.7]);

    [Theory]
    [InlineData(TargetKind.Binary, 2, 1)]
    [InlineData(TargetKind.Cells, 3, 3)]
    internal void Gradient_of_sigmoids_is_that_of_finite_differences(TargetKind kind, int classes, int outputs) =>
        GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, outputs), new SoftmaxCrossEntropy(), [], classes, kind: kind);

    /// <summary>Mean cross-entropy of two layers written out in doubles, loop by loop.</summary>
    [Fact]
    public void Loss_is_the_mean_cross_entropy()
    {
        const int rows = 11, inputs = 3, width = 4, classes = 3;
        var random = new RandomStream(2);
        float[] features = [.. Enumerable.Range(0, rows * inputs).Select(_ => (float)random.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(classes))];
        Network<float> network = NetworkDesign.Hidden(width).Build<float>(inputs, classes);
        network.Initialise(1);
        var batch = new Batch(rows) { Count = rows, Known = rows };
        for (int i = 0; i < rows; i++) batch.Rows[i] = i;
        double loss = new Backpropagation<float>(network, new SoftmaxCrossEntropy(), [], Features.Dense(features, inputs), new Targets(TargetKind.Classes, classes, labels, []), rows)
            .Run(batch).Loss;

        float[] first = network.Layers[0].Parameters[0].Span.ToArray(), second = network.Layers[2].Parameters[0].Span.ToArray();
        double expected = 0;
        for (int i = 0; i < rows; i++)
        {
            double[] hidden = new double[width], z = new double[classes];
            for (int j = 0; j < width; j++)
            {
                for (int k = 0; k < inputs; k++) hidden[j] += features[(i * inputs) + k] * (double)first[(k * width) + j];
                for (int c = 0; c < classes; c++) z[c] += Math.Max(0, hidden[j]) * second[(j * classes) + c];
            }
            expected += Math.Log(z.Sum(Math.Exp)) - z[labels[i]];
        }
        Assert.Equal(expected, loss, 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_allocates_nothing(int threads)
    {
        Network<float> network = NetworkDesign.Hidden(16).Build<float>(20, 3);
        network.Initialise(1);
        var batch = new Batch(64) { Count = 64, Known = 64 };
        for (int i = 0; i < 64; i++) batch.Rows[i] = i;
        var backpropagation = new Backpropagation<float>(
            network, new SoftmaxCrossEntropy(), [], Features.Dense(new float[64 * 20], 20), new Targets(TargetKind.Classes, 3, new int[64], []), 64);
        OptimizerRun<float> adam = new AdamW().Start(network.Parameters);

        using var set = new ThreadCounts(threads);
        Allocations.AssertNone(Step);

        void Step()
        {
            backpropagation.Run(batch);
            adam.Step(.01);
        }
    }
}
