using System.Numerics;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>The training of a head between two epochs: all that it takes to go on, and how to go on by one.</summary>
internal sealed class SimilarityRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LastShare = .9;
    private const int PulseRows = 4_096;   // training rows that are looked at after every epoch
    private const ulong PulseStream = 26UL << 32;

    private readonly SimilarityOptions _options;
    private readonly ValidationSearch? _validation;
    private readonly SamplerRun _sampler;
    private readonly Backpropagation<T> _backpropagation;
    private readonly EmbeddingObjective<T> _objective;
    private readonly GradientClipping<T>? _clipping;
    private readonly Features _pulse;
    private readonly Batch _batch;
    private readonly int _featureGroups;   // 1 where there are none
    private readonly bool _hasGroups;
    private readonly int _firstEligible;   // the first epoch that may be kept for its metric: a head that anneals is not itself before the end
    private readonly List<SimilarityEpoch> _epochs = [];

    /// <param name="network">Built by the head, with its weights drawn.</param>
    /// <param name="head">Its design.</param>
    /// <param name="rows">What it learns from.</param>
    /// <param name="validation">What chooses the epoch, or null.</param>
    /// <param name="options">Checked.</param>
    public SimilarityRun(Network<T> network, EmbeddingHead head, SimilarityRows rows, ValidationSearch? validation, SimilarityOptions options)
    {
        _options = options;
        _validation = validation;
        Network = network;
        TrainingRows = rows.Rows;
        _sampler = options.SamplerFor(rows).Start(rows.Relations, options.Seed);
        _firstEligible = network.Layers.Any(layer => layer is IAnneals { Anneals: true }) ? (int)Math.Ceiling(LastShare * options.Epochs) : 1;
        _hasGroups = head.FeatureGroups is not null;
        _featureGroups = head.FeatureGroups?.Groups ?? 1;
        _objective = new EmbeddingObjective<T>(options.Loss, options.Penalties, rows.Relations, network.Outputs, _featureGroups, _sampler.Capacity, options.Memory);
        _objective.Initialise(options.Seed);
        _batch = new Batch(_sampler.Capacity);
        _backpropagation = new Backpropagation<T>(network, _objective, rows.Features, _sampler.Capacity);
        Optimizer = options.Optimizer.Start(network.Parameters);
        LossOptimizer = _objective.Parameters.Length > 0 ? options.Optimizer.Start(_objective.Parameters) : null;
        if (options.LargestGradient is { } norm) _clipping = new GradientClipping<T>(network.Parameters, norm);
        int[] seen = [.. RowSplit.Shuffled(rows.Rows, options.Seed ^ PulseStream).Take(PulseRows)];
        _pulse = rows.Features.Select(seen);
        Best = new Snapshot<T>(network);
    }

    public Network<T> Network { get; }

    public OptimizerRun<T> Optimizer { get; }

    /// <summary>Moves what the loss learns of its own; null where it learns nothing.</summary>
    public OptimizerRun<T>? LossOptimizer { get; }

    /// <summary>Rows that it learns from.</summary>
    public int TrainingRows { get; }

    public int StepsPerEpoch => _sampler.StepsPerEpoch;

    /// <summary>Rows that are never drawn, for nothing belongs to them.</summary>
    public int LoneRows => _sampler.LoneRows;

    /// <summary>What the loss learns of its own.</summary>
    public ParameterStore<T> LossParameters => _objective.Parameters;

    public EmbeddingMemory<T> Memory => _objective.Memory;

    /// <summary>The weights of the best epoch so far; without validation rows of the last that was sound. Of the start before any.</summary>
    public Snapshot<T> Best { get; }

    /// <summary>The epoch of <see cref="Best"/>, 0 before any.</summary>
    public int BestEpoch { get; private set; }

    public IReadOnlyList<SimilarityEpoch> Epochs => _epochs;

    /// <summary>Why it is over, or null.</summary>
    public TrainingEnd? End { get; private set; }

    /// <summary>Makes every step of an epoch once. Afterwards the run may be over.</summary>
    public SimilarityEpoch RunEpoch()
    {
        int epoch = _epochs.Count + 1, stepsPerEpoch = _sampler.StepsPerEpoch;
        _sampler.Shuffle(epoch);
        _objective.Remembers = epoch > _options.MemoryWarmUp;
        double loss = 0, rate = 0;
        for (int step = 0; step < stepsPerEpoch; step++)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            long steps = (long)stepsPerEpoch * _options.Epochs;
            EmbeddingHead.Anneal(Network, (double)Optimizer.Steps / steps);
            _batch.Count = _batch.Known = _sampler.Fill(step, _batch.Rows);
            _batch.Step = new Step(_options.Seed, Optimizer.Steps);
            loss += _backpropagation.Run(_batch).Loss;
            if (_clipping is not null && !double.IsFinite(_clipping.Run())) loss = double.NaN;
            rate = _options.Optimizer.LearningRate * _options.Schedule.Factor(Optimizer.Steps, steps, stepsPerEpoch);
            Optimizer.Step(rate);
            LossOptimizer?.Step(rate * _options.ProxyRate);
        }
        (bool sound, double? information, double? maxProbability) = Pulse();
        var figures = new SimilarityEpoch
        {
            Epoch = epoch,
            Epochs = _options.Epochs,
            TrainingLoss = sound ? loss / stepsPerEpoch : double.NaN,
            LearningRate = rate,
            Metrics = sound && _validation is not null ? _validation.Measure(Network) : [],
            Information = information,
            MaxProbability = maxProbability,
            LossNumbers = _objective.LossNumbers,
        };
        Judge(figures);
        return figures;
    }

    /// <summary>Goes on from where another run of the same rows and options stood. Weights and moments have been put back already.</summary>
    public void Resume(IEnumerable<SimilarityEpoch> epochs, int bestEpoch)
    {
        _epochs.AddRange(epochs);
        BestEpoch = bestEpoch;
        if (_epochs.Count > 0) End = EndAfter(_epochs[^1]);
    }

    /// <summary>Whether embeddings of training rows are numbers, and how decided their feature groups are.</summary>
    private (bool Sound, double? Information, double? MaxProbability) Pulse()
    {
        var embeddings = new T[checked(_pulse.Rows * Network.Outputs)];
        Network.Forward(_pulse, embeddings);
        foreach (T value in embeddings)
        {
            if (!T.IsFinite(value)) return (false, null, null);
        }
        if (!_hasGroups) return (true, null, null);
        float[] shares = [.. embeddings.Select(float.CreateTruncating)];
        int values = Network.Outputs / _featureGroups;
        double largest = 0;
        for (int at = 0; at < shares.Length; at += values)
        {
            float top = 0;
            foreach (float share in shares.AsSpan(at, values)) top = Math.Max(top, share);
            largest += top;
        }
        double ceiling = values > 1 ? Math.Log(values) : 1;
        return (true, GroupInformation.Mean(shares, _featureGroups, values) / ceiling, largest * values / shares.Length);
    }

    private void Judge(SimilarityEpoch figures)
    {
        _epochs.Add(figures);
        bool broken = !double.IsFinite(figures.TrainingLoss);
        bool better = _validation is null || BestEpoch < _firstEligible || figures.Metrics[0] > _epochs[BestEpoch - 1].Metrics[0];
        if (!broken && better)
        {
            Best.Take(Network);
            BestEpoch = figures.Epoch;
        }
        End = EndAfter(figures);
    }

    private TrainingEnd? EndAfter(SimilarityEpoch figures) =>
        !double.IsFinite(figures.TrainingLoss) ? TrainingEnd.Diverged
        : _validation is not null && _options.Patience is { } patience && figures.Epoch - Math.Max(BestEpoch, _firstEligible) >= patience ? TrainingEnd.StoppedEarly
        : figures.Epoch >= _options.Epochs ? TrainingEnd.Finished
        : null;
}
