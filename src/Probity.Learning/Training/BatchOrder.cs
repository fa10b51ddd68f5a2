using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// Which rows make each step of an epoch. Everything is drawn from streams keyed by seed and epoch or step, so that a training can go on
/// from any epoch without anything to remember. Batches of an epoch are as equal as can be: a last one of a few rows would move the weights as far
/// as a full one.
/// </summary>
internal sealed class BatchOrder
{
    private const ulong OrderStreams = 2UL << 32, OutlierStreams = 3UL << 32, MixupStreams = 4UL << 32;

    private readonly TrainingOptions _options;
    private readonly int[] _order, _outliers;
    private readonly Batch _batch;
    private readonly int _batchSize;
    private int _next, _nextOutlier;

    public BatchOrder(int rows, int outliers, TrainingOptions options)
    {
        _options = options;
        _order = new int[rows];
        _outliers = new int[outliers];
        _batchSize = Math.Min(options.BatchSize, rows);
        Capacity = _batchSize + Math.Min(outliers, _batchSize);
        bool mixes = options.Mixup > 0;
        _batch = new Batch(Capacity) { Partners = mixes ? new int[_batchSize] : [], Shares = mixes ? new double[_batchSize] : [] };
    }

    /// <summary>Rows of a batch at most: those of the training set and as many outliers, where there are any.</summary>
    public int Capacity { get; }

    /// <summary>Begins an epoch, counted from 1.</summary>
    public void Shuffle(int epoch)
    {
        Shuffle(_order, OrderStreams + (ulong)epoch);
        Shuffle(_outliers, OutlierStreams + (ulong)epoch);
        _next = _nextOutlier = 0;
    }

    /// <summary>The rows of the next step, valid until the one after; null at the end of the epoch.</summary>
    /// <param name="steps">Steps made since the beginning of the training.</param>
    public Batch? Next(long steps)
    {
        if (_next == _order.Length) return null;
        int left = _order.Length - _next, known = RowRanges.Count(left, RowRanges.Count(left, _batchSize)), strange = Math.Min(_outliers.Length, known);
        _order.AsSpan(_next, known).CopyTo(_batch.Rows);
        for (int i = 0; i < strange; i++) _batch.Rows[known + i] = _outliers[(_nextOutlier + i) % _outliers.Length];
        _batch.Known = known;
        _batch.Count = known + strange;
        _batch.Step = new Step(_options.Seed, steps);
        if (_options.Mixup > 0) Mix(known, steps);
        _next += known;
        if (strange > 0) _nextOutlier = (_nextOutlier + strange) % _outliers.Length;
        return _batch;
    }

    private void Mix(int rows, long steps)
    {
        var random = new RandomStream(_options.Seed, MixupStreams + (ulong)steps);
        for (int i = 0; i < rows; i++)
        {
            _batch.Partners[i] = _batch.Rows[random.NextInt32(rows)];
            _batch.Shares[i] = Beta(ref random, _options.Mixup);
        }
    }

    /// <summary>Beta(α, α) for α in (0, 1] (Jöhnk, Metrika 1964).</summary>
    private static double Beta(ref RandomStream random, double alpha)
    {
        while (true)
        {
            double x = Math.Pow(random.NextDouble(), 1 / alpha), y = Math.Pow(random.NextDouble(), 1 / alpha);
            if (x + y <= 1 && x + y > 0) return x / (x + y);
        }
    }

    private void Shuffle(int[] rows, ulong stream)
    {
        for (int i = 0; i < rows.Length; i++) rows[i] = i;
        new RandomStream(_options.Seed, stream).Shuffle<int>(rows);
    }
}
