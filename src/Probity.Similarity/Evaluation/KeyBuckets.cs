using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Probity.Similarity;

/// <summary>Equal ranges of keys from the least to the greatest, and one for all beyond it. Greater keys have no smaller bucket.</summary>
internal readonly struct KeyBuckets
{
    private const float Inside = 1 - 1e-6f;   // more than rounding: the greatest is not beyond itself

    private readonly float _least, _scale;

    public KeyBuckets(float least, float greatest, int count)
    {
        (_least, Count) = (least, count);
        float scale = count * Inside / (greatest - least);
        _scale = float.IsFinite(scale) ? scale : 0;
    }

    /// <summary>Without the one beyond.</summary>
    public int Count { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Of(Vector256<float> keys)
    {
        Vector256<float> place = (keys - Vector256.Create(_least)) * Vector256.Create(_scale);
        return Vector256.ConvertToInt32Native(Vector256.Min(Vector256.Max(place, Vector256<float>.Zero), Vector256.Create((float)Count)));
    }

    /// <summary>One a key.</summary>
    public void Of(ReadOnlySpan<float> keys, Span<int> buckets)
    {
        int at = 0;
        for (; at <= keys.Length - Vector256<float>.Count; at += Vector256<float>.Count) Of(Vector256.Create(keys[at..])).CopyTo(buckets[at..]);
        for (; at < keys.Length; at++) buckets[at] = Of(Vector256.Create(keys[at]))[0];
    }
}
