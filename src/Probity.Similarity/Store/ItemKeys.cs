using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>The keys of many items, hashed by several threads.</summary>
internal static class ItemKeys
{
    private const int ItemsAtOnce = 512, RangeLength = 32;

    public static ContentKey[] Of<TItem>(Encoder<TItem> encoder, IReadOnlyList<TItem> items)
    {
        var keys = new ContentKey[items.Count];
        var some = new TItem[Math.Min(ItemsAtOnce, keys.Length)];
        for (int start = 0; start < keys.Length; start += some.Length)
        {
            int first = start, count = Math.Min(some.Length, keys.Length - start);
            for (int i = 0; i < count; i++) some[i] = items[first + i];   // by one thread: the list may be read from disk
            RowRanges.For(count, RangeLength, (_, from, to) =>
            {
                using var hash = new ContentHash();
                for (int i = from; i < to; i++)
                {
                    encoder.AppendContent(some[i], hash);
                    keys[first + i] = hash.Finish();
                }
            });
        }
        return keys;
    }
}
