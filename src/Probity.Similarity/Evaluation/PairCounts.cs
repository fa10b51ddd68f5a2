using System.Collections.Concurrent;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>How many pairs of items that belong together, and of others, are in each bin of a <see cref="PairGrid"/>; each unordered pair once.</summary>
internal sealed class PairCounts
{
    private const int MostBatches = 2_048;

    private readonly PairGrid _grid;
    private readonly bool _own;
    private readonly int[]? _batches;   // of each query in walking order
    private readonly ConcurrentBag<Sink> _sinks = [];

    /// <param name="set">What is compared.</param>
    /// <param name="grid">Bins.</param>
    /// <param name="units">Whose own counts are kept for resampling; null keeps none.</param>
    /// <param name="seed">Units beyond some number share a row of counts, drawn by it.</param>
    public PairCounts(RetrievalSet set, PairGrid grid, ResamplingUnits? units, ulong seed)
    {
        _grid = grid;
        _own = set.Relevance.OwnReference;
        if (units is null) return;
        var order = new int[units.Count];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        var random = new RandomStream(seed, (ulong)RetrievalStreams.Batches << 32);
        if (order.Length > MostBatches) random.Shuffle<int>(order);
        Batches = Math.Min(MostBatches, order.Length);
        _batches = new int[set.Relevance.Queries];
        for (int i = 0; i < _batches.Length; i++) _batches[i] = order[units.OfQuery[set.Relevance.QueryOrder[i]]] % Batches;
    }

    /// <summary>Rows of <see cref="OfBatches"/>.</summary>
    public int Batches { get; }

    public IPairSink NewSink()
    {
        var sink = new Sink(this);
        _sinks.Add(sink);
        return sink;
    }

    /// <summary>Pairs of one kind in each bin.</summary>
    public double[] Of(bool positive)
    {
        var sums = new double[_grid.Count];
        foreach (Sink sink in _sinks) sink.AddTo(sums, positive);
        return sums;
    }

    /// <summary>
    /// Pairs of one kind that each batch has part in, batches × coarse bins: with an own reference a pair counts for both of its items.
    /// </summary>
    public double[] OfBatches(bool positive)
    {
        var sums = new double[Batches * _grid.CoarseCount];
        foreach (Sink sink in _sinks) sink.AddBatchesTo(sums, positive);
        return sums;
    }

    /// <summary>One thread's.</summary>
    private sealed class Sink(PairCounts of) : IPairSink
    {
        private readonly long[] _rightInAll = new long[of._grid.Count], _wrongInAll = new long[of._grid.Count];
        private readonly uint[] _right = new uint[of._grid.Count], _wrong = new uint[of._grid.Count];   // half as much memory to jump about in
        private readonly long[] _batchesRight = new long[of.Batches * of._grid.CoarseCount], _batchesWrong = new long[of.Batches * of._grid.CoarseCount];
        private readonly int[] _bins = new int[DistanceTile.Width];
        private long _pending;

        public void Add(int query, bool positive, int firstReference, ReadOnlySpan<float> keys)
        {
            PairGrid grid = of._grid;
            // Pairs with references before the query were counted the other way round.
            int once = of._own ? Math.Clamp(query + 1 - firstReference, 0, keys.Length) : 0;
            bool batched = of._batches is not null;
            Span<int> bins = _bins.AsSpan(0, batched ? keys.Length : keys.Length - once);
            grid.Bins(keys[(keys.Length - bins.Length)..], bins);
            uint[] counts = positive ? _right : _wrong;
            foreach (int bin in bins[(batched ? once : 0)..]) counts[bin]++;
            if (batched)
            {
                Span<long> batch = (positive ? _batchesRight : _batchesWrong).AsSpan(of._batches![query] * grid.CoarseCount, grid.CoarseCount);
                foreach (int bin in bins) batch[grid.Coarse(bin)]++;
            }
            _pending += keys.Length;
            if (_pending > int.MaxValue) Flush();
        }

        public void AddTo(double[] sums, bool positive)
        {
            Flush();
            long[] counts = positive ? _rightInAll : _wrongInAll;
            for (int bin = 0; bin < sums.Length; bin++) sums[bin] += counts[bin];
        }

        public void AddBatchesTo(double[] sums, bool positive)
        {
            long[] counts = positive ? _batchesRight : _batchesWrong;
            for (int i = 0; i < sums.Length; i++) sums[i] += counts[i];
        }

        private void Flush()
        {
            for (int bin = 0; bin < _right.Length; bin++)
            {
                _rightInAll[bin] += _right[bin];
                _wrongInAll[bin] += _wrong[bin];
            }
            Array.Clear(_right);
            Array.Clear(_wrong);
            _pending = 0;
        }
    }
}
