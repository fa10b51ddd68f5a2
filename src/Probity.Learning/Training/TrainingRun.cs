using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>A training between two epochs: all that it takes to go on, and how to go on by one.</summary>
internal sealed class TrainingRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ValuesAtOnce = 1 << 18;

    private readonly TrainingOptions _options;
    private readonly TrainingRows _rows;
    private readonly ValidationSet? _validation;
    private readonly BatchOrder _order;
    private readonly Backpropagation<T> _backpropagation;
    private readonly GradientClipping<T>? _clipping;
    private readonly List<EpochFigures> _epochs = [];
    private Snapshot<T> _start;   // of this epoch; used without validation rows only

    public TrainingRun(Network<T> network, TrainingRows rows, TrainingRows? validation, Features? outliers, TrainingOptions options)
    {
        _options = options;
        _rows = rows;
        double[]? classWeights = options.ScaledClassWeights(rows);
        _validation = validation is null ? null : new ValidationSet(validation, options.Head, classWeights);
        _order = new BatchOrder(rows.Rows, outliers?.Rows ?? 0, options);
        Network = network;
        Targets targets = rows.Targets with { Kind = options.Head.Targets };
        _backpropagation = new Backpropagation<T>(
            network, options.Head.Loss(options.Loss, rows.Classes), options.Penalties, rows.Features, targets, _order.Capacity, classWeights, outliers,
            mixes: options.Mixup > 0);
        Optimizer = options.Optimizer.Start(network.Parameters);
        if (options.LargestGradient is { } norm) _clipping = new GradientClipping<T>(network.Parameters, norm);
        Best = new Snapshot<T>(network);
        _start = new Snapshot<T>(network);
    }

    public Network<T> Network { get; }

    public OptimizerRun<T> Optimizer { get; }

    /// <summary>The weights of the best epoch so far; without validation rows of the last that is known to be sound. Of the start before any.</summary>
    public Snapshot<T> Best { get; private set; }

    /// <summary>The epoch of <see cref="Best"/>, 0 before any.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>What the loss carries from step to step.</summary>
    public double[] LossState => _backpropagation.LossState;

    /// <summary>Figures of the epochs done.</summary>
    public IReadOnlyList<EpochFigures> Epochs => _epochs;

    public int ValidationRows => _validation?.Rows ?? 0;

    /// <summary>Why it is over, or null.</summary>
    public TrainingEnd? End { get; private set; }

    /// <summary>Takes every row once. Afterwards the run may be over.</summary>
    public EpochFigures RunEpoch()
    {
        int epoch = _epochs.Count + 1;
        if (_validation is null) _start.Take(Network);
        _order.Shuffle(epoch);
        var sums = default(LossSums);
        long stepsPerEpoch = RowRanges.Count(_rows.Rows, _options.BatchSize);
        double rate = 0;
        while (_order.Next(Optimizer.Steps) is { } batch)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            sums.Add(_backpropagation.Run(batch));
            if (_clipping is not null && !double.IsFinite(_clipping.Run())) sums.Loss = double.NaN;
            rate = _options.Optimizer.LearningRate * _options.Schedule.Factor(Optimizer.Steps, stepsPerEpoch * _options.Epochs, stepsPerEpoch);
            Optimizer.Step(rate);
        }
        if (_validation is null && epoch == _options.Epochs && double.IsFinite(sums.Loss) && !IsSound())
        {
            // Nothing comes after the last steps that would show that they went wrong; what the epoch began with was sound.
            (Best, _start) = (_start, Best);
            BestEpoch = epoch - 1;
            sums.Loss = double.NaN;
        }
        var figures = new EpochFigures
        {
            Epoch = epoch,
            Epochs = _options.Epochs,
            TrainingLoss = sums.Loss / _rows.Targets.Questions,
            TrainingAccuracy = _rows.Targets.Kind is TargetKind.Cells or TargetKind.Value ? double.NaN : (double)sums.Correct / _rows.Rows,
            LearningRate = rate,
            Validation = _validation?.Measure(Network),
        };
        Judge(figures);
        return figures;
    }

    /// <summary>Goes on from where another run of the same rows and options stood. Weights and moments have been put back already.</summary>
    public void Resume(IEnumerable<EpochFigures> epochs, int bestEpoch)
    {
        foreach (EpochFigures figures in epochs) _epochs.Add(figures);
        BestEpoch = bestEpoch;
        if (_epochs.Count > 0) End = EndAfter(_epochs[^1]);
    }

    /// <summary>Whether the network's outputs for all training rows are finite.</summary>
    private bool IsSound()
    {
        int atOnce = Math.Min(_rows.Rows, Math.Max(1, ValuesAtOnce / Network.Outputs));
        var outputs = new T[checked(atOnce * Network.Outputs)];
        for (int start = 0; start < _rows.Rows; start += atOnce)
        {
            int rows = Math.Min(atOnce, _rows.Rows - start);
            Network.Forward(_rows.Features, start, rows, outputs);
            foreach (T output in outputs.AsSpan(0, rows * Network.Outputs))
            {
                if (!T.IsFinite(output)) return false;
            }
        }
        return true;
    }

    private void Judge(EpochFigures figures)
    {
        _epochs.Add(figures);
        End = EndAfter(figures);
        if (IsBroken(figures)) return;
        if (_validation is null ? End is not null : BestEpoch == 0 || figures.Validation!.Nll < _epochs[BestEpoch - 1].Validation!.Nll)
        {
            Best.Take(Network);
            BestEpoch = figures.Epoch;
            End = EndAfter(figures);
        }
        else if (_validation is null)
        {
            // Weights are known to be sound only once an epoch has gone well from them.
            (Best, _start) = (_start, Best);
            BestEpoch = figures.Epoch - 1;
        }
    }

    private TrainingEnd? EndAfter(EpochFigures figures) =>
        IsBroken(figures) ? TrainingEnd.Diverged
        : _validation is not null && _options.EarlyStopping is { } stopping && figures.Epoch - BestEpoch >= stopping.Patience ? TrainingEnd.StoppedEarly
        : figures.Epoch >= _options.Epochs ? TrainingEnd.Finished
        : null;

    private static bool IsBroken(EpochFigures figures) => !double.IsFinite(figures.TrainingLoss) || figures.Validation is { } validation && double.IsNaN(validation.Nll);
}
