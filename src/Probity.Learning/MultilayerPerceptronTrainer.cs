using Probity.Numerics;

namespace Probity.Learning;

/// <summary>Trains a <see cref="MultilayerPerceptron"/> by cross-entropy, backpropagation and Adam, without regularisation.</summary>
/// <remarks>
/// The same rows, options and build give the same weights to the last bit, whatever the number of threads and the width
/// of the vectors. Trained to the end it fits its rows perfectly and is overconfident on others (Guo et al., ICML 2017):
/// calibrate it on rows that it has not seen.
/// </remarks>
public static class MultilayerPerceptronTrainer
{
    private const ulong WeightStreams = 1UL << 32;
    private const ulong OrderStreams = 2UL << 32;

    /// <summary>Trains on rows and labels.</summary>
    /// <param name="rows">N×D finite values, row-major; best scaled to about [0, 1] or to unit variance.</param>
    /// <param name="labels">N labels, 0 to K−1.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <param name="options">The default value is <see cref="TrainingOptions"/> as it comes.</param>
    /// <param name="progress">Called after every epoch, on the calling thread.</param>
    /// <exception cref="ArgumentException">The shapes differ, a value is not finite, a label or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer finite: the learning rate is too high for these rows.</exception>
    public static MultilayerPerceptron Train(
        ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, int classes, TrainingOptions? options = null, Action<TrainingProgress>? progress = null)
    {
        options ??= new TrainingOptions();
        Check(rows, labels, classes, options);

        DenseLayer[] layers = Layers(rows.Length / labels.Length, classes, options);
        var backpropagation = new Backpropagation(layers, Math.Min(options.BatchSize, labels.Length));
        Adam[] optimisers = [.. layers.Zip(backpropagation.Gradients, (layer, gradient) => new Adam(layer.Weights, gradient, options.LearningRate))];

        int[] order = new int[labels.Length];
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            for (int i = 0; i < order.Length; i++) order[i] = i;
            new RandomStream(options.Seed, OrderStreams + (ulong)epoch).Shuffle<int>(order);

            double loss = 0;
            int correct = 0;
            for (int start = 0; start < order.Length; start += options.BatchSize)
            {
                ReadOnlySpan<int> batch = order.AsSpan(start, Math.Min(options.BatchSize, order.Length - start));
                (double batchLoss, int batchCorrect) = backpropagation.Run(rows, labels, batch);
                foreach (Adam optimiser in optimisers) optimiser.Step();
                loss += batchLoss;
                correct += batchCorrect;
            }

            loss /= order.Length;
            if (!double.IsFinite(loss))
                throw new InvalidOperationException($"training: the loss is {loss} in epoch {epoch}; a learning rate of {options.LearningRate} is too high for these rows");
            progress?.Invoke(new TrainingProgress(epoch, options.Epochs, loss, (double)correct / order.Length));
        }

        return new MultilayerPerceptron(layers);
    }

    private static void Check(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, int classes, TrainingOptions options)
    {
        Require.SomeRows(labels.Length, nameof(labels));
        Require.SomeRows(rows.Length, nameof(rows));
        if (rows.Length % labels.Length != 0)
            throw new ArgumentException($"rows: {rows.Length:N0} values do not make {labels.Length:N0} rows of equal length; one row a label is needed");
        Require.Finite(rows, rows.Length / labels.Length, nameof(rows));
        Require.InRange(classes, 2, int.MaxValue, nameof(classes));
        Require.Labels(labels, classes, nameof(labels));
        foreach (int width in options.HiddenWidths) Require.InRange(width, 1, 1 << 20, "hidden width");
        Require.InRange(options.Epochs, 1, int.MaxValue, "epochs");
        Require.InRange(options.BatchSize, 1, 65_536, "batch size");
        Require.Positive(options.LearningRate, "learning rate");
    }

    private static DenseLayer[] Layers(int inputs, int classes, TrainingOptions options)
    {
        int[] widths = [inputs, .. options.HiddenWidths, classes];
        var layers = new DenseLayer[widths.Length - 1];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = new DenseLayer(widths[i], widths[i + 1]);
            layers[i].Initialise(new RandomStream(options.Seed, WeightStreams + (ulong)i));
        }
        return layers;
    }
}
