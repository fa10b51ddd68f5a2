using System.Globalization;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>Training of a network without hidden layers to its optimum, by <see cref="LimitedMemoryBfgs"/>.</summary>
internal sealed class ConvexTraining
{
    private const int MostRowsAtOnce = 4_096;
    private const int ValuesAtOnce = 1 << 22;
    private const double Drift = .05;

    private readonly LimitedMemoryBfgs _settings;
    private readonly TrainingRows _rows;
    private readonly Targets _targets;
    private readonly bool _smoothed;
    private readonly Network<double> _network;
    private readonly Backpropagation<double> _backpropagation;
    private readonly Batch _batch;
    private readonly double[] _means;   // of the features as the network reads them
    private readonly double[]? _classWeights;
    private readonly CancellationToken _cancellation;
    private LossSums _sums;   // over all rows where the objective was last asked for

    public ConvexTraining(TrainingRows rows, TrainingOptions options, LimitedMemoryBfgs settings)
    {
        _settings = settings;
        _rows = rows;
        _cancellation = options.Cancellation;
        Loss loss = options.Head.Loss(options.Loss, rows.Classes);
        RequireConvex(options, loss);
        _smoothed = loss is SoftmaxCrossEntropy { LabelSmoothing: > 0 };
        _targets = rows.Targets with { Kind = options.Head.Targets };
        _network = options.Network.Build<double>(rows.Features.Columns, options.Head.Outputs(rows.Classes));
        _network.Scaling = InputScaling.Of(options.Scaling, rows.Features);
        int held = _network.AsSparse(rows.Features) is { } sparse ? sparse.Entries / rows.Rows : _network.Inputs;   // numbers of a row
        int capacity = Math.Min(rows.Rows, Math.Clamp(ValuesAtOnce / (held + _network.Outputs), 24, MostRowsAtOnce));
        _batch = new Batch(capacity);
        _means = Means(_network, rows.Features);
        _classWeights = options.ScaledClassWeights(rows);
        _backpropagation = new Backpropagation<double>(_network, loss, [], rows.Features, _targets, capacity, _classWeights);
    }

    /// <summary>Trains a network on all rows; validation rows are only measured.</summary>
    public static (Network<float> Network, TrainingHistory History) Run(
        TrainingRows rows, TrainingOptions options, LimitedMemoryBfgs settings, TrainingRows? validation, Action<EpochFigures>? progress)
    {
        var training = new ConvexTraining(rows, options, settings);
        Network<float> network = options.Network.Build<float>(rows.Features.Columns, options.Head.Outputs(rows.Classes));
        network.Scaling = training._network.Scaling;
        ConvexOptimum optimum = training.Minimise(network);
        var figures = new EpochFigures
        {
            Epoch = 1,
            Epochs = 1,
            TrainingLoss = training._sums.Loss / rows.Targets.Questions,
            TrainingAccuracy = rows.Targets.Kind == TargetKind.Cells ? double.NaN : (double)training._sums.Correct / rows.Rows,
            LearningRate = settings.LearningRate,
            Validation = validation is null ? null : new ValidationSet(validation, options.Head, training._classWeights).Measure(network),
        };
        progress?.Invoke(figures);
        return (network, new TrainingHistory
        {
            Epochs = [figures],
            KeptEpoch = 1,
            End = TrainingEnd.Finished,
            Optimum = optimum,
            TrainingRows = rows.Rows,
            ValidationRows = validation?.Rows ?? 0,
            Warnings = [.. new[] { network.Scaling?.Note, optimum.Warning }.OfType<string>()],
        });
    }

    /// <summary>Minimises, and copies the optimum into a network of the same shape.</summary>
    public ConvexOptimum Minimise(Network<float> network)
    {
        ParameterStore<double> parameters = _network.Parameters;
        var options = new MinimumOptions(_settings.GradientTolerance, _settings.MaximumIterations, _settings.WeightDecay);
        Minimum minimum = Lbfgs.Minimize(Objective, parameters.Values, options);
        bool drifts = minimum.Converged && _settings.WeightDecay == 0 && !_smoothed && Drifts(minimum.Point, options);
        Objective(minimum.Point, new double[parameters.Length]);
        foreach ((Parameter<double> from, Parameter<float> to) in _network.Layers[0].Parameters.Zip(network.Layers[0].Parameters))
        {
            for (int i = 0; i < from.Length; i++) to.Span[i] = (float)from.Span[i];
        }
        string? noOptimum = WithoutOptimum() ?? (drifts
            ? "L-BFGS: weights still grow where the gradient is as good as 0: a line tells some class apart without error, so that without weight decay there is no optimum; set one, such as 1e-4"
            : null);
        return new ConvexOptimum
        {
            Converged = minimum.Converged && noOptimum is null,
            Value = minimum.Value,
            GradientNorm = minimum.GradientNorm,
            Iterations = minimum.Iterations,
            GapBound = minimum.GapBound,
            Warning = noOptimum ?? Unfinished(minimum),
        };
    }

    /// <summary>Mean loss of all rows and the ridge, and the gradient of both.</summary>
    /// <param name="x">Weights and biases as they lie in the network, but the biases are those of centred features.</param>
    /// <param name="gradient">In these.</param>
    /// <remarks>As biases are free, centring changes no model; without it the means of the features make the problem far worse conditioned.</remarks>
    public double Objective(ReadOnlySpan<double> x, Span<double> gradient)
    {
        _cancellation.ThrowIfCancellationRequested();
        ParameterStore<double> parameters = _network.Parameters;
        x.CopyTo(parameters.Values);
        int outputs = _network.Outputs;
        Span<double> biases = parameters.Values.Slice(parameters.Decaying, outputs);
        for (int j = 0; j < _means.Length; j++) DoubleVectors.AddScaled(-_means[j], x.Slice(j * outputs, outputs), biases);
        gradient.Clear();
        var sums = default(LossSums);
        int chunk = _batch.Rows.Length;
        for (int start = 0; start < _rows.Rows; start += chunk)
        {
            int count = Math.Min(chunk, _rows.Rows - start);
            for (int i = 0; i < count; i++) _batch.Rows[i] = start + i;
            _batch.Count = _batch.Known = count;
            sums.Add(_backpropagation.Run(_batch));
            DoubleVectors.AddScaled((double)count / _rows.Rows, parameters.Gradient, gradient);
        }
        _sums = sums;
        ReadOnlySpan<double> inBiases = gradient.Slice(parameters.Decaying, outputs);
        for (int j = 0; j < _means.Length; j++) DoubleVectors.AddScaled(-_means[j], inBiases, gradient.Slice(j * outputs, outputs));
        ReadOnlySpan<double> weights = x[..parameters.Decaying];
        DoubleVectors.AddScaled(_settings.WeightDecay, weights, gradient);
        return (sums.Loss / _rows.Rows) + (.5 * _settings.WeightDecay * DoubleVectors.Dot(weights, weights));
    }

    private static double[] Means(Network<double> network, Features features)
    {
        double[] sums = new double[features.Columns];
        if (network.AsSparse(features) is { } sparse)
        {
            for (int i = 0; i < sparse.Rows; i++)
            {
                ReadOnlySpan<int> columns = sparse.ColumnsOf(i);
                ReadOnlySpan<float> values = sparse.ValuesOf(i);
                for (int e = 0; e < columns.Length; e++) sums[columns[e]] += values[e] * (1.0 / sparse.Rows);
            }
            return sums;
        }
        double[] row = new double[features.Columns];
        for (int i = 0; i < features.Rows; i++)
        {
            network.Read(features, i, row);
            DoubleVectors.AddScaled(1.0 / features.Rows, row, sums);
        }
        return sums;
    }

    private static void RequireConvex(TrainingOptions options, Loss loss)
    {
        if (options.Network.Layers.Count > 0)
            throw new ArgumentException($"L-BFGS: the network has layers before its head ({options.Network}); only without any is the loss convex. Take no layers, or AdamW");
        if (options.Head is not (SoftmaxHead or SigmoidHead or MultiLabelHead))
            throw new ArgumentException($"L-BFGS: the head is {options.Head.Token}; only softmax, sigmoid and multilabel are convex. Take one of these, or AdamW");
        if (loss is not SoftmaxCrossEntropy)
            throw new ArgumentException($"L-BFGS: the loss is {loss}; only cross-entropy, smoothed or not, is known to be convex. Take that, or AdamW");
        if (options.Mixup > 0)
            throw new ArgumentException($"L-BFGS: mixup draws new rows every step, and there are no steps. Take none ({options.Mixup} now), or AdamW");
        if (options.Penalties.Count > 0)
            throw new ArgumentException($"L-BFGS: the loss has a penalty ({options.Penalties[0]}); with it the loss is not known to be convex. Take none, or AdamW");
    }

    /// <summary>
    /// Whether a hundredth of the gradient takes the weights much further. Near an optimum it moves them by next to nothing; on the way to one at
    /// infinity they grow with the logarithm of it.
    /// </summary>
    private bool Drifts(double[] point, MinimumOptions options)
    {
        double[] further = Lbfgs.Minimize(Objective, point, options with { GradientTolerance = options.GradientTolerance / 100 }).Point;
        DoubleVectors.AddScaled(-1, point, further);
        return Math.Sqrt(DoubleVectors.Dot(further, further)) > Drift * Math.Sqrt(DoubleVectors.Dot(point, point));
    }

    /// <summary>Why the optimum is at infinity, if that is certain.</summary>
    private string? WithoutOptimum()
    {
        if (_smoothed) return null;   // every target is inside the simplex, and so is the best prediction
        if (OneSided() is { } constant) return constant;
        bool separated = _targets.Kind != TargetKind.Cells && _sums.Correct == _rows.Rows;
        return separated && _settings.WeightDecay == 0
            ? "L-BFGS: the model tells all rows apart without error, so that without weight decay there is no optimum and confidence only grows; set a weight decay, such as 1e-4"
            : null;
    }

    /// <summary>A class without rows, or a label that is always the same: its bias, which no ridge holds, has no optimum.</summary>
    private string? OneSided()
    {
        int[] counts = _targets.Counts();
        for (int i = 0; i < _targets.Cells.Length; i++) counts[i % counts.Length] += _targets.Cells[i];
        for (int k = 0; k < _classWeights?.Length; k++) counts[k] = _classWeights[k] == 0 ? 0 : counts[k];
        int at = Array.IndexOf(counts, 0);
        if (at < 0 && _targets.Kind == TargetKind.Cells) at = Array.IndexOf(counts, _rows.Rows);
        if (at < 0) return null;
        string what = _targets.Kind == TargetKind.Cells ? $"label {at} is {(counts[at] == 0 ? "no" : "yes")} in every row" : $"class {at} has no rows (or weight 0)";
        return $"L-BFGS: {what}, so that its bias has no optimum; leave it out, or smooth the labels";
    }

    private string? Unfinished(Minimum minimum)
    {
        string norm = minimum.GradientNorm.ToString("0.0e0", CultureInfo.InvariantCulture);
        return minimum.Reason switch
        {
            StopReason.GradientSmall => null,
            StopReason.NoFurtherDescent => $"L-BFGS: rounding hides further descent at a gradient norm of {norm}; a gradient tolerance above that is within reach",
            StopReason.IterationsExhausted when _settings.WeightDecay == 0 =>
                $"L-BFGS: not at an optimum after {minimum.Iterations:N0} iterations, gradient norm {norm}; there may be none without weight decay: set one, such as 1e-4, or scale the features",
            _ => $"L-BFGS: not at the optimum after {minimum.Iterations:N0} iterations, gradient norm {norm}; allow more, or scale the features to unit variance",
        };
    }
}
