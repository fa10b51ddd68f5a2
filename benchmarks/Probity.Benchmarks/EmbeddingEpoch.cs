using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Similarity;

namespace Probity.Benchmarks;

/// <summary>An epoch of Adam on a similarity loss of a linear head, as <see cref="SimilarityModel"/>'s training does it, but from given weights and with given batches.</summary>
internal sealed class EmbeddingEpoch
{
    private readonly int[] _batches;
    private readonly int _batchSize;
    private readonly Network<float> _network;
    private readonly EmbeddingObjective<float> _objective;
    private readonly Backpropagation<float> _backpropagation;
    private readonly AdamW _adam;
    private readonly Batch _batch;
    private OptimizerRun<float> _run;
    private OptimizerRun<float>? _lossRun;

    /// <param name="features">N × <paramref name="width"/>.</param>
    /// <param name="labels">N, below <paramref name="groups"/>.</param>
    /// <param name="groups">Groups that there are.</param>
    /// <param name="batches">Rows, one batch behind another.</param>
    /// <param name="batchSize">Rows a step.</param>
    /// <param name="width">Of inputs and embeddings.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="learningRate">Of every step, of proxies too.</param>
    public EmbeddingEpoch(float[] features, int[] labels, int groups, int[] batches, int batchSize, int width, SimilarityLoss loss, double learningRate)
    {
        _batches = batches;
        _batchSize = batchSize;
        _network = new LinearHead(width, width).Build<float>();
        _network.Initialise(1);
        _objective = new EmbeddingObjective<float>(loss, [], new GroupRelations(labels, groups), width, 1, batchSize);
        _objective.Initialise(1);
        _backpropagation = new Backpropagation<float>(_network, _objective, Features.Dense(features, width), batchSize);
        _adam = new AdamW { LearningRate = learningRate };
        _batch = new Batch(batchSize);
        _run = _adam.Start(_network.Parameters);
        if (_objective.Parameters.Length > 0) _lossRun = _adam.Start(_objective.Parameters);
    }

    /// <summary>Back to the start, with these weights and biases, and these proxies where the loss has some.</summary>
    public void Reset(ReadOnlySpan<float> weights, ReadOnlySpan<float> proxies)
    {
        foreach (Parameter<float> parameter in Parameters())
        {
            weights[..parameter.Length].CopyTo(parameter.Span);
            weights = weights[parameter.Length..];
        }
        if (_objective.Proxies is { } own) proxies.CopyTo(own.Span);
        Restart();
    }

    /// <summary>Weights, biases and proxies.</summary>
    public double[] Weights()
    {
        IEnumerable<Parameter<float>> all = _objective.Proxies is { } own ? Parameters().Append(own) : Parameters();
        return [.. all.SelectMany(parameter => parameter.Span.ToArray()).Select(value => (double)value)];
    }

    /// <returns>Mean loss of the batches, each before its step.</returns>
    public double Run()
    {
        double loss = 0;
        for (int start = 0; start < _batches.Length; start += _batchSize) loss += Step(start);
        return loss * _batchSize / _batches.Length;
    }

    /// <summary>The batch that begins there.</summary>
    /// <returns>Its loss.</returns>
    public double Step(int start)
    {
        _batches.AsSpan(start, _batchSize).CopyTo(_batch.Rows);
        _batch.Count = _batch.Known = _batchSize;
        _batch.Step = new Step(1, _run.Steps);
        double loss = _backpropagation.Run(_batch).Loss;
        _run.Step(_adam.LearningRate);
        _lossRun?.Step(_adam.LearningRate);
        return loss;
    }

    private void Restart()
    {
        _run = _adam.Start(_network.Parameters);
        _lossRun = _objective.Parameters.Length > 0 ? _adam.Start(_objective.Parameters) : null;
    }

    private IEnumerable<Parameter<float>> Parameters() => _network.Layers.SelectMany(layer => layer.Parameters);
}
