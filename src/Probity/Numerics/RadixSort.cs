using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Probity.Numerics;

/// <summary>
/// Stable radix sort from the highest digit down: each level looks at the highest bits in which its items differ, so
/// digits that are the same everywhere cost nothing, and runs of equal keys end at once.
/// </summary>
/// <remarks>
/// A stable order is unique, so threads cannot change it. Beside the items it needs as much scratch, from the pool.
/// </remarks>
internal static unsafe class RadixSort
{
    private const int Few = 24;                 // insertion wins below
    private const int DigitBits = 11, Digits = 1 << DigitBits;
    private const int FineBits = 18;
    private const int Sample = 1 << 15;
    private const int Alone = 1 << 15;          // parts larger than this are split over threads
    private const int RangeLength = 1 << 16;

    /// <summary>Sorts keys ascending (or descending) and takes the payload along; equal keys keep their order.</summary>
    /// <param name="keys">N numbers, ±∞ included, no NaN. −0 equals +0 and comes back as +0.</param>
    /// <param name="payload">N values, one a key.</param>
    /// <param name="descending">Highest first.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Sort(Span<double> keys, Span<int> payload, bool descending = false)
    {
        int count = keys.Length;
        Require.SameRows(count, payload.Length, nameof(keys), nameof(payload));
        ulong turn = descending ? ulong.MaxValue : 0;
        var rented = ArrayPool<RadixPair<int>>.Shared.Rent(count);
        fixed (double* key = keys)
        fixed (int* value = payload)
        fixed (RadixPair<int>* item = rented)
        {
            double* k = key;
            int* v = value;
            RadixPair<int>* items = item;
            RowRanges.For(count, RangeLength, (_, start, end) =>
            {
                for (int i = start; i < end; i++) items[i] = new(RadixKey.Of(k[i]) ^ turn, v[i]);
            });
            Sort(rented.AsSpan(0, count));
            RowRanges.For(count, RangeLength, (_, start, end) =>
            {
                for (int i = start; i < end; i++) (k[i], v[i]) = (RadixKey.ToDouble(items[i].Key ^ turn), items[i].Payload);
            });
        }
        ArrayPool<RadixPair<int>>.Shared.Return(rented);
    }

    /// <inheritdoc cref="Sort(Span{double}, Span{int}, bool)"/>
    public static void Sort(Span<float> keys, Span<int> payload, bool descending = false)
    {
        int count = keys.Length;
        Require.SameRows(count, payload.Length, nameof(keys), nameof(payload));
        uint turn = descending ? uint.MaxValue : 0;
        var items = ArrayPool<RadixPair<int>>.Shared.Rent(count);
        for (int i = 0; i < count; i++) items[i] = new(RadixKey.Of(keys[i]) ^ turn, payload[i]);
        Sort(items.AsSpan(0, count));
        for (int i = 0; i < count; i++) (keys[i], payload[i]) = (RadixKey.ToSingle((uint)items[i].Key ^ turn), items[i].Payload);
        ArrayPool<RadixPair<int>>.Shared.Return(items);
    }

    /// <summary>Sorts items by their keys, ascending; equal keys keep their order.</summary>
    public static void Sort<T>(Span<T> items) where T : unmanaged, IRadixItem
    {
        if (items.Length <= Few)
        {
            fixed (T* item = items) Insert(item, items.Length);
            return;
        }

        T[] rented = ArrayPool<T>.Shared.Rent(items.Length);
        fixed (T* item = items)
        fixed (T* scratch = rented)
        {
            if (items.Length <= Alone) SortAlone(item, scratch, items.Length, toScratch: false);
            else SortTogether(item, scratch, items.Length);
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>Splits large parts with all threads, one after the other, then sorts the small ones, each on one thread.</summary>
    private static void SortTogether<T>(T* items, T* scratch, int count) where T : unmanaged, IRadixItem
    {
        var large = new Stack<Part>();
        var small = new List<Part>();
        large.Push(new Part(0, count, InScratch: false));
        int[] places = ArrayPool<int>.Shared.Rent(RowRanges.Count(count, RangeLength) * Digits);
        ushort[] digits = ArrayPool<ushort>.Shared.Rent(1 << FineBits);
        while (large.TryPop(out var part))
        {
            T* from = (part.InScratch ? scratch : items) + part.Start, to = (part.InScratch ? items : scratch) + part.Start;
            ulong differing = Differing(from, part.Count);
            if (differing == 0)
            {
                if (part.InScratch) Copy(from, to, part.Count);
                continue;
            }

            fixed (ushort* digit = digits)
            fixed (int* place = places)
            {
                int top = BitOperations.Log2(differing) + 1;
                int shift = Math.Max(0, top - FineBits);
                ulong mask = (1UL << (top - shift)) - 1;
                if (!TryBalance(from, part.Count, shift, mask, digit, place))
                {
                    shift = Math.Max(0, top - DigitBits);
                    mask = (1UL << (top - shift)) - 1;
                    for (int i = 0; i <= (int)mask; i++) digit[i] = (ushort)i;
                }
                Split(from, to, part.Count, shift, mask, digit, place);
            }

            int start = 0;
            for (int digit = 0; digit < Digits; digit++)
            {
                int end = places[digit];
                if (end - start > Alone) large.Push(new Part(part.Start + start, end - start, !part.InScratch));
                else if (end > start) small.Add(new Part(part.Start + start, end - start, !part.InScratch));
                start = end;
            }
        }
        ArrayPool<ushort>.Shared.Return(digits);
        ArrayPool<int>.Shared.Return(places);
        SortSmall(items, scratch, small);
    }

    /// <summary>
    /// Fills a table that makes digits of about equally many items out of the highest bits, by a sample: the exponents of
    /// doubles alone would put most of them into a few.
    /// </summary>
    /// <returns>False where the sample does not part.</returns>
    private static bool TryBalance<T>(T* items, int count, int shift, ulong mask, ushort* digit, int* sampled) where T : unmanaged, IRadixItem
    {
        int step = Math.Max(1, count / Sample);
        int fine = (int)mask + 1;
        int[] rented = ArrayPool<int>.Shared.Rent(fine);
        Array.Clear(rented, 0, fine);
        int total = 0;
        for (int i = 0; i < count; i += step, total++) rented[(int)((items[i].Key >> shift) & mask)]++;
        int before = 0, most = 0;
        double scale = (double)Digits / total;
        for (int bin = 0; bin < fine; bin++)
        {
            int own = rented[bin];
            most = Math.Max(most, own);
            digit[bin] = (ushort)(before * scale);
            before += own;
            if (before == total) before--;   // empty bins after the last sampled one stay within the digits
        }
        ArrayPool<int>.Shared.Return(rented);
        return most <= total / 2;
    }

    /// <summary>Scatters a large part by digit; leaves in the first places where each digit ends.</summary>
    private static void Split<T>(T* from, T* to, int count, int shift, ulong mask, ushort* digit, int* places) where T : unmanaged, IRadixItem
    {
        int ranges = RowRanges.Count(count, RangeLength);
        new Span<int>(places, ranges * Digits).Clear();
        RowRanges.For(count, RangeLength, (range, start, end) =>
        {
            int* own = places + (range * Digits);
            for (int i = start; i < end; i++) own[digit[(from[i].Key >> shift) & mask]]++;
        });

        int place = 0;
        for (int d = 0; d < Digits; d++)
        {
            for (int range = 0; range < ranges; range++)
            {
                ref int own = ref places[(range * Digits) + d];
                (own, place) = (place, place + own);
            }
        }

        RowRanges.For(count, RangeLength, (range, start, end) =>
        {
            int* own = places + (range * Digits);
            for (int i = start; i < end; i++) to[own[digit[(from[i].Key >> shift) & mask]]++] = from[i];
        });

        // The last range leaves each digit's end behind.
        if (ranges > 1) new Span<int>(places + ((ranges - 1) * Digits), Digits).CopyTo(new Span<int>(places, Digits));
    }

    private static void SortSmall<T>(T* items, T* scratch, List<Part> parts) where T : unmanaged, IRadixItem
    {
        // Runs of parts of about equal length, so that threads have as much to do.
        var runs = new List<int> { 0 };
        int rows = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            rows += parts[i].Count;
            if (rows < Alone && i < parts.Count - 1) continue;
            runs.Add(i + 1);
            rows = 0;
        }
        RowRanges.For(runs.Count - 1, 1, (run, _, _) =>
        {
            for (int i = runs[run]; i < runs[run + 1]; i++)
            {
                var part = parts[i];
                T* from = (part.InScratch ? scratch : items) + part.Start, to = (part.InScratch ? items : scratch) + part.Start;
                SortAlone(from, to, part.Count, toScratch: part.InScratch);
            }
        });
    }

    /// <summary>Sorts on this thread; the result ends up where it came from, or in the scratch.</summary>
    [SkipLocalsInit]
    private static void SortAlone<T>(T* items, T* scratch, int count, bool toScratch) where T : unmanaged, IRadixItem
    {
        ulong differing = count <= Few ? 0 : DifferingAlone(items, count);
        if (differing == 0)
        {
            if (count is > 1 and <= Few) Insert(items, count);
            if (toScratch) Copy(items, scratch, count);
            return;
        }

        int bits = Math.Min(Math.Clamp(BitOperations.Log2((uint)count) + 1, 4, DigitBits), BitOperations.Log2(differing) + 1);
        int shift = BitOperations.Log2(differing) + 1 - bits;
        int digits = 1 << bits;
        ulong mask = (ulong)digits - 1;
        int* places = stackalloc int[digits];
        new Span<int>(places, digits).Clear();
        for (int i = 0; i < count; i++) places[(items[i].Key >> shift) & mask]++;
        int place = 0, most = 0;
        for (int digit = 0; digit < digits; digit++)
        {
            int own = places[digit];
            most = Math.Max(most, own);
            places[digit] = place;
            place += own;
        }
        for (int i = 0; i < count; i++) scratch[places[(items[i].Key >> shift) & mask]++] = items[i];

        if (shift == 0 || most <= Few)
        {
            if (shift > 0) Insert(scratch, count);   // nothing moves out of its own digit
            if (!toScratch) Copy(scratch, items, count);
            return;
        }
        SortParts(items, scratch, places, digits, toScratch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SortParts<T>(T* items, T* scratch, int* ends, int digits, bool toScratch) where T : unmanaged, IRadixItem
    {
        int start = 0;
        for (int digit = 0; digit < digits; digit++)
        {
            int end = ends[digit];
            if (end > start) SortAlone(scratch + start, items + start, end - start, !toScratch);
            start = end;
        }
    }

    private static void Insert<T>(T* items, int count) where T : unmanaged, IRadixItem
    {
        for (int i = 1; i < count; i++)
        {
            T item = items[i];
            ulong key = item.Key;
            int at = i;
            for (; at > 0 && items[at - 1].Key > key; at--) items[at] = items[at - 1];
            items[at] = item;
        }
    }

    /// <summary>The bits in which the keys are not all the same.</summary>
    private static ulong Differing<T>(T* items, int count) where T : unmanaged, IRadixItem
    {
        ulong[] each = new ulong[RowRanges.Count(count, RangeLength)];
        ulong first = items[0].Key;
        RowRanges.For(count, RangeLength, (range, start, end) =>
            each[range] = DifferingAlone(items + start, end - start) | (items[start].Key ^ first));
        ulong differing = 0;
        foreach (ulong bits in each) differing |= bits;
        return differing;
    }

    private static ulong DifferingAlone<T>(T* items, int count) where T : unmanaged, IRadixItem
    {
        ulong first = items[0].Key, a = 0, b = 0;
        int i = 1;
        for (; i < count - 1; i += 2)
        {
            a |= items[i].Key ^ first;
            b |= items[i + 1].Key ^ first;
        }
        if (i < count) a |= items[i].Key ^ first;
        return a | b;
    }

    private static void Copy<T>(T* from, T* to, int count) where T : unmanaged =>
        new Span<T>(from, count).CopyTo(new Span<T>(to, count));

    private readonly record struct Part(int Start, int Count, bool InScratch);
}
