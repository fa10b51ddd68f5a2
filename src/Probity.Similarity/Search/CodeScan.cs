using System.Collections.Concurrent;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Scores the items of a code index for some queries at a time, block by block, and compares those of most evidence exactly.</summary>
internal sealed class CodeScan
{
    private const int QueriesAtOnce = 8;   // while a block's lists are in the cache

    private const int RowsAhead = 4;       // that are fetched while one is compared: they lie apart

    private readonly SearchRequest _request;
    private readonly GroupShape _shape;
    private readonly CodeBlock[] _blocks;
    private readonly CodeIndexOptions _options;
    private readonly int _lists, _mostCandidates;
    private readonly FoundLists _found;
    private readonly ConcurrentBag<Worker> _idle = [];

    private CodeScan(SearchRequest request, GroupShape shape, CodeBlock[] blocks, CodeIndexOptions options)
    {
        (_request, _shape, _blocks, _options) = (request, shape, blocks, options);
        _lists = options.Lists == 0 ? 2 * shape.Groups : Math.Max(shape.Groups, options.Lists);
        _mostCandidates = (int)Math.Min(request.Rows.Rows, Math.Max(options.Candidates, 2L * request.MostK));
        _found = new FoundLists(request, parts: 1);
    }

    public static Neighbours Run(SearchRequest request, GroupShape shape, CodeBlock[] blocks, CodeIndexOptions options, IProgress<double>? progress)
    {
        var scan = new CodeScan(request, shape, blocks, options);
        Action done = SearchRequest.Counter(progress, RowRanges.Count(request.Count, QueriesAtOnce));
        RowRanges.For(request.Count, QueriesAtOnce, (_, start, end) =>
        {
            Worker worker = scan._idle.TryTake(out Worker? idle) ? idle : new Worker(scan);
            worker.Run(start, end);
            scan._idle.Add(worker);
            done();
        });
        return scan._found.Finish();
    }

    private sealed class Worker
    {
        private readonly CodeScan _scan;
        private readonly SearchRequest _request;
        private readonly EmbeddingRows _rows;
        private readonly GroupCode _code;
        private readonly float[] _scores = new float[CodeBlock.Items];
        private readonly int[][] _lists = new int[QueriesAtOnce][];
        private readonly Candidates[] _candidates = new Candidates[QueriesAtOnce];
        private readonly Closest _closest;
        private readonly float[] _room;

        public Worker(CodeScan scan)
        {
            (_scan, _request, _rows) = (scan, scan._request, scan._request.Rows);
            _code = new GroupCode(scan._shape, Math.Min(scan._shape.Values, scan._lists), scan._options.LeastShare);
            for (int i = 0; i < QueriesAtOnce; i++) _candidates[i] = new Candidates(scan._mostCandidates, _rows.Rows);
            _closest = new Closest(_request.MostK);
            _room = new float[_rows.Columns];
        }

        public void Run(int start, int end)
        {
            for (int query = start; query < end; query++)
            {
                _lists[query - start] = Lists(_request.Query(query));
                _candidates[query - start].StartTrue(_scan._mostCandidates, _request, query);
            }
            for (int block = 0; block < _scan._blocks.Length; block++)
            {
                for (int query = start; query < end; query++) Score(block, _request.Query(query), _lists[query - start], _candidates[query - start]);
            }
            for (int query = start; query < end; query++)
            {
                _candidates[query - start].Finish();
                Compare(query, _candidates[query - start].Indices);
            }
        }

        /// <summary>The lists to look up: the first of each group, then by share.</summary>
        private int[] Lists(ReadOnlySpan<float> query)
        {
            int[] columns = _code.Of(query).ToArray();
            if (columns.Length <= _scan._lists) return columns;
            var order = new float[columns.Length];
            for (int i = 0; i < columns.Length; i++)
            {
                bool isFirst = i == 0 || columns[i] / _scan._shape.Values != columns[i - 1] / _scan._shape.Values;
                order[i] = isFirst ? float.NegativeInfinity : -query[columns[i]];
            }
            Array.Sort(order, columns);
            return columns[.._scan._lists];
        }

        private void Score(int block, ReadOnlySpan<float> query, int[] lists, Candidates candidates)
        {
            int start = block * CodeBlock.Items;
            Span<float> scores = _scores.AsSpan(0, Math.Min(CodeBlock.Items, _rows.Rows - start));
            scores.Clear();
            foreach (int list in lists) _scan._blocks[block].Subtract(list, query[list], scores);
            candidates.Look(scores, start, _rows);
        }

        private void Compare(int query, ReadOnlySpan<int> candidates)
        {
            ReadOnlySpan<float> from = _request.Query(query);
            double square = ExactDistance.Square(from);
            _closest.Start(_request.MostK);
            for (int i = 0; i < candidates.Length; i++)
            {
                if (i + RowsAhead < candidates.Length) _rows.Prefetch(candidates[i + RowsAhead]);
                _closest.Offer(ExactDistance.Of(_request.Distance, from, _rows.Read(candidates[i], 1, _room), square), candidates[i]);
            }
            _closest.Finish();
            _scan._found.Set(query, 0, _closest);
        }
    }
}
