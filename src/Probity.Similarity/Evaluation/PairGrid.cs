namespace Probity.Similarity;

/// <summary>
/// Bins of keys, ascending. Few pairs: one bin a different key, so nothing is lost. Many: some million bins, laid out by a sample so that all hold
/// about as many pairs.
/// </summary>
internal sealed class PairGrid
{
    /// <summary>Most bins, and most pairs that get a bin each.</summary>
    public const int Most = 1 << 20;

    private const int Cells = 1 << 12;
    private const int EvenCoarse = 192, TailCoarse = 64;   // bins of the coarse grid: even ones, and more where false accepts are rare

    private readonly float[]? _exact;
    private readonly int[] _first = [], _bins = [];
    private readonly double _lowest, _scale;
    private readonly ushort[] _coarse;

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
            (_lowest, double highest) = (keys[0], keys[^1]);
            _scale = Cells / (highest - _lowest);
            if (!double.IsFinite(_scale)) _scale = 0;
            (_first, _bins) = (new int[Cells], new int[Cells]);
            foreach (float key in keys) _bins[Cell((key - _lowest) * _scale)]++;
            for (int cell = 0; cell < Cells; cell++)
            {
                _bins[cell] = 1 + (int)((long)_bins[cell] * (Most - Cells) / keys.Length);
                _first[cell] = Count;
                Count += _bins[cell];
            }
        }
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

    /// <summary>Keys that are smaller never have a greater bin.</summary>
    public int Bin(float key)
    {
        if (_exact is not null) return Array.BinarySearch(_exact, key);
        double place = (key - _lowest) * _scale;
        int cell = Cell(place);
        return _first[cell] + (int)(Math.Clamp(place - cell, 0, 0.999999999) * _bins[cell]);
    }

    /// <summary>The coarse bin of a bin.</summary>
    public int Coarse(int bin) => _coarse[bin];

    private static int Cell(double place) => (int)Math.Clamp(place, 0, Cells - 1);

    private ushort[] Coarsen(float[] wrong)
    {
        var starts = new SortedSet<int> { 0 };
        for (int i = 1; i < EvenCoarse; i++) starts.Add((int)((long)i * Count / EvenCoarse));
        for (int i = 0; i < TailCoarse && wrong.Length > 0; i++)
        {
            int place = (int)(wrong.Length * Math.Pow(10, -6.0 * i / TailCoarse) / 2);
            starts.Add(Math.Max(0, Bin(wrong[place])));
        }
        var coarse = new ushort[Count];
        int at = -1;
        for (int bin = 0; bin < Count; bin++)
        {
            if (starts.Contains(bin)) at++;
            coarse[bin] = (ushort)at;
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
