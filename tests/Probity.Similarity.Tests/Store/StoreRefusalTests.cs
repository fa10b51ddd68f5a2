namespace Probity.Similarity.Tests;

public sealed class StoreRefusalTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_of_other_embeddings_is_refused_with_both_sides_and_what_differs()
    {
        FeatureStore.Open(_folder.Store, "clip", "2021", 384, FeatureStoreNumbers.Float16).Dispose();
        string Refusal(string id, string version, int size, FeatureStoreNumbers numbers) =>
            Assert.Throws<InvalidDataException>(() => FeatureStore.Open(_folder.Store, id, version, size, numbers)).Message;
        string stored = "a.features: holds embeddings of encoder 'clip' version '2021', 384 numbers in half; asked for were those of ";
        Assert.StartsWith(stored + "encoder 'bert' version '2021', 384 numbers in half: the encoder must be the same", Refusal("bert", "2021", 384, FeatureStoreNumbers.Float16));
        Assert.StartsWith(stored + "encoder 'clip' version '2022', 384 numbers in half: the version must be the same", Refusal("clip", "2022", 384, FeatureStoreNumbers.Float16));
        Assert.StartsWith(
            stored + "encoder 'clip' version '2021', 512 numbers in float32: the size and the type of numbers must be the same",
            Refusal("clip", "2021", 512, FeatureStoreNumbers.Float32));
    }

    [Fact]
    public void An_encoder_of_another_version_is_refused_by_an_open_store()
    {
        using var store = FeatureStore.Open(_folder.Store, new CountingEncoder(2));
        var refusal = Assert.Throws<InvalidDataException>(() => store.Features(new CountingEncoder(2, version: "2"), StoreFolder.Rows(1, 2)));
        Assert.Contains("version '1', 2 numbers in float32; asked for were those of encoder 'counting' version '2'", refusal.Message);
    }

    [Theory]
    [InlineData(FeatureStoreNumbers.Float32, 1.001f, true)]
    [InlineData(FeatureStoreNumbers.Float32, 1.00001f, false)]
    [InlineData(FeatureStoreNumbers.Float16, 1.01f, true)]
    [InlineData(FeatureStoreNumbers.Float16, 1.0003f, false)]
    public void Weights_that_changed_under_the_same_version_are_noticed_and_rounding_is_not(FeatureStoreNumbers numbers, float factor, bool refused)
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(100, 16);
        var encoder = new CountingEncoder(16);
        using var store = FeatureStore.Open(_folder.Store, encoder, numbers);
        store.Features(encoder, items);
        Assert.Equal(8, store.Verify(encoder, items));
        Assert.Equal(100, store.Verify(encoder, items, sample: 1_000));
        var changed = new CountingEncoder(16, factor: factor);
        if (!refused)
        {
            store.Features(changed, items);
            return;
        }
        string message = Assert.Throws<InvalidDataException>(() => store.Features(changed, items)).Message;
        Assert.Matches(@"a\.features: is stale: encoder 'counting' version '1' now gives item \d+ the number \S+ in column \d+ where \S+ is stored \(\S+ apart, \S+ allowed\)", message);
        Assert.Equal(8, changed.Encoded);
    }

    [Fact]
    public void A_few_changed_items_are_found_by_a_sample_of_all()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(30, 2);
        var encoder = new CountingEncoder(2);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        store.Append([ContentKey.Of(encoder, items[17])], [5, 6]);
        store.Features(encoder, items[..17]);
        Assert.Contains("item 17 ", Assert.Throws<InvalidDataException>(() => store.Verify(encoder, items, sample: 30)).Message);
    }

    [Fact]
    public void What_half_cannot_hold_is_refused_with_row_and_number_and_nothing_is_stored()
    {
        var encoder = new CountingEncoder(2);
        ContentKey[] keys = Array.ConvertAll(StoreFolder.Rows(2, 2), item => ContentKey.Of(encoder, item));
        using var store = FeatureStore.Open(_folder.Store, encoder, FeatureStoreNumbers.Float16);
        Assert.Equal(
            "embeddings: row 1, number 0 is 65520, which half cannot hold (at most 65,504); take a store of float32",
            Assert.Throws<ArgumentException>(() => store.Append(keys, [1, 2, 65_520, 4])).Message);
        Assert.Contains("row 0, number 1 is NaN; every number must be finite", Assert.Throws<ArgumentException>(() => store.Append(keys, [1, float.NaN, 3, 4])).Message);
        Assert.Equal(0, store.Count);
        Assert.Equal(2, store.Append(keys, [1, 2, 65_519, 4]));   // rounds to 65,504
    }

    [Fact]
    public void Numbers_of_an_encoder_that_are_not_finite_are_refused_with_the_item_and_what_came_before_stays()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(9, 2);
        items[6] = new float[] { 1, float.PositiveInfinity };
        var encoder = new CountingEncoder(2);
        using (var store = FeatureStore.Open(_folder.Store, encoder))
        {
            var refusal = Assert.Throws<InvalidDataException>(() => store.Features(encoder, items, batchSize: 2));
            Assert.Contains("of item 6 number 1 is ", refusal.Message);
            Assert.Equal(6, store.Count);
        }
        using var again = FeatureStore.Open(_folder.Store, encoder);
        Assert.Equal(6, again.Count);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var encoder = new CountingEncoder(2);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        ContentKey key = ContentKey.Of(encoder, StoreFolder.Rows(1, 2)[0]);
        Assert.Contains("keys: 1 rows but embeddings: 2", Assert.Throws<ArgumentException>(() => store.Append([key], [1, 2, 3, 4])).Message);
        Assert.Contains("do not fill rows of 2 columns", Assert.Throws<ArgumentException>(() => store.Append([key], [1, 2, 3])).Message);
        Assert.Contains("room for 1 values where 2", Assert.Throws<ArgumentException>(() => store.TryRead(key, new float[1])).Message);
        Assert.Contains("batchSize: 0", Assert.Throws<ArgumentException>(() => store.Features(encoder, [], batchSize: 0)).Message);
    }

    [Theory]
    [InlineData("", "1", 2, "encoder id: empty")]
    [InlineData("a\nb", "1", 2, "encoder id: has control characters")]
    [InlineData("a", "1", 0, "embedding size: 0")]
    public void Encoders_that_no_store_can_name_are_refused(string id, string version, int size, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => FeatureStore.Open(_folder.Store, id, version, size)).Message);
        Assert.False(File.Exists(_folder.Store));
    }

    [Fact]
    public void Half_a_surrogate_pair_names_no_version() =>
        Assert.Contains("encoder version: is no Unicode text", Assert.Throws<ArgumentException>(() => FeatureStore.Open(_folder.Store, "a", "\ud800", 2)).Message);

    [Fact]
    public void Long_names_are_kept_and_too_long_ones_refused()
    {
        string id = new('ä', 2_048), version = new('v', 4_096);
        FeatureStore.Open(_folder.Store, id, version, 2).Dispose();
        using var store = FeatureStore.Open(_folder.Store, id, version, 2);
        Assert.Equal((id, version, 2, FeatureStoreNumbers.Float32), (store.EncoderId, store.EncoderVersion, store.EmbeddingSize, store.Numbers));
        Assert.Contains("4,098 bytes", Assert.Throws<ArgumentException>(() => FeatureStore.Open(_folder.Store, id + "ä", version, 2)).Message);
    }

    [Fact]
    public void Places_where_no_store_can_be_are_refused()
    {
        var encoder = new CountingEncoder(2);
        string folder = Path.GetDirectoryName(_folder.Store)!;
        Assert.Contains("a directory", Assert.Throws<ArgumentException>(() => FeatureStore.Open(folder, encoder)).Message);
        Assert.Contains("no file name", Assert.Throws<ArgumentException>(() => FeatureStore.Open(" ", encoder)).Message);
        Assert.Contains("its directory does not exist", Assert.Throws<IOException>(() => FeatureStore.Open(Path.Combine(folder, "none", "a"), encoder)).Message);
    }

    [Fact]
    public void A_link_to_a_store_is_that_store()
    {
        string link = _folder.Store + ".link";
        var encoder = new CountingEncoder(2);
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(3, 2);
        using var store = FeatureStore.Open(_folder.Store, encoder);
        File.CreateSymbolicLink(link, _folder.Store);
        using (var other = FeatureStore.Open(link, encoder)) other.Features(encoder, items);
        store.Features(encoder, items[..1]);
        Assert.Equal((3, 3), (encoder.Encoded, store.Count));   // the first store looked again before it encoded
    }
}
