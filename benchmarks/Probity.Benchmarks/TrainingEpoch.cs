using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Benchmarks;

/// <summary>An epoch of Adam on the mean cross-entropy of batches, as <c>Classifier.Train</c> does it, but from given weights and in a given order.</summary>
internal sealed class TrainingEpoch
{
    private readonly int[] _order;
    private readonly Network<float> _network;
    private readonly Batch _batch;
    private readonly AdamW _adam;
    private readonly Backpropagation<float> _backpropagation;
    private readonly int _batchSize;
    private OptimizerRun<float> _run;

    /// <param name="features">N × the first width.</param>
    /// <param name="labels">N, below the last width.</param>
    /// <param name="order">The rows, each once.</param>
    /// <param name="widths">Of the inputs, of each hidden layer (a ReLU behind it) and of the logits.</param>
    /// <param name="batchSize">Rows a step.</param>
    /// <param name="learningRate">Of every step.</param>
    public TrainingEpoch(float[] features, int[] labels, int[] order, int[] widths, int batchSize, double learningRate)
        : this(Features.Dense(features, widths[0]), labels, order, widths, batchSize, learningRate)
    {
    }

    public TrainingEpoch(Features features, int[] labels, int[] order, int[] widths, int batchSize, double learningRate)
    {
        _order = order;
        _batchSize = batchSize;
        _network = NetworkDesign.Hidden(widths[1..^1]).Build<float>(widths[0], widths[^1]);
        _network.Initialise(1);
        _batch = new Batch(batchSize);
        _adam = new AdamW { LearningRate = learningRate };
        _run = _adam.Start(_network.Parameters);
        _backpropagation = new Backpropagation<float>(
            _network, new SoftmaxCrossEntropy(), [], features, new Targets(TargetKind.Classes, widths[^1], labels, []), batchSize);
    }

    /// <summary>Back to the start, with these weights and biases, layer by layer.</summary>
    public void Reset(ReadOnlySpan<float> weights)
    {
        foreach (Parameter<float> parameter in Parameters())
        {
            weights[..parameter.Length].CopyTo(parameter.Span);
            weights = weights[parameter.Length..];
        }
        _run = _adam.Start(_network.Parameters);
    }

    public double[] Weights() => [.. Parameters().SelectMany(parameter => parameter.Span.ToArray()).Select(value => (double)value)];

    /// <returns>Mean loss of the rows, each as its batch was seen.</returns>
    public double Run()
    {
        double loss = 0;
        for (int start = 0; start < _order.Length; start += _batchSize) loss += Step(start);
        return loss / _order.Length;
    }

    /// <summary>One batch.</summary>
    /// <returns>Its summed loss.</returns>
    public double Step(int start)
    {
        ReadOnlySpan<int> rows = _order.AsSpan(start, Math.Min(_batchSize, _order.Length - start));
        rows.CopyTo(_batch.Rows);
        _batch.Count = _batch.Known = rows.Length;
        _batch.Step = new Step(1, _run.Steps);
        double loss = _backpropagation.Run(_batch).Loss;
        _run.Step(_adam.LearningRate);
        return loss;
    }

    private IEnumerable<Parameter<float>> Parameters() => _network.Layers.SelectMany(layer => layer.Parameters);
}
