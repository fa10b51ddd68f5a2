using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>The state of a training between epochs, and how to get on by one.</summary>
internal sealed class TrainingRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const ulong OrderStreams = 2UL << 32;

    private readonly TrainingOptions _options;
    private readonly TrainingRows _rows;
    private readonly Backpropagation<T> _backpropagation;
    private readonly OptimizerRun<T> _optimizer;
    private readonly GradientClipping<T>? _clipping;
    private readonly Batch _batch;
    private readonly int[] _order;

    public TrainingRun(Network<T> network, TrainingRows rows, TrainingOptions options)
    {
        _options = options;
        _rows = rows;
        Network = network;
        int capacity = Math.Min(options.BatchSize, rows.Rows);
        _batch = new Batch(capacity);
        Targets targets = rows.Targets with { Kind = options.Head.Targets };
        _backpropagation = new Backpropagation<T>(network, options.Head.Loss(options.Loss, rows.Classes), options.Penalties, rows.Features, targets, capacity);
        _optimizer = options.Optimizer.Start(network.Parameters);
        if (options.LargestGradient is { } norm) _clipping = new GradientClipping<T>(network.Parameters, norm);
        _order = new int[rows.Rows];
    }

    public Network<T> Network { get; }

    /// <summary>Epochs done.</summary>
    public int Epoch { get; private set; }

    /// <summary>Takes every row once, in an order keyed by seed and epoch.</summary>
    public EpochFigures RunEpoch()
    {
        Epoch++;
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        new RandomStream(_options.Seed, OrderStreams + (ulong)Epoch).Shuffle<int>(_order);

        var sums = default(LossSums);
        long stepsPerEpoch = RowRanges.Count(_order.Length, _options.BatchSize);
        double rate = 0;
        for (int start = 0; start < _order.Length; start += _options.BatchSize)
        {
            ReadOnlySpan<int> rows = _order.AsSpan(start, Math.Min(_options.BatchSize, _order.Length - start));
            rows.CopyTo(_batch.Rows);
            _batch.Count = _batch.Known = rows.Length;
            _batch.Step = new Step(_options.Seed, _optimizer.Steps);
            sums.Add(_backpropagation.Run(_batch));
            if (_clipping is not null && !double.IsFinite(_clipping.Run())) sums.Loss = double.NaN;
            rate = _options.Optimizer.LearningRate * _options.Schedule.Factor(_optimizer.Steps, stepsPerEpoch * _options.Epochs, stepsPerEpoch);
            _optimizer.Step(rate);
        }
        return new EpochFigures
        {
            Epoch = Epoch,
            Epochs = _options.Epochs,
            TrainingLoss = sums.Loss / _order.Length,
            TrainingAccuracy = _rows.Targets.Kind == TargetKind.Cells ? double.NaN : (double)sums.Correct / _order.Length,
            LearningRate = rate,
        };
    }
}
