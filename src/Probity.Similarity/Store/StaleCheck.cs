namespace Probity.Similarity;

/// <summary>Whether an encoder still gives what is stored under its id and version.</summary>
internal static class StaleCheck
{
    /// <summary>Items compared unless asked otherwise.</summary>
    public const int Sample = 8;

    // Of the row's largest magnitude: another processor or batch may round otherwise; half is off by up to 2^-11 of a number.
    private const double FloatTolerance = 1e-4, HalfTolerance = 1e-3;
    private const double HalfStep = 1.0 / (1 << 24);   // between the smallest halves

    /// <param name="file">The store.</param>
    /// <param name="encoder">Encodes anew.</param>
    /// <param name="items">N items.</param>
    /// <param name="keys">Their keys.</param>
    /// <param name="places">Where each is stored; −1 where it is not.</param>
    /// <param name="sample">How many to compare, those with the lowest keys.</param>
    /// <returns>How many were compared.</returns>
    public static int Run<TItem>(StoreFile file, Encoder<TItem> encoder, IReadOnlyList<TItem> items, ContentKey[] keys, int[] places, int sample)
    {
        int[] chosen = [.. Enumerable.Range(0, keys.Length).Where(i => places[i] >= 0).DistinctBy(i => places[i]).OrderBy(i => keys[i].SamplingOrder).Take(sample)];
        if (chosen.Length == 0) return 0;
        int size = file.Header.EmbeddingSize;
        float[] now = new float[checked(chosen.Length * size)], stored = new float[size];
        encoder.Encode([.. chosen.Select(i => items[i])], now);
        for (int i = 0; i < chosen.Length; i++)
        {
            file.Read<float>(places[chosen[i]], stored);
            Compare(file, chosen[i], stored, now.AsSpan(i * size, size));
        }
        return chosen.Length;
    }

    private static void Compare(StoreFile file, int item, ReadOnlySpan<float> stored, ReadOnlySpan<float> now)
    {
        bool half = file.Header.Numbers == FeatureStoreNumbers.Float16;
        double largest = 0, furthest = 0;
        int column = 0;
        for (int j = 0; j < stored.Length; j++)
        {
            largest = Math.Max(largest, Math.Abs((double)stored[j]));
            double apart = Math.Abs((double)now[j] - stored[j]);
            if (apart <= furthest) continue;   // not so for NaN
            (furthest, column) = (apart, j);
            if (double.IsNaN(apart)) break;
        }
        double allowed = half ? (HalfTolerance * largest) + HalfStep : FloatTolerance * largest;
        if (furthest <= allowed) return;
        throw new InvalidDataException(
            $"{Path.GetFileName(file.Path)}: is stale: encoder '{file.Header.EncoderId}' version '{file.Header.EncoderVersion}' now gives item {item:N0} the number {now[column]} in column {column:N0} where {stored[column]} is stored ({furthest:G3} apart, {allowed:G3} allowed); give the changed encoder another version, or delete the store to encode anew");
    }
}
