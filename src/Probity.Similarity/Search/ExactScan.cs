using System.Collections.Concurrent;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Compares some queries with some references at a time by keys, keeps of each query those that may be among the closest, and orders them by
/// <see cref="ExactDistance"/>.
/// </summary>
internal sealed class ExactScan
{
    private const int MostQueries = 512, FewTasks = 16, LeastPart = 4_096;
    private const int RowsAhead = 8;           // that are fetched while one is compared: they lie apart
    private const int FoundAtOnce = 1 << 20;   // by a thread
    private const int TimesCompared = 3, MoreCompared = 200;   // distances of a query, times k and beside, above which finer keys are faster

    private readonly SearchRequest _request;
    private readonly ScanForm _form;
    private readonly FoundLists _found;
    private readonly int _firstRow, _queriesAtOnce, _parts, _rowsOfPart;
    private readonly ConcurrentBag<Worker> _idle = [];
    private volatile bool _coarse = true;   // until coarse keys leave too much to distances

    private ExactScan(SearchRequest request, ScanForm form, int firstRow)
    {
        (_request, _form, _firstRow) = (request, form, firstRow);
        _queriesAtOnce = Math.Clamp(FoundAtOnce / Math.Max(1, request.MostK), 1, MostQueries);
        int blocks = RowRanges.Count(request.Count, _queriesAtOnce), rows = form.Rows - firstRow;
        int parts = Math.Clamp(FewTasks / Math.Max(1, blocks), 1, Math.Max(1, rows / Math.Max(LeastPart, request.MostK)));
        _rowsOfPart = Math.Max(1, RowRanges.Count(rows, parts));
        _parts = Math.Max(1, RowRanges.Count(rows, _rowsOfPart));
        _found = new FoundLists(request, _parts);
    }

    /// <param name="request">What is looked for.</param>
    /// <param name="form">Of the references.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <param name="firstRow">References before it are left aside.</param>
    public static Neighbours Run(SearchRequest request, ScanForm form, IProgress<double>? progress, int firstRow = 0)
    {
        var scan = new ExactScan(request, form, firstRow);
        int blocks = RowRanges.Count(request.Count, scan._queriesAtOnce), tasks = blocks * scan._parts;
        Action done = SearchRequest.Counter(progress, tasks);
        RowRanges.For(tasks, 1, (task, _, _) =>
        {
            Worker worker = scan._idle.TryTake(out Worker? idle) ? idle : new Worker(scan);
            int first = task / scan._parts * scan._queriesAtOnce, part = task % scan._parts;
            worker.Run(first, Math.Min(request.Count, first + scan._queriesAtOnce), part);
            scan._idle.Add(worker);
            done();
        });
        return scan._found.Finish();
    }

    private sealed class Worker
    {
        private readonly ExactScan _scan;
        private readonly SearchRequest _request;
        private readonly EmbeddingRows _rows;
        private readonly int _most;
        private ScanTile _tile;
        private readonly Candidates[] _candidates;
        private readonly bool[] _keysSayNothing = new bool[MostQueries];
        private readonly Closest _closest;
        private readonly float[] _room;
        private int _first;

        public Worker(ExactScan scan)
        {
            (_scan, _request, _rows) = (scan, scan._request, scan._request.Rows);
            _most = Math.Min(scan._queriesAtOnce, _request.Count);
            _tile = new ScanTile(scan._form, _most, scan._coarse);
            _candidates = new Candidates[_most];
            for (int i = 0; i < _most; i++) _candidates[i] = new Candidates(_request.MostK, scan._rowsOfPart);
            _closest = new Closest(_request.MostK);
            _room = new float[ScanTile.Width * _rows.Columns];
        }

        public void Run(int first, int end, int part)
        {
            _first = first;
            if (_tile.IsCoarse && !_scan._coarse) _tile = new ScanTile(_scan._form, _most, coarse: false);
            int start = _scan._firstRow + (part * _scan._rowsOfPart), last = (int)Math.Min(_scan._form.Rows, (long)start + _scan._rowsOfPart);
            int queries = end - first;
            bool anyKeys = false;
            for (int i = 0; i < queries; i++) anyKeys |= Start(i);
            if (anyKeys)
            {
                _tile.Start(queries);
                for (int row = start; row < last; row += ScanTile.Width) Look(queries, row, Math.Min(ScanTile.Width, last - row));
            }
            long compared = 0;
            for (int i = 0; i < queries; i++)
            {
                _closest.Start(_request.MostK);
                if (_keysSayNothing[i] || _candidates[i].TooMany) OfferAll(i, start, last);
                else OfferCandidates(i);
                compared += _candidates[i].TooMany ? last - start : _candidates[i].Indices.Length;
                _closest.Finish();
                _scan._found.Set(first + i, part, _closest);
            }
            if (_tile.IsCoarse && compared > queries * ((TimesCompared * (long)_request.MostK) + MoreCompared)) _scan._coarse = false;
        }

        private bool Start(int query)
        {
            bool keys = _tile.TrySetQuery(_request.Query(_first + query), query, out double absolute, out double relative);
            _keysSayNothing[query] = !keys;
            _candidates[query].Start(_request.MostK, _request, _first + query, absolute, relative);
            return keys;
        }

        private void Look(int queries, int row, int count)
        {
            _tile.SetReferences(_rows.Read(row, count, _room), row, count);
            for (int i = 0; i < queries; i++)
            {
                if (!_keysSayNothing[i] && !_candidates[i].TooMany) _candidates[i].Look(_tile.Keys(i), row, _rows);
            }
        }

        private void OfferCandidates(int query)
        {
            _candidates[query].Finish();
            ReadOnlySpan<float> from = _request.Query(_first + query);
            double square = ExactDistance.Square(from);
            ReadOnlySpan<int> candidates = _candidates[query].Indices;
            for (int i = 0; i < candidates.Length; i++)
            {
                if (i + RowsAhead < candidates.Length) _rows.Prefetch(candidates[i + RowsAhead]);
                int index = candidates[i];
                _closest.Offer(ExactDistance.Of(_request.Distance, from, _rows.Read(index, 1, _room), square), index);
            }
        }

        private void OfferAll(int query, int start, int end)
        {
            ReadOnlySpan<float> from = _request.Query(_first + query);
            double square = ExactDistance.Square(from);
            int self = _request.Self(_first + query), withoutGroup = _request.WithoutGroup(_first + query);
            int[] groups = _request.Groups;
            for (int row = start; row < end; row++)
            {
                if (row == self || (groups.Length > 0 && groups[row] == withoutGroup) || _rows.IsDeleted(row)) continue;
                _closest.Offer(ExactDistance.Of(_request.Distance, from, _rows.Read(row, 1, _room), square), row);
            }
        }
    }
}
