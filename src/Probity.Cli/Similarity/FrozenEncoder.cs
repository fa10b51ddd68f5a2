using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Data;
using Probity.IO;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>What makes frozen embeddings of the rows of a file: nothing, or a trained classifier whose hidden features they are, kept in a store.</summary>
internal sealed class FrozenEncoder : IDisposable
{
    private const int RowsAtOnce = 1_024;

    private readonly Classifier? _classifier;
    private readonly ClassifierEncoder? _encoder;
    private readonly FeatureStore? _store;

    private FrozenEncoder(string? encoder, string? store)
    {
        if (encoder is null)
        {
            if (store is not null) throw new ArgumentException("--store keeps the features of an encoder: give --encoder m.probity too");
            return;
        }
        _classifier = GivenFile.Model(encoder);
        _encoder = new ClassifierEncoder(_classifier);
        if (store is not null) _store = FeatureStore.Open(store, _encoder);
    }

    public string? Id => _encoder?.Id;

    public string? Version => _encoder?.Version;

    /// <param name="encoder">A model file, or null.</param>
    /// <param name="store">Where its features are kept, or null.</param>
    public static FrozenEncoder Open(string? encoder, string? store) => new(encoder, store);

    /// <summary>Refuses an encoder that a head was not trained on.</summary>
    public void RequireFor(SimilarityModel model)
    {
        if (_encoder is null) return;
        if (model.EncoderId is null) throw new ArgumentException("--encoder: the model was trained on rows as they are, without an encoder; leave it out");
        if (model.EncoderId != Id || model.EncoderVersion != Version)
        {
            throw new ArgumentException(
                $"--encoder: not the encoder that the model was trained on ({Short(model.EncoderVersion)}), but another ({Short(Version)}); give the one of the training");
        }
    }

    /// <summary>What to bear in mind where the model has an encoder and none is given.</summary>
    public IEnumerable<string> Notes(SimilarityModel model, string data)
    {
        if (_encoder is null && model.EncoderId is { } id) yield return $"{data}: taken as features of the encoder that the model was trained on ({id} {Short(model.EncoderVersion)}); give --encoder for rows that are still to be encoded";
    }

    /// <summary>Opens rows for the encoder; without one any, or columns of these names in this order where the file has names.</summary>
    public NumberReader Reader(string data, string? id, IReadOnlyList<string>? names = null) => _classifier is null
        ? names is null ? NumberFile.Open(data, id) : Named(data, id, names)
        : FeatureFile.Open(data, id, _classifier.Inputs, _classifier.FeatureNames, "the encoder reads");

    private static NumberReader Named(string data, string? id, IReadOnlyList<string> names)
    {
        using (NumberReader any = NumberFile.Open(data, id))
        {
            if (any.ColumnNames is null) names = [];
        }
        return names.Count == 0 ? NumberFile.Open(data, id) : FeatureFile.Open(data, id, names.Count, names, "the training read");
    }

    /// <summary>D, for rows of so many numbers.</summary>
    public int Columns(int columns) => _encoder?.EmbeddingSize ?? columns;

    /// <summary>The frozen embeddings of rows.</summary>
    /// <param name="values">N rows, finite.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="keep">Whether they may be read from the store and kept in it.</param>
    public float[] Encode(float[] values, int columns, bool keep = true)
    {
        if (_encoder is null) return values;
        int rows = values.Length / columns, width = _encoder.EmbeddingSize;
        var items = new ReadOnlyMemory<float>[rows];
        for (int i = 0; i < rows; i++) items[i] = values.AsMemory(i * columns, columns);
        var embeddings = new float[checked(rows * width)];
        using var progress = new ProgressLine("encoding");
        if (_store is not null && keep)
        {
            Features features = _store.Features(_encoder, items, progress: at => progress.Report(at.ToEncode == 0 ? 1 : (double)at.Encoded / at.ToEncode));
            for (int i = 0; i < rows; i++) features.Read(i, embeddings.AsSpan(i * width, width));
            return embeddings;
        }
        for (int start = 0; start < rows; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, rows - start);
            _encoder.Encode(new ArraySegment<ReadOnlyMemory<float>>(items, start, count), embeddings.AsSpan(start * width, count * width));
            progress.Report((double)(start + count) / rows);
        }
        return embeddings;
    }

    public void Dispose() => _store?.Dispose();

    private static string Short(string? version) => version is { Length: > 12 } ? version[..12] : version ?? "";
}
