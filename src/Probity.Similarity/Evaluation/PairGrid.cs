using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Probity.Similarity;

/// <summary>
/// Bins of keys, ascending. Few pairs: one bin a different key, so nothing is lost. Many: some 260,000 bins, laid out by a sample so that all hold
/// about as many pairs.
/// </summary>
internal sealed unsafe class PairGrid
{
    private const int MostExact = 1 << 20;   // pairs that get a bin each
    private const int Most = 1 << 18, Cells = 1 << 10;
    private const int CoarsePlaces = 1 << 12;
    private const int EvenCoarse = 192, TailCoarse = 64;   // bins of the coarse grid: even ones, and more where false accepts are rare

    private readonly float[]? _exact;
    private readonly int[] _first = [];
    private readonly float[] _bins = [];
    private readonly float _lowest, _scale;
    private readonly ushort[] _coarse;
    private readonly int _coarseShift;

    /// <summary>Both ascending.</summary>
    private PairGrid(float[] keys, float[] wrong, bool exact)
    {
        if (exact)
        {
            _exact = Distinct(keys);
            Count = _exact.Length;
        }
        else
        {
            _lowest = keys[0];
            _scale = Cells / (keys[^1] - _lowest);
            if (!float.IsFinite(_scale)) _scale = 0;
            (_first, _bins) = (new int[Cells], new float[Cells]);
            var sampled = new int[Cells];
            foreach (float key in keys) sampled[CellsOf(Vector256.Create(key), out _)[0]]++;
            for (int cell = 0; cell < Cells; cell++)
            {
                int bins = 1 + (int)((long)sampled[cell] * (Most - Cells) / keys.Length);
                (_first[cell], _bins[cell]) = (Count, bins);
                Count += bins;
            }
        }
        while (Count >> _coarseShift > CoarsePlaces) _coarseShift++;
        _coarse = Coarsen(wrong);
    }

    /// <summary>Bins.</summary>
    public int Count { get; }

    /// <summary>Bins of the coarse grid.</summary>
    public int CoarseCount { get; private set; }

    /// <summary>Whether each different key has a bin of its own.</summary>
    public bool IsExact => _exact is not null;

    public static PairGrid Of(RetrievalSet set, ulong seed)
    {
        var relevance = set.Relevance;
        if ((long)relevance.Queries * relevance.References <= Most)
        {
            var all = new Collector();
            RetrievalPass.Run(set, perQuery: null, () => new CollectorSink(all));
            return new PairGrid(Sorted(all.Right, all.Wrong), Sorted(all.Wrong), exact: true);
        }
        (List<float> right, List<float> wrong) = PairSample.Draw(set, seed);
        return new PairGrid(Sorted(right, wrong), Sorted(wrong), exact: false);
    }

    /// <summary>The bin of every key; smaller keys never have a greater one.</summary>
    public void Bins(ReadOnlySpan<float> keys, Span<int> bins)
    {
        int at = 0;
        for (; at <= keys.Length - Vector256<float>.Count && !IsExact; at += Vector256<float>.Count) Bins(Vector256.Create(keys[at..])).CopyTo(bins[at..]);
        for (; at < keys.Length; at++) bins[at] = Bin(keys[at]);
    }

    /// <summary>The coarse bin of a bin.</summary>
    public int Coarse(int bin) => _coarse[bin >> _coarseShift];

    private int Bin(float key) => _exact is null ? Bins(Vector256.Create(key))[0] : Array.BinarySearch(_exact, key);

    private Vector256<int> Bins(Vector256<float> keys)
    {
        Vector256<int> cells = CellsOf(keys, out Vector256<float> places);
        Vector256<float> share = Vector256.Min(Vector256.Max(places - Vector256.ConvertToSingle(cells), Vector256<float>.Zero), Vector256.Create(.9999999f));
        if (Avx2.IsSupported)
        {
            fixed (int* first = _first)
            fixed (float* bins = _bins)
            {
                return Avx2.GatherVector256(first, cells, sizeof(int)) + Vector256.ConvertToInt32Native(share * Avx2.GatherVector256(bins, cells, sizeof(float)));
            }
        }
        Span<int> found = stackalloc int[Vector256<int>.Count];
        for (int lane = 0; lane < found.Length; lane++) found[lane] = _first[cells[lane]] + (int)(share[lane] * _bins[cells[lane]]);
        return Vector256.Create<int>(found);
    }

    private Vector256<int> CellsOf(Vector256<float> keys, out Vector256<float> places)
    {
        places = (keys - Vector256.Create(_lowest)) * Vector256.Create(_scale);
        return Vector256.ConvertToInt32Native(Vector256.Min(Vector256.Max(places, Vector256<float>.Zero), Vector256.Create(Cells - 1f)));
    }

    private ushort[] Coarsen(float[] wrong)
    {
        int places = Math.Max(1, ((Count - 1) >> _coarseShift) + 1);   // one even where there are no pairs
        var starts = new bool[places];
        starts[0] = true;
        for (int i = 1; i < EvenCoarse; i++) starts[(int)((long)i * Count / EvenCoarse) >> _coarseShift] = true;
        for (int i = 0; i < TailCoarse && wrong.Length > 0; i++)
        {
            int rank = (int)(wrong.Length * Math.Pow(10, -6.0 * i / TailCoarse) / 2);
            starts[Bin(wrong[rank]) >> _coarseShift] = true;
        }
        var coarse = new ushort[places];
        int at = -1;
        for (int place = 0; place < places; place++)
        {
            if (starts[place]) at++;
            coarse[place] = (ushort)at;
        }
        CoarseCount = at + 1;
        return coarse;
    }

    private static float[] Sorted(params List<float>[] lists)
    {
        float[] keys = [.. lists.SelectMany(list => list)];
        Array.Sort(keys);
        return keys;
    }

    private static float[] Distinct(float[] sorted)
    {
        int count = 0;
        var distinct = new float[sorted.Length];
        foreach (float key in sorted)
        {
            if (count == 0 || distinct[count - 1] != key) distinct[count++] = key;
        }
        return distinct[..count];
    }

    private sealed class Collector
    {
        public List<float> Right { get; } = [];

        public List<float> Wrong { get; } = [];
    }

    private sealed class CollectorSink(Collector all) : IPairSink
    {
        public void Add(int query, bool positive, int firstReference, ReadOnlySpan<float> keys)
        {
            lock (all) (positive ? all.Right : all.Wrong).AddRange(keys);
        }
    }
}
