using Probity.Numerics;

namespace Probity.Learning.Tests;

[Collection(nameof(ThreadCounts))]
public class BackpropagationTests
{
    /// <summary>
    /// Central differences of a loss written out in doubles, loop by loop, against what backpropagation in floats says,
    /// for every weight and bias of networks with none, one and two hidden layers.
    /// </summary>
    [Theory]
    [InlineData(5)]
    [InlineData(5, 6)]
    [InlineData(4, 17, 9)]
    public void Gradient_is_that_of_finite_differences(params int[] widths)
    {
        const int rows = 37, classes = 3;
        int[] all = [.. widths, classes];
        var random = new RandomStream(11);
        var layers = new DenseLayer[all.Length - 1];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = new DenseLayer(all[i], all[i + 1]);
            for (int j = 0; j < layers[i].Weights.Length; j++) layers[i].Weights[j] = (float)(.7 * random.NextGaussian());
        }
        float[] features = new float[rows * all[0]];
        for (int i = 0; i < features.Length; i++) features[i] = (float)random.NextGaussian();
        int[] labels = new int[rows], chosen = new int[rows];
        for (int i = 0; i < rows; i++) (labels[i], chosen[i]) = (random.NextInt32(classes), rows - 1 - i);

        var backpropagation = new Backpropagation(layers, batchSize: 40);
        double loss = backpropagation.Run(features, labels, chosen).Loss / rows;

        double[][] weights = [.. layers.Select(layer => layer.Weights.Select(w => (double)w).ToArray())];
        Assert.Equal(Loss(weights, all, features, labels), loss, 1e-5);
        for (int i = 0; i < layers.Length; i++)
        {
            for (int j = 0; j < weights[i].Length; j++)
            {
                double at = weights[i][j];
                const double step = 1e-6;
                weights[i][j] = at + step;
                double above = Loss(weights, all, features, labels);
                weights[i][j] = at - step;
                double below = Loss(weights, all, features, labels);
                weights[i][j] = at;
                double expected = (above - below) / (2 * step);
                double got = backpropagation.Gradients[i][j];
                Assert.True(Math.Abs(expected - got) <= 2e-6 + (1e-5 * Math.Abs(expected)), $"layer {i}, weight {j}: {got} where {expected} is right");
            }
        }
    }

    [Fact]
    public void Counts_the_rows_it_predicts_right()
    {
        var layer = new DenseLayer(2, 2);
        new float[] { 1, 0, 0, 1, 0, 0 }.CopyTo(layer.Weights, 0);   // logits are the inputs
        float[] features = [3, 1, 0, 2, 5, 4];
        Assert.Equal(2, new Backpropagation([layer], 3).Run(features, [0, 1, 1], [0, 1, 2]).Correct);
    }

    [Fact]
    public void A_step_allocates_nothing_on_one_thread()
    {
        DenseLayer[] layers = [new(20, 16), new(16, 3)];
        foreach (DenseLayer layer in layers) layer.Initialise(new RandomStream(1));
        var backpropagation = new Backpropagation(layers, 64);
        var adam = new Adam(layers[0].Weights, backpropagation.Gradients[0], .01);
        float[] features = new float[64 * 20];
        int[] labels = new int[64];
        int[] chosen = [.. Enumerable.Range(0, 64)];

        using var one = new ThreadCounts(1);
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            backpropagation.Run(features, labels, chosen);
            adam.Step();
        }
    }

    /// <summary>Mean cross-entropy in doubles; weights are (inputs + 1) × outputs with the bias last.</summary>
    private static double Loss(double[][] weights, int[] widths, float[] features, int[] labels)
    {
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double[] x = [.. features[(row * widths[0])..((row + 1) * widths[0])].Select(value => (double)value)];
            for (int layer = 0; layer < weights.Length; layer++)
            {
                int outputs = widths[layer + 1];
                double[] y = new double[outputs];
                for (int j = 0; j < outputs; j++)
                {
                    y[j] = weights[layer][(x.Length * outputs) + j];
                    for (int k = 0; k < x.Length; k++) y[j] += x[k] * weights[layer][(k * outputs) + j];
                    if (layer < weights.Length - 1 && y[j] < 0) y[j] = 0;
                }
                x = y;
            }
            loss += Math.Log(x.Sum(Math.Exp)) - x[labels[row]];
        }
        return loss / labels.Length;
    }
}
