using System.Buffers;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>
/// A <see cref="RankingPass"/> straight from unsorted columns: the outcome travels with the key through the sort, so that
/// no row has to be looked up afterwards.
/// </summary>
internal static unsafe class RankedOutcomes
{
    private const int RangeLength = 1 << 16;

    // Magnitudes of 2⁻⁵¹¹ to 2⁵¹³ take 62 of a double's bits: with 0, the sign and an outcome that makes 64.
    private const long Smallest = 512L << 52, Magnitudes = 1L << 62;

    public static RankingPass Pass(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights, string rankingName, string positiveName, double keep)
    {
        Require.SomeRows(ranking.Length, rankingName);
        Require.SameRows(ranking.Length, positive.Length, rankingName, positiveName);
        if (!weights.IsEmpty)
        {
            Require.NoNaN(ranking, rankingName);
            Require.Weights(weights, ranking.Length, nameof(weights));
            return Weighted(ranking, positive, RepetitionWeights.Of(weights, ranking.Length), keep);
        }

        var rented = ArrayPool<OutcomeKey>.Shared.Rent(ranking.Length);
        var keys = rented.AsSpan(0, ranking.Length);
        bool packed = TryPack(ranking, positive, keys);
        RankingPass pass = default;
        if (packed)
        {
            RadixSort.Sort(keys);
            pass = Walk(keys, positive.Count(true), keep);
        }
        ArrayPool<OutcomeKey>.Shared.Return(rented);
        if (!packed) Require.NoNaN(ranking, rankingName);
        return packed ? pass : Weighted(ranking, positive, RepetitionWeights.Of(weights, ranking.Length), keep);
    }

    /// <summary>Makes keys that sort highest first, with the outcome in the last bit.</summary>
    /// <returns>False where a value is too large or too small for that (infinite, or beyond 2⁵¹³ or 2⁻⁵¹¹), or NaN.</returns>
    private static bool TryPack(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, Span<OutcomeKey> keys)
    {
        long outside = 0;
        fixed (double* values = ranking)
        fixed (bool* outcomes = positive)
        fixed (OutcomeKey* packed = keys)
        {
            double* value = values;
            byte* outcome = (byte*)outcomes;
            ulong* key = (ulong*)packed;
            RowRanges.For(ranking.Length, RangeLength, (_, start, end) =>
            {
                long wrong = 0;
                for (int i = start; i < end; i++)
                {
                    long bits = BitConverter.DoubleToInt64Bits(value[i]);
                    long sign = bits >> 63;
                    bits &= long.MaxValue;
                    long magnitude = bits - Smallest;   // 1 … Magnitudes − 1 where it fits
                    long zero = (bits - 1) >> 63;       // all ones for ±0
                    wrong |= ((magnitude - 1) | (Magnitudes - 1 - magnitude)) & ~zero;
                    long signed = ((magnitude & ~zero) ^ sign) - sign;
                    key[i] = ((ulong)(Magnitudes - signed) << 1) | outcome[i];
                }
                if (wrong < 0) Interlocked.Exchange(ref outside, 1);
            });
        }
        return outside == 0;
    }

    private static RankingPass Walk(ReadOnlySpan<OutcomeKey> sorted, int positives, double keep)
    {
        var pass = new RankingPass(positives, sorted.Length - positives, keep);
        long hits = 0, rows = 0;
        for (int i = 0; i < sorted.Length - 1; i++)
        {
            hits += sorted[i].Outcome;
            rows++;
            if (sorted[i].Key == sorted[i + 1].Key) continue;
            pass.Add(hits, rows - hits);
            hits = rows = 0;
        }
        hits += sorted[^1].Outcome;
        pass.Add(hits, rows + 1 - hits);
        return pass;
    }

    /// <summary>A negative row's weight travels negated.</summary>
    private static RankingPass Weighted(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights, double keep)
    {
        var rented = ArrayPool<RadixPair<double>>.Shared.Rent(ranking.Length);
        var rows = rented.AsSpan(0, ranking.Length);
        double positives = 0, negatives = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double weight = weights[i];
            if (positive[i]) positives += weight;
            else negatives += weight;
            rows[i] = new(~RadixKey.Of(ranking[i]), positive[i] ? weight : -weight);
        }
        RadixSort.Sort(rows);

        var pass = new RankingPass(positives, negatives, keep);
        double hits = 0, misses = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double weight = rows[i].Payload;
            if (weight > 0) hits += weight;
            else misses -= weight;
            if (i < rows.Length - 1 && rows[i + 1].Key == rows[i].Key) continue;
            pass.Add(hits, misses);
            hits = misses = 0;
        }
        ArrayPool<RadixPair<double>>.Shared.Return(rented);
        return pass;
    }

    /// <summary>A key whose last bit, which is not sorted by, is the outcome.</summary>
    private readonly record struct OutcomeKey(ulong Bits) : IRadixItem
    {
        public ulong Key => Bits >> 1;

        public long Outcome => (long)(Bits & 1);
    }
}
