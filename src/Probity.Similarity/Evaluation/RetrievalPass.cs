using System.Collections.Concurrent;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>What one thread does with the keys of pairs of one query, in walking order.</summary>
internal interface IPairSink
{
    /// <param name="query">In walking order.</param>
    /// <param name="positive">Whether the references are right for it.</param>
    /// <param name="firstReference">In walking order; the others follow.</param>
    /// <param name="keys">One a reference.</param>
    void Add(int query, bool positive, int firstReference, ReadOnlySpan<float> keys);
}

/// <summary>
/// Compares every query with every reference in tiles: first with the right ones, then with the wrong. Memory is O(N) for the rows and a fixed
/// amount a thread, whatever N.
/// </summary>
internal sealed class RetrievalPass
{
    private const int MostQueries = 64;   // fewer would spend their time on making references ready for the product
    private const int MostPositives = 1 << 21;   // held by a thread at once

    private readonly RetrievalSet _set;
    private readonly Relevance _relevance;
    private readonly int _queriesAtOnce;
    private readonly Action<QueryRanks>? _perQuery;
    private readonly Func<IPairSink>? _sinks;
    private readonly ConcurrentBag<Worker> _idle = [];

    private RetrievalPass(RetrievalSet set, Action<QueryRanks>? perQuery, Func<IPairSink>? sinks)
    {
        (_set, _relevance, _perQuery, _sinks) = (set, set.Relevance, perQuery, sinks);
        int relevant = Math.Max(1, _relevance.MostRelevant);
        _queriesAtOnce = Math.Clamp(MostPositives / relevant, 1, MostQueries);
    }

    /// <param name="set">What to compare.</param>
    /// <param name="perQuery">Told the ranks of every query once, from any thread, which it must not keep.</param>
    /// <param name="sinks">Makes what one thread does with pairs.</param>
    /// <param name="progress">Told how many more queries are done, from any thread.</param>
    public static void Run(RetrievalSet set, Action<QueryRanks>? perQuery, Func<IPairSink>? sinks = null, Action<int>? progress = null)
    {
        var pass = new RetrievalPass(set, perQuery, sinks);
        RowRanges.For(set.Relevance.Queries, pass._queriesAtOnce, (_, start, end) =>
        {
            Worker worker = pass._idle.TryTake(out Worker? idle) ? idle : new Worker(pass);
            worker.Run(start, end);
            pass._idle.Add(worker);
            progress?.Invoke(end - start);
        });
    }

    private sealed class Worker
    {
        private readonly RetrievalPass _pass;
        private readonly Relevance _relevance;
        private readonly DistanceTile _tile;
        private readonly QueryRanks[] _ranks;
        private readonly List<Run>[] _runs;
        private readonly int[] _nextRun;
        private readonly IPairSink? _pairs;
        private int _start;

        public Worker(RetrievalPass pass)
        {
            (_pass, _relevance) = (pass, pass._relevance);
            int queries = pass._queriesAtOnce;
            _tile = new DistanceTile(pass._set.Queries.Distance, pass._set.Queries.Columns, queries);
            _ranks = new QueryRanks[queries];
            _runs = new List<Run>[queries];
            for (int i = 0; i < queries; i++) (_ranks[i], _runs[i]) = (new QueryRanks(), []);
            _nextRun = new int[queries];
            _pairs = pass._sinks?.Invoke();
        }

        public void Run(int start, int end)
        {
            _start = start;
            _tile.SetQueries(_pass._set.Queries, start, end - start);
            int first = int.MaxValue, last = 0;
            for (int i = 0; i < end - start; i++)
            {
                _ranks[i].Start(_relevance.QueryOrder[start + i]);
                AddRuns(start + i, _runs[i]);
                if (_runs[i].Count == 0) continue;
                first = Math.Min(first, _runs[i][0].Start);
                last = Math.Max(last, _runs[i][^1].End);
            }
            if (first < last) Walk(end - start, first, last, positives: true);
            for (int i = 0; i < end - start; i++) _ranks[i].Sort();
            Walk(end - start, 0, _relevance.References, positives: false);
            for (int i = 0; i < end - start; i++)
            {
                _ranks[i].Finish();
                _pass._perQuery?.Invoke(_ranks[i]);
            }
        }

        /// <summary>The query itself is in a range even where it has no label to share: it must not count as wrong.</summary>
        private void AddRuns(int query, List<Run> runs)
        {
            runs.Clear();
            _relevance.AddRuns(query, runs);
        }

        private void Walk(int queries, int first, int last, bool positives)
        {
            Array.Clear(_nextRun);
            for (int start = first; start < last; start += DistanceTile.Width)
            {
                int end = Math.Min(last, start + DistanceTile.Width);
                _tile.Compute(_pass._set.References, start, end - start);
                for (int query = 0; query < queries; query++) Segments(query, start, end, positives);
            }
        }

        /// <summary>Cuts a tile's references into those in the query's ranges and those outside.</summary>
        private void Segments(int query, int start, int end, bool positives)
        {
            List<Run> runs = _runs[query];
            int at = start;
            ref int next = ref _nextRun[query];
            for (; next < runs.Count && runs[next].Start < end; next++)
            {
                Run run = runs[next];
                if (!positives) Negatives(query, start, at, run.Start);
                at = Math.Max(start, run.Start);
                int until = Math.Min(end, run.End);
                if (positives) Positives(query, start, at, until);
                at = until;
                if (run.End > end) return;   // the next tile goes on with it
            }
            if (!positives) Negatives(query, start, at, end);
        }

        private void Positives(int query, int tile, int from, int to)
        {
            int self = _relevance.Self(_start + query);
            if (self < from || self >= to)
            {
                Right(query, tile, from, to);
                return;
            }
            Right(query, tile, from, self);
            Right(query, tile, self + 1, to);
        }

        private void Right(int query, int tile, int from, int to)
        {
            if (from >= to) return;
            ReadOnlySpan<float> keys = _tile.Keys(query, from - tile, to - from);
            _ranks[query].Look(keys, _relevance.ReferenceOrder.AsSpan(from, to - from));
            _ranks[query].AddPositives(keys);
            _pairs?.Add(_start + query, positive: true, from, keys);
        }

        private void Negatives(int query, int tile, int from, int to)
        {
            if (from >= to) return;
            ReadOnlySpan<float> keys = _tile.Keys(query, from - tile, to - from);
            _ranks[query].Look(keys, _relevance.ReferenceOrder.AsSpan(from, to - from));
            _ranks[query].AddNegatives(keys);
            _pairs?.Add(_start + query, positive: false, from, keys);
        }
    }
}
