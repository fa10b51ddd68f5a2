using System.Security.Cryptography;
using System.Text;
using Probity.Learning;

namespace Probity.Similarity.Tests;

public sealed class EncoderTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_classifiers_features_are_its_hidden_ones()
    {
        Classifier model = Train("linear(7) relu", seed: 1);
        var encoder = new ClassifierEncoder(model);
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(20, 3);
        float[] expected = new float[20 * 7], encoded = new float[20 * 7];
        model.HiddenFeatures(Features.Dense(items.SelectMany(item => item.ToArray()).ToArray(), 3), expected);
        encoder.Encode(items, encoded);
        Assert.Equal(7, encoder.EmbeddingSize);
        Assert.Equal(expected, encoded);
    }

    [Fact]
    public void A_classifiers_version_survives_saving_and_changes_with_any_of_its_weights_and_layers()
    {
        Classifier model = Train("linear(7) relu", seed: 1);
        string version = new ClassifierEncoder(model).Version, path = _folder.Store;
        model.Save(path);
        Assert.Equal(version, new ClassifierEncoder(Classifier.Load(path)).Version);
        Assert.Equal(version, new ClassifierEncoder(Train("linear(7) relu", seed: 1)).Version);

        string[] others =
        [
            version,
            new ClassifierEncoder(Train("linear(7) relu", seed: 2)).Version,
            new ClassifierEncoder(Train("linear(7) relu", seed: 1, FeatureScaling.None)).Version,
        ];
        Assert.Equal(others.Length, others.Distinct(StringComparer.Ordinal).Count());
        Classifier loaded = Classifier.Load(path);
        loaded.Network.Layers[0].Parameters[0].Span[5] = MathF.BitIncrement(loaded.Network.Layers[0].Parameters[0].Span[5]);
        Assert.NotEqual(version, new ClassifierEncoder(loaded).Version);
    }

    [Fact]
    public void Rows_that_an_encoder_cannot_read_are_refused()
    {
        var encoder = new PassThroughEncoder(2);
        float[] room = new float[4];
        Assert.Contains("item 1 has 3 numbers where the encoder reads 2", Assert.Throws<ArgumentException>(() => encoder.Encode([new float[2], new float[3]], room)).Message);
        Assert.Contains("item 1, column 0 is NaN", Assert.Throws<ArgumentException>(() => encoder.Encode([new float[2], new float[] { float.NaN, 1 }], room)).Message);
        Assert.Contains("room for 4 values where 6", Assert.Throws<ArgumentException>(() => encoder.Encode([new float[2], new float[2], new float[2]], room)).Message);
    }

    [Fact]
    public void Encoders_stand_side_by_side_in_the_order_of_their_names()
    {
        var joined = new EncoderConcatenation<ReadOnlyMemory<float>>(new Dictionary<string, Encoder<ReadOnlyMemory<float>>>(StringComparer.Ordinal)
        {
            ["b"] = new CountingEncoder(2, factor: 10),
            ["B"] = new CountingEncoder(1, factor: -1, id: "other"),
        });
        float[] embeddings = new float[6];
        joined.Encode([new float[] { 1, 2 }, new float[] { 3, 4 }], embeddings);
        Assert.Equal([-1, 10, 20, -3, 30, 40], embeddings);
        Assert.Equal(("B: other + b: counting", 3), (joined.Id, joined.EmbeddingSize));
    }

    [Fact]
    public void A_joined_encoders_version_changes_with_that_of_each_and_with_what_goes_by_which_name()
    {
        static string Version(params (string Name, Encoder<ReadOnlyMemory<float>> Encoder)[] parts) =>
            new EncoderConcatenation<ReadOnlyMemory<float>>(parts.ToDictionary(part => part.Name, part => part.Encoder, StringComparer.Ordinal)).Version;
        CountingEncoder one = new(2), two = new(2, version: "2"), other = new(2, id: "other");
        string[] versions = [Version(("a", one), ("b", two)), Version(("a", two), ("b", one)), Version(("a", one), ("b", one)), Version(("a", one), ("b", other)), Version(("a", one)), Version(("c", one))];
        Assert.Equal(versions.Length, versions.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(versions[0], Version(("b", two), ("a", one)));
    }

    [Fact]
    public void Joined_encoders_need_names()
    {
        Assert.Contains("encoders: none", Assert.Throws<ArgumentException>(() => new EncoderConcatenation<string>(new Dictionary<string, Encoder<string>>(StringComparer.Ordinal))).Message);
        var unnamed = new Dictionary<string, Encoder<ReadOnlyMemory<float>>>(StringComparer.Ordinal) { [""] = new PassThroughEncoder(1) };
        Assert.Contains("is no name", Assert.Throws<ArgumentException>(() => new EncoderConcatenation<ReadOnlyMemory<float>>(unnamed)).Message);
    }

    [Fact]
    public void A_key_is_the_SHA_256_of_kind_length_and_content()
    {
        byte[] framed = [2, 4, 0, 0, 0, 0, 0, 0, 0, .. Encoding.Unicode.GetBytes("ab"), 1, 1, 0, 0, 0, 0, 0, 0, 0, 7];
        ContentKey key = Key(hash =>
        {
            hash.Append("ab");
            hash.Append([(byte)7]);
        });
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(framed)), key.ToString());
        Assert.Equal(key, new ContentKey(SHA256.HashData(framed)));
    }

    [Fact]
    public void Parts_that_run_together_to_the_same_bytes_give_different_keys()
    {
        ContentKey[] keys =
        [
            Key(hash => hash.Append("ab")),
            Key(hash => { hash.Append("a"); hash.Append("b"); }),
            Key(hash => { hash.Append(""); hash.Append("ab"); }),
            Key(hash => hash.Append(Encoding.Unicode.GetBytes("ab"))),
            Key(hash => hash.Append([0f])),
            Key(hash => hash.Append([-0f])),
            Key(hash => hash.Append(0)),
            Key(hash => hash.Append(ReadOnlySpan<byte>.Empty)),
            Key(_ => { }),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static ContentKey Key(Action<ContentHash> append)
    {
        using var hash = new ContentHash();
        append(hash);
        return hash.Finish();
    }

    private static Classifier Train(string network, ulong seed, FeatureScaling scaling = FeatureScaling.Columns)
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(60, 3);
        var rows = new TrainingRows(
            Features.Dense(items.SelectMany(item => item.ToArray()).ToArray(), 3), [.. items.Select(item => item.Span[0] > item.Span[1] ? 1 : 0)], 2);
        return Classifier.Train(rows, new TrainingOptions { Network = NetworkDesign.Parse(network), Seed = seed, Epochs = 2, Scaling = scaling });
    }
}
