using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Probity.Similarity;

/// <summary>
/// Where the right references of one query stand among all: for each different key of theirs how many others are closer and how many as close.
/// All that figures of rank need, ties included. Belongs to one thread and is used again for the next query.
/// </summary>
internal sealed class QueryRanks
{
    private const int FewLevels = 24;   // up to so many each is compared with every key
    private const int Crowded = 8;   // above it levels of one bucket are searched by halves
    private const int BucketsOfLevel = 4, MostBuckets = 1 << 16;

    private float[] _positives = new float[16], _values = [];
    private int[] _hits = [], _below = [], _tied = [];
    private int[] _cells = [];   // of a bucket: how many wrong keys, or ~(its first level)
    private KeyBuckets _buckets;

    /// <summary>As the caller numbers queries.</summary>
    public int Query { get; private set; }

    /// <summary>R: references that are right.</summary>
    public int Relevant { get; private set; }

    /// <summary>Different keys of right references, ascending.</summary>
    public int Levels { get; private set; }

    /// <summary>The closest reference, the lowest index among equals; −1 where there is none.</summary>
    public int Nearest { get; private set; }

    /// <summary>The key of <see cref="Nearest"/>.</summary>
    public float NearestKey { get; private set; }

    /// <summary>Right references at a level.</summary>
    public int Hits(int level) => _hits[level];

    /// <summary>Wrong references closer than a level.</summary>
    public int WrongBefore(int level) => _below[level];

    /// <summary>Wrong references as close as a level.</summary>
    public int WrongTied(int level) => _tied[level];

    private bool ComparesAll => Levels <= FewLevels;

    public void Start(int query)
    {
        Query = query;
        Relevant = Levels = 0;
        Nearest = -1;
        NearestKey = float.PositiveInfinity;
    }

    public void AddPositives(ReadOnlySpan<float> keys)
    {
        if (Relevant + keys.Length > _positives.Length) Array.Resize(ref _positives, Math.Max(Relevant + keys.Length, 2 * _positives.Length));
        keys.CopyTo(_positives.AsSpan(Relevant));
        Relevant += keys.Length;
    }

    /// <summary>After the last positive, before the first negative.</summary>
    public void Sort()
    {
        if (_values.Length <= Relevant)
        {
            int room = _positives.Length + 1;
            _values = new float[room];
            (_hits, _below, _tied) = (new int[room], new int[room], new int[room]);
        }
        Span<float> sorted = _values.AsSpan(0, Relevant);
        if (Relevant <= FewLevels)
        {
            _positives.AsSpan(0, Relevant).CopyTo(sorted);
            sorted.Sort();
        }
        else SortByBuckets(sorted);
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            _values[Levels] = sorted[start];
            _hits[Levels++] = end - start;
        }
        _values[Levels] = float.PositiveInfinity;   // any search ends there
        _below.AsSpan(0, Levels + 1).Clear();
        _tied.AsSpan(0, Levels + 1).Clear();
        if (!ComparesAll) MarkLevels();
    }

    /// <summary>Keys of some wrong references, in any order.</summary>
    public void AddNegatives(ReadOnlySpan<float> keys)
    {
        if (ComparesAll) CompareAll(keys);
        else for (int at = 0; at < keys.Length; at += DistanceTile.Width) Count(keys.Slice(at, Math.Min(DistanceTile.Width, keys.Length - at)));
    }

    /// <summary>Looks for the closest among some references.</summary>
    /// <param name="keys">Of references in walking order.</param>
    /// <param name="indices">What the caller calls them.</param>
    public void Look(ReadOnlySpan<float> keys, ReadOnlySpan<int> indices)
    {
        float least = Least(keys);
        if (keys.IsEmpty || least > NearestKey) return;
        if (least < NearestKey) Nearest = int.MaxValue;
        NearestKey = least;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] == least && indices[i] < Nearest) Nearest = indices[i];
        }
    }

    /// <summary>After the last negative.</summary>
    public void Finish()
    {
        if (ComparesAll) return;
        int alone = 0, among = 0;   // keys in buckets without a level, and with
        foreach (ref int cell in _cells.AsSpan(0, _buckets.Count))
        {
            alone += cell & ~(cell >> 31);
            cell = alone;
        }
        Span<int> buckets = stackalloc int[DistanceTile.Width];
        for (int start = 0; start < Levels; start += DistanceTile.Width)
        {
            int count = Math.Min(DistanceTile.Width, Levels - start);
            LevelBuckets(start, count, buckets);
            for (int i = 0; i < count; i++)
            {
                ref int below = ref _below[start + i];
                among += below;
                below = among + _cells[buckets[i]];
                among += _tied[start + i];
            }
        }
    }

    private static float Least(ReadOnlySpan<float> keys)
    {
        float least = float.PositiveInfinity;
        int at = 0;
        if (keys.Length >= Vector256<float>.Count)
        {
            Vector256<float> leasts = Vector256.Create(keys);
            for (at = Vector256<float>.Count; at <= keys.Length - Vector256<float>.Count; at += Vector256<float>.Count)
                leasts = Vector256.Min(leasts, Vector256.Create(keys[at..]));
            for (int lane = 0; lane < Vector256<float>.Count; lane++) least = Math.Min(least, leasts[lane]);
        }
        for (; at < keys.Length; at++) least = Math.Min(least, keys[at]);
        return least;
    }

    private static float Greatest(ReadOnlySpan<float> keys)
    {
        float greatest = float.NegativeInfinity;
        foreach (float key in keys) greatest = Math.Max(greatest, key);
        return greatest;
    }

    /// <summary>Puts the positives into their buckets, then in order.</summary>
    private void SortByBuckets(Span<float> sorted)
    {
        ReadOnlySpan<float> keys = _positives.AsSpan(0, Relevant);
        _buckets = new KeyBuckets(Least(keys), Greatest(keys), Math.Min(BucketsOfLevel * Relevant, MostBuckets));
        if (_cells.Length < _buckets.Count + 1) _cells = new int[_buckets.Count + 1];
        Span<int> cells = _cells.AsSpan(0, _buckets.Count + 1), buckets = stackalloc int[DistanceTile.Width];
        cells.Clear();
        for (int start = 0; start < keys.Length; start += DistanceTile.Width)
        {
            int count = Math.Min(DistanceTile.Width, keys.Length - start);
            _buckets.Of(keys.Slice(start, count), buckets);
            foreach (int bucket in buckets[..count]) cells[bucket]++;
        }
        int place = 0, most = 0;
        foreach (ref int cell in cells)
        {
            most = Math.Max(most, cell);
            (cell, place) = (place, place + cell);
        }
        for (int start = 0; start < keys.Length; start += DistanceTile.Width)
        {
            int count = Math.Min(DistanceTile.Width, keys.Length - start);
            _buckets.Of(keys.Slice(start, count), buckets);
            for (int i = 0; i < count; i++) sorted[cells[buckets[i]]++] = keys[start + i];
        }
        if (most > Crowded) SortCrowded(sorted, cells);
        Insert(sorted);
    }

    private static void SortCrowded(Span<float> sorted, ReadOnlySpan<int> ends)
    {
        int start = 0;
        foreach (int end in ends)
        {
            if (end - start > Crowded) sorted[start..end].Sort();
            start = end;
        }
    }

    /// <summary>Nothing leaves its bucket.</summary>
    private static void Insert(Span<float> sorted)
    {
        for (int i = 1; i < sorted.Length; i++)
        {
            float key = sorted[i];
            int at = i;
            for (; at > 0 && sorted[at - 1] > key; at--) sorted[at] = sorted[at - 1];
            sorted[at] = key;
        }
    }

    private void MarkLevels()
    {
        Span<int> cells = _cells.AsSpan(0, _buckets.Count + 1), buckets = stackalloc int[DistanceTile.Width];
        cells.Clear();
        for (int start = 0; start < Levels; start += DistanceTile.Width)
        {
            int count = Math.Min(DistanceTile.Width, Levels - start);
            LevelBuckets(start, count, buckets);
            for (int i = 0; i < count; i++)
            {
                ref int cell = ref cells[buckets[i]];
                if (cell == 0) cell = ~(start + i);
            }
        }
    }

    private void LevelBuckets(int start, int count, Span<int> buckets) => _buckets.Of(_values.AsSpan(start, count), buckets);

    private void CompareAll(ReadOnlySpan<float> keys)
    {
        int whole = keys.Length - (keys.Length % Vector256<float>.Count);
        for (int level = 0; level < Levels; level++)
        {
            float value = _values[level];
            Vector256<float> values = Vector256.Create(value);
            Vector256<int> closer = default, notFarther = default;   // each true is −1
            for (int at = 0; at < whole; at += Vector256<float>.Count)
            {
                Vector256<float> some = Vector256.Create(keys[at..]);
                closer += Vector256.LessThan(some, values).AsInt32();
                notFarther += Vector256.LessThanOrEqual(some, values).AsInt32();
            }
            int below = -Vector256.Sum(closer), within = -Vector256.Sum(notFarther);
            foreach (float key in keys[whole..])
            {
                if (key < value) below++;
                if (key <= value) within++;
            }
            _below[level] += below;
            _tied[level] += within - below;
        }
    }

    /// <summary>Counts those alone in their bucket at once, those beside a level after.</summary>
    [SkipLocalsInit]
    private void Count(ReadOnlySpan<float> keys)
    {
        Span<int> buckets = stackalloc int[DistanceTile.Width], levels = stackalloc int[DistanceTile.Width];
        Span<float> beside = stackalloc float[DistanceTile.Width];
        _buckets.Of(keys, buckets);
        Span<int> cells = _cells.AsSpan(0, _buckets.Count + 1);
        int found = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            ref int cell = ref cells[buckets[i]];
            int held = cell;
            cell = held + 1 + (held >> 31);   // marks stay; no branch, for it could not be foretold
            levels[found] = ~held;
            beside[found] = keys[i];
            found += held >>> 31;
        }
        for (int i = 0; i < found; i++) Count(beside[i], levels[i]);
    }

    private void Count(float key, int level)
    {
        float[] values = _values;
        int last = level + Crowded;
        while (values[level] < key)
        {
            if (++level < last) continue;
            level = FirstNotBelow(key, level);
            break;
        }
        if (values[level] == key) _tied[level]++;
        else _below[level]++;
    }

    private int FirstNotBelow(float key, int level)
    {
        int end = Levels;
        while (level < end)
        {
            int middle = (level + end) / 2;
            if (_values[middle] < key) level = middle + 1;
            else end = middle;
        }
        return level;
    }
}
