using Probity.Learning.Engine;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Learning.Tests;

/// <summary>Central differences in double of the loss of a batch, against what backpropagation says, for every parameter of a network.</summary>
internal static class GradientCheck
{
    private const double Nudge = 1e-6;

    /// <summary>The layer between two linear ones, so that the derivative in its inputs is checked too.</summary>
    public static void Of(Func<int, IReadOnlyList<Layer<double>>> layers, int width = 5, int rows = 37, int classes = 3, double tolerance = 1e-7)
    {
        IReadOnlyList<Layer<double>> middle = layers(width);
        Of(new Network<double>([new LinearLayer<double>(4, width), .. middle, new LinearLayer<double>(middle[^1].Outputs, classes)]),
            new SoftmaxCrossEntropy(), [], classes, rows, tolerance: tolerance);
    }

    public static void Of(
        Network<double> network, Loss loss, IReadOnlyList<Penalty> penalties, int classes, int rows = 37, TargetKind kind = TargetKind.Classes,
        int outliers = 0, double[]? classWeights = null, bool mixes = false, double tolerance = 1e-7,
        Action<float[]>? adjust = null)
    {
        var random = new RandomStream(11);
        network.Initialise(3);
        foreach (ref double value in network.Parameters.Values) value += .3 * random.NextGaussian();   // biases and scales too
        float[] values = [.. Enumerable.Range(0, rows * network.Inputs).Select(_ => (float)random.NextGaussian())];
        adjust?.Invoke(values);
        float[] strange = [.. Enumerable.Range(0, outliers * network.Inputs).Select(_ => (float)(2 * random.NextGaussian()))];
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(classes))];
        byte[] cells = kind == TargetKind.Cells ? [.. Enumerable.Range(0, rows * classes).Select(_ => (byte)random.NextInt32(2))] : [];
        var batch = new Batch(rows + outliers)
        {
            Count = rows + outliers,
            Known = rows,
            Step = new Step(5, 7),
            Partners = mixes ? [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(rows))] : [],
            Shares = mixes ? [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())] : [],
        };
        for (int i = 0; i < rows; i++) batch.Rows[i] = rows - 1 - i;
        for (int i = 0; i < outliers; i++) batch.Rows[rows + i] = i;
        var backpropagation = new Backpropagation<double>(
            network, loss, penalties, Features.Dense(values, network.Inputs),
            new Targets(kind, classes, labels, cells) { Values = kind == TargetKind.Value ? [.. labels.Select(_ => random.NextDouble())] : [] }, rows + outliers, classWeights,
            outliers > 0 ? Features.Dense(strange, network.Inputs) : null, mixes);
        double[] state = [.. backpropagation.LossState];

        double Mean()
        {
            state.CopyTo(backpropagation.LossState, 0);
            return backpropagation.Run(batch).Loss / rows;
        }

        Mean();
        double[] gradient = network.Parameters.Gradient.ToArray();
        Assert.Contains(gradient, value => value != 0);
        foreach (Layer<double> layer in network.Layers)
        {
            foreach (Parameter<double> parameter in layer.Parameters) Check(parameter);
        }

        unsafe void Check(Parameter<double> parameter)
        {
            long offset = parameter.Values - network.Parameters.ValuesStart;
            for (int j = 0; j < parameter.Length; j++)
            {
                double at = parameter.Values[j];
                parameter.Values[j] = at + Nudge;
                double above = Mean();
                parameter.Values[j] = at - Nudge;
                double below = Mean();
                parameter.Values[j] = at;
                double expected = (above - below) / (2 * Nudge), got = gradient[offset + j];
                Assert.True(Math.Abs(expected - got) <= tolerance * (1 + Math.Abs(expected)), $"{parameter.Name} {j}: {got} where {expected} is right");
            }
        }
    }
}
