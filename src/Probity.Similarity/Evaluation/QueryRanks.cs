using System.Numerics;
using System.Runtime.Intrinsics;

namespace Probity.Similarity;

/// <summary>
/// Where the right references of one query stand among all: for each different key of theirs how many others are closer and how many as close.
/// All that figures of rank need, ties included. Belongs to one thread and is used again for the next query.
/// </summary>
internal sealed class QueryRanks
{
    private const int Crowded = 8;   // above it a bucket is searched by halves
    private const int BucketsOfLevel = 4, MostBuckets = 1 << 16;

    private float[] _positives = new float[16], _values = [];
    private int[] _hits = [], _before = [], _tied = [], _guide = [];
    private int _buckets;
    private float _scale;

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
    public int WrongBefore(int level) => _before[level];

    /// <summary>Wrong references as close as a level.</summary>
    public int WrongTied(int level) => _tied[level];

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
        if (_values.Length < Relevant)
        {
            int room = _positives.Length;
            _values = new float[room];
            (_hits, _before, _tied) = (new int[room], new int[room], new int[room]);
        }
        Span<float> sorted = _positives.AsSpan(0, Relevant);
        sorted.Sort();
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            _values[Levels] = sorted[start];
            _hits[Levels++] = end - start;
        }
        _before.AsSpan(0, Levels).Clear();
        _tied.AsSpan(0, Levels).Clear();
        if (Levels > 0) MakeGuide();
    }

    /// <summary>Keys of some wrong references, in any order.</summary>
    public void AddNegatives(ReadOnlySpan<float> keys)
    {
        if (Levels == 0) return;
        var farthest = Vector256.Create(_values[Levels - 1]);
        Span<int> buckets = stackalloc int[Vector256<int>.Count];
        int at = 0;
        for (; at <= keys.Length - Vector256<float>.Count; at += Vector256<float>.Count)
        {
            Vector256<float> some = Vector256.Create(keys[at..]);
            uint near = Vector256.LessThanOrEqual(some, farthest).ExtractMostSignificantBits();
            if (near == 0) continue;
            Buckets(some).CopyTo(buckets);
            for (; near != 0; near &= near - 1)
            {
                int lane = BitOperations.TrailingZeroCount(near);
                Count(keys[at + lane], buckets[lane]);
            }
        }
        for (; at < keys.Length; at++)
        {
            if (keys[at] <= farthest[0]) Count(keys[at], Bucket(keys[at]));
        }
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
        for (int level = 1; level < Levels; level++) _before[level] += _before[level - 1] + _tied[level - 1];
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

    private void Count(float key, int bucket)
    {
        int level = _guide[bucket], end = _guide[bucket + 1];
        if (level == end)
        {
            _before[level]++;   // nothing in its bucket: before all of the next
            return;
        }
        while (end - level > Crowded)
        {
            int middle = (level + end) / 2;
            if (_values[middle] < key) level = middle + 1;
            else end = middle;
        }
        while (_values[level] < key) level++;   // the last value stops it
        if (_values[level] == key) _tied[level]++;
        else _before[level]++;
    }

    /// <summary>Where the levels of equal ranges of keys start; there are so many that few keys share one with a level.</summary>
    private void MakeGuide()
    {
        _buckets = Math.Min(BucketsOfLevel * Levels, MostBuckets);
        _scale = _buckets / (_values[Levels - 1] - _values[0]);
        if (!float.IsFinite(_scale)) _scale = 0;
        if (_guide.Length < _buckets + 1) _guide = new int[_buckets + 1];
        int bucket = 0;
        for (int level = 0; level < Levels; level++)
        {
            for (int own = Bucket(_values[level]); bucket <= own; bucket++) _guide[bucket] = level;
        }
        _guide.AsSpan(bucket, _buckets + 1 - bucket).Fill(Levels);
    }

    private int Bucket(float key) => Buckets(Vector256.Create(key))[0];

    /// <summary>Greater keys have no smaller bucket.</summary>
    private Vector256<int> Buckets(Vector256<float> keys)
    {
        Vector256<float> place = (keys - Vector256.Create(_values[0])) * Vector256.Create(_scale);
        return Vector256.ConvertToInt32Native(Vector256.Min(Vector256.Max(place, Vector256<float>.Zero), Vector256.Create((float)(_buckets - 1))));
    }
}
