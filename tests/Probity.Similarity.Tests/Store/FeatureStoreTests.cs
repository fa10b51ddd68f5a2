using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity.Tests;

public sealed class FeatureStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(131)]
    public void Float32_gives_back_every_bit(int columns)
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(40, columns);
        var encoder = new CountingEncoder(columns, factor: 3);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        Features features = store.Features(encoder, items);
        Assert.Equal((40, columns), (features.Rows, features.Columns));
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i].ToArray().Select(value => value * 3), StoreFolder.Row(features, i));
        double[] doubles = new double[columns];
        features.Read<double>(7, doubles);
        Assert.Equal(StoreFolder.Row(features, 7).Select(value => (double)value), doubles);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(77)]
    public void Half_gives_back_the_nearest_half(int columns)
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(40, columns);
        var encoder = new CountingEncoder(columns);
        using var store = FeatureStore.Open(_folder.Store, encoder, FeatureStoreNumbers.Float16);
        Features features = store.Features(encoder, items);
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i].ToArray().Select(value => (float)(Half)value), StoreFolder.Row(features, i));
        double[] doubles = new double[columns];
        features.Read<double>(7, doubles);
        Assert.Equal(StoreFolder.Row(features, 7).Select(value => (double)value), doubles);
    }

    [Fact]
    public void Another_session_finds_what_the_one_before_stored_and_encodes_the_rest()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(50, 8);
        var first = new CountingEncoder(8);
        using (var store = FeatureStore.Open(_folder.Store, first)) store.Features(first, items[..30]);
        Assert.Equal(30, first.Encoded);

        var second = new CountingEncoder(8);
        using var again = FeatureStore.Open(_folder.Store, second);
        Assert.Equal(30, again.Count);
        Features features = again.Features(second, items);
        Assert.Equal(8 + 20, second.Encoded);   // eight compared with what is stored
        Assert.Equal(50, again.Count);
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i].ToArray(), StoreFolder.Row(features, i));
    }

    [Fact]
    public void What_occurs_twice_is_encoded_and_stored_once()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(3, 4);
        var encoder = new CountingEncoder(4);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        Features features = store.Features(encoder, [items[0], items[1], items[0].ToArray(), items[2], items[1], items[0]], batchSize: 2);
        Assert.Equal((3, 3), (encoder.Encoded, store.Count));
        Assert.Equal(items[0].ToArray(), StoreFolder.Row(features, 2));
        Assert.Equal(items[2].ToArray(), StoreFolder.Row(features, 3));
        Assert.Equal(items[1].ToArray(), StoreFolder.Row(features, 4));
    }

    [Theory]
    [InlineData(1, FeatureStoreNumbers.Float32)]
    [InlineData(7, FeatureStoreNumbers.Float32)]
    [InlineData(64, FeatureStoreNumbers.Float16)]
    [InlineData(1_000, FeatureStoreNumbers.Float16)]
    public void Features_are_what_the_encoder_gives_whatever_was_stored_before_and_in_any_order(int batchSize, FeatureStoreNumbers numbers)
    {
        const int columns = 6;
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(120, columns);
        var random = new RandomStream((ulong)batchSize);
        for (int session = 0; session < 6; session++)
        {
            var encoder = new CountingEncoder(columns, factor: -2);
            using var store = FeatureStore.Open(_folder.Store, encoder, numbers);
            for (int call = 0; call < 3; call++)
            {
                ReadOnlyMemory<float>[] some = [.. Enumerable.Range(0, 1 + random.NextInt32(60)).Select(_ => items[random.NextInt32(items.Length)])];
                Features features = store.Features(encoder, some, batchSize);
                for (int i = 0; i < some.Length; i++)
                {
                    Assert.Equal(
                        some[i].ToArray().Select(value => numbers == FeatureStoreNumbers.Float16 ? (float)(Half)(value * -2) : value * -2),
                        StoreFolder.Row(features, i));
                }
            }
        }
    }

    [Fact]
    public void Selected_rows_are_read_from_the_store_too()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(10, 4);
        var encoder = new CountingEncoder(4);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        Features selected = store.Features(encoder, items).Select([9, 2, 2]).Select([1, 0]);
        Assert.Equal(items[2].ToArray(), StoreFolder.Row(selected, 0));
        Assert.Equal(items[9].ToArray(), StoreFolder.Row(selected, 1));
    }

    [Fact]
    public void No_items_give_no_rows()
    {
        var encoder = new CountingEncoder(4);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        Features features = store.Features(encoder, []);
        Assert.Equal((0, 4, 0), (features.Rows, features.Columns, encoder.Encoded));
    }

    [Fact]
    public void Progress_tells_what_there_is_to_do_and_what_is_done()
    {
        var encoder = new CountingEncoder(4);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(5, 4);
        List<EncodingProgress> seen = [];
        store.Features(encoder, items, batchSize: 2, seen.Add);
        store.Features(encoder, items, batchSize: 2, seen.Add);
        Assert.Equal([new(5, 5, 0), new(5, 5, 2), new(5, 5, 4), new(5, 5, 5), new(5, 0, 0)], seen);
    }

    [Fact]
    public void Rows_are_appended_and_read_by_key()
    {
        var encoder = new CountingEncoder(3);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(3, 3);
        ContentKey[] keys = Array.ConvertAll(items, item => ContentKey.Of(encoder, item));
        Assert.Equal(2, store.Append([keys[0], keys[1], keys[0]], [1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Assert.Equal(0, store.Append([keys[0]], [7, 8, 9]));
        float[] row = [0, 0, 0];
        Assert.True(store.TryRead(keys[0], row));
        Assert.Equal([1, 2, 3], row);
        Assert.True(store.TryRead(keys[1], row));
        Assert.Equal([4, 5, 6], row);
        Assert.False(store.TryRead(keys[2], row));
        Assert.Equal([4, 5, 6], row);
    }

    [Fact]
    public void A_classifier_trained_on_stored_features_is_the_one_trained_on_the_rows()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(200, 5);
        float[] rows = [.. items.SelectMany(item => item.ToArray())];
        int[] labels = [.. items.Select(item => item.Span[0] > item.Span[1] ? 1 : 0)];
        var encoder = new PassThroughEncoder(5);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        var options = new TrainingOptions { Epochs = 3 };
        float[] expected = new float[400], logits = new float[400];
        Classifier.Train(new TrainingRows(Features.Dense(rows, 5), labels, 2), options).Logits(rows, expected);
        Classifier.Train(new TrainingRows(store.Features(encoder, items), labels, 2), options).Logits(store.Features(encoder, items), logits);
        Assert.Equal(expected, logits);
    }
}
