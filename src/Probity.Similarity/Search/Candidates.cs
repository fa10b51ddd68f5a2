using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Probity.Similarity;

/// <summary>
/// What may be among the k of the smallest keys, of keys that come in the order of their references and are true up to a slack: whatever is
/// within it of the k-th.
/// </summary>
internal sealed class Candidates
{
    private const int Lanes = 8, Group = 4 * Lanes, GroupsAtOnce = 16;
    private const int Most = 1 << 14;   // a query with more is better looked up without keys

    private float[] _keys, _selected;
    private int[] _indices;
    private int _count, _k, _without, _withoutGroup;
    private int[] _groups = [];   // of each reference; empty where none is left out for its group
    private float _limit;   // keys below it are taken
    private double _absolute, _relative;
    private bool _firstOfEqual, _anyLeftOut;

    /// <param name="mostK">More are never asked for.</param>
    /// <param name="references">No more keys than this come.</param>
    public Candidates(int mostK, int references)
    {
        int room = Math.Max(128, (int)Math.Min(references, 3L * mostK));
        (_keys, _selected, _indices) = (new float[room], new float[room], new int[room]);
    }

    /// <summary>There were more than are worth keeping; what was taken is of no use.</summary>
    public bool TooMany { get; private set; }

    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _count);

    /// <param name="k">How many are looked for.</param>
    /// <param name="request">Knows what must not be found.</param>
    /// <param name="query">Of the request.</param>
    /// <param name="absolute">Two keys closer than this may stand for distances in the other order.</param>
    /// <param name="relative">The same, in multiples of the key.</param>
    public void Start(int k, SearchRequest request, int query, double absolute, double relative)
    {
        (_k, _absolute, _relative) = (k, absolute, relative);
        (_without, _groups, _withoutGroup) = (request.Self(query), request.Groups, request.WithoutGroup(query));
        _anyLeftOut = _without >= 0 || _groups.Length > 0 || request.Rows.AnyDeleted;
        (_count, _limit, TooMany, _firstOfEqual) = (0, float.PositiveInfinity, false, false);
    }

    /// <summary>For keys that are true: k are taken and no more, of equal keys the first.</summary>
    public void StartTrue(int k, SearchRequest request, int query)
    {
        Start(k, request, query, absolute: 0, relative: 0);
        _firstOfEqual = true;
    }

    /// <summary>Takes those of some keys that are small enough.</summary>
    /// <param name="keys">One a reference, finite.</param>
    /// <param name="first">The reference of the first key; the others follow.</param>
    /// <param name="rows">Knows which are deleted.</param>
    public void Look(ReadOnlySpan<float> keys, int first, EmbeddingRows rows)
    {
        // The first keys give a limit at once. One that is left out may be below it.
        if (float.IsPositiveInfinity(_limit) && !_firstOfEqual && !_anyLeftOut && keys.Length > _k) Limit(AtLeast(keys));
        Span<int> groups = stackalloc int[GroupsAtOnce];
        Span<uint> bits = stackalloc uint[GroupsAtOnce];
        for (int from = 0; from < keys.Length; from += Group * GroupsAtOnce)
        {
            int found = FindBelow(keys[from..Math.Min(keys.Length, from + (Group * GroupsAtOnce))], groups, bits);
            for (int i = 0; i < found; i++)
            {
                for (uint left = bits[i]; left != 0; left &= left - 1)
                {
                    int at = from + groups[i] + BitOperations.TrailingZeroCount(left);
                    Take(keys[at], first + at, rows);
                }
            }
        }
    }

    /// <summary>The groups of keys with any below the limit, and which: few, and at places that no processor foresees, so no branch asks for them.</summary>
    private int FindBelow(ReadOnlySpan<float> keys, Span<int> groups, Span<uint> bits)
    {
        ref float start = ref MemoryMarshal.GetReference(keys);
        Vector256<float> limit = Vector256.Create(_limit);
        int found = 0, i = 0;
        for (; i <= keys.Length - Group; i += Group)
        {
            uint low = Below(ref start, i, limit) | (Below(ref start, i + Lanes, limit) << Lanes);
            uint high = Below(ref start, i + (2 * Lanes), limit) | (Below(ref start, i + (3 * Lanes), limit) << Lanes);
            (groups[found], bits[found]) = (i, low | (high << (2 * Lanes)));
            found += (low | high) != 0 ? 1 : 0;
        }
        uint last = 0;
        for (int j = i; j < keys.Length; j++) last |= keys[j] < _limit ? 1u << (j - i) : 0;
        if (last != 0) (groups[found], bits[found++]) = (i, last);
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Below(ref float start, int at, Vector256<float> limit) =>
        Vector256.LessThan(Vector256.LoadUnsafe(ref start, (nuint)at), limit).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(float key, int reference, EmbeddingRows rows)
    {
        if (!(key < _limit) || (_anyLeftOut && IsLeftOut(reference, rows))) return;
        if (_count == _keys.Length)
        {
            MakeRoom();
            if (!(key < _limit)) return;
        }
        (_keys[_count], _indices[_count]) = (key, reference);
        _count++;
    }

    private bool IsLeftOut(int reference, EmbeddingRows rows) =>
        reference == _without || (_groups.Length > 0 && _groups[reference] == _withoutGroup) || rows.IsDeleted(reference);

    /// <summary>Drops what a last look shows to be too far.</summary>
    public void Finish()
    {
        if (_count > _k) Keep();
    }

    private void MakeRoom()
    {
        Keep();
        if (_count <= _keys.Length / 2) return;
        if (_keys.Length >= Math.Max(Most, 16 * (long)_k))
        {
            (TooMany, _limit, _count) = (true, float.NegativeInfinity, 0);
            return;
        }
        Array.Resize(ref _keys, _keys.Length * 2);
        Array.Resize(ref _indices, _keys.Length);
        _selected = new float[_keys.Length];
    }

    private void Keep()
    {
        if (_firstOfEqual) KeepFirstOfEqual();
        else
        {
            Limit(AtLeast(_keys.AsSpan(0, _count)));
            KeepBelow(_limit);
        }
    }

    private void KeepBelow(float limit)
    {
        Span<float> keys = _keys.AsSpan(0, _count);
        Span<int> indices = _indices.AsSpan(0, _count);
        int kept = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            float key = keys[i];
            (keys[kept], indices[kept]) = (key, indices[i]);
            kept += key < limit ? 1 : 0;
        }
        _count = kept;
    }

    private void KeepFirstOfEqual()
    {
        _keys.AsSpan(0, _count).CopyTo(_selected);
        float last = _limit = Selection.Of(_selected.AsSpan(0, _count), _k - 1);
        int equal = _k, kept = 0;
        foreach (float key in _keys.AsSpan(0, _count)) equal -= key < last ? 1 : 0;
        for (int i = 0; i < _count; i++)
        {
            float key = _keys[i];
            bool stays = key < last || (key == last && equal-- > 0);
            (_keys[kept], _indices[kept]) = (key, _indices[i]);
            kept += stays ? 1 : 0;
        }
        _count = kept;
    }

    private void Limit(float last)
    {
        double slack = _absolute + (_relative * Math.Abs((double)last));
        _limit = Math.Min(_limit, MathF.BitIncrement((float)(last + slack)));   // rounded, then up: never below
    }

    /// <summary>A value that at least k of some keys do not exceed, and few more where that is soon found: counting is faster than selecting.</summary>
    private float AtLeast(ReadOnlySpan<float> keys)
    {
        const int mostHalvings = 24;
        (float low, float high) = Ends(keys);
        for (int halving = 0; halving < mostHalvings; halving++)
        {
            float middle = low + ((high - low) / 2);
            if (!(middle < high)) break;
            int count = CountUpTo(keys, middle);
            if (count >= _k) high = middle;
            else low = middle;
            if (count >= _k && count <= _k + (_k / 8)) break;
        }
        return high;
    }

    private static (float Low, float High) Ends(ReadOnlySpan<float> keys)
    {
        ref float start = ref MemoryMarshal.GetReference(keys);
        Vector256<float> least = Vector256.Create(keys[0]), most = least;
        int i = 0;
        for (; i <= keys.Length - Lanes; i += Lanes)
        {
            Vector256<float> some = Vector256.LoadUnsafe(ref start, (nuint)i);
            (least, most) = (Vector256.MinNative(least, some), Vector256.MaxNative(most, some));
        }
        (float low, float high) = (least[0], most[0]);
        for (int lane = 1; lane < Lanes; lane++) (low, high) = (Math.Min(low, least[lane]), Math.Max(high, most[lane]));
        for (; i < keys.Length; i++) (low, high) = (Math.Min(low, keys[i]), Math.Max(high, keys[i]));
        return (low, high);
    }

    private static int CountUpTo(ReadOnlySpan<float> keys, float most)
    {
        ref float start = ref MemoryMarshal.GetReference(keys);
        Vector256<float> limit = Vector256.Create(most);
        Vector256<int> counts = default;
        int i = 0;
        for (; i <= keys.Length - Lanes; i += Lanes) counts -= Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref start, (nuint)i), limit).AsInt32();
        int count = Vector256.Sum(counts);
        for (; i < keys.Length; i++) count += keys[i] <= most ? 1 : 0;
        return count;
    }
}
