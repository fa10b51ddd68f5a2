using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// A similarity model to derive from: say which frozen encoders read an item, which head is trained on their embeddings, and by which loss. What
/// is not said has a fair default.
/// </summary>
/// <typeparam name="TItem">What an item is: an image, a text, a row of numbers.</typeparam>
public abstract class TrainableModel<TItem>
{
    private Encoder<TItem>? _encoder;

    /// <summary>The encoders together, as <see cref="Fit(IReadOnlyList{TItem}, ReadOnlySpan{int}, FeatureStore, Action{SimilarityEpoch})"/> uses them: what a <see cref="FeatureStore"/> is opened for.</summary>
    /// <exception cref="ArgumentException">No encoder is configured.</exception>
    public Encoder<TItem> Encoder => _encoder ??= Together(ConfigureEncoders());

    /// <summary>What training made of it; null before <see cref="Fit(IReadOnlyList{TItem}, ReadOnlySpan{int}, FeatureStore, Action{SimilarityEpoch})"/>.</summary>
    public SimilarityModel? Trained { get; private set; }

    /// <summary>The frozen encoders by name. The embeddings of several stand side by side.</summary>
    protected abstract IReadOnlyDictionary<string, Encoder<TItem>> ConfigureEncoders();

    /// <summary>What is trained.</summary>
    /// <param name="inputEmbeddingSize">Numbers that the encoders give together.</param>
    protected abstract EmbeddingHead ConfigureHead(int inputEmbeddingSize);

    /// <summary>What is minimised.</summary>
    protected abstract SimilarityLoss ConfigureLoss();

    /// <summary>How gradients move parameters. The default is that of <see cref="SimilarityOptions.Optimizer"/>.</summary>
    protected virtual Optimizer ConfigureOptimizer() => new SimilarityOptions().Optimizer;

    /// <summary>What is measured after every epoch; the first chooses the epoch. The default is R-precision, precision at 1 and MAP@R.</summary>
    protected virtual IReadOnlyList<RetrievalMetric> ConfigureMetrics() => new SimilarityOptions().Metrics;

    /// <summary>Everything else: epochs, sampler, memory, schedule, seed. Loss, optimizer and metrics in it are replaced by those above.</summary>
    protected virtual SimilarityOptions ConfigureTraining() => new();

    /// <summary>Trains on items that each belong to one group.</summary>
    /// <param name="items">N items.</param>
    /// <param name="groups">N groups, any numbers.</param>
    /// <param name="store">Where the encoders' embeddings are kept, opened for <see cref="Encoder"/>: each item is encoded once for all trainings. Null keeps them in memory.</param>
    /// <param name="progress">Called after every epoch.</param>
    /// <returns>The trained head; also <see cref="Trained"/>.</returns>
    /// <exception cref="ArgumentException">Not as many groups, only one group, or a part that does not fit.</exception>
    /// <exception cref="InvalidDataException">The store is of another encoder, or stale.</exception>
    public SimilarityModel Fit(IReadOnlyList<TItem> items, ReadOnlySpan<int> groups, FeatureStore? store = null, Action<SimilarityEpoch>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        Require.SameRows(items.Count, groups.Length, nameof(items), nameof(groups));
        int[] own = groups.ToArray();
        return Fit(items, features => new SimilarityRows(features, own), store, progress);
    }

    /// <summary>Trains on pairs of items, each with a score; the loss must be one of given pairs.</summary>
    /// <param name="items">N items.</param>
    /// <param name="pairs">Pairs of rows.</param>
    /// <param name="store">As for groups.</param>
    /// <param name="progress">Called after every epoch.</param>
    /// <returns>The trained head; also <see cref="Trained"/>.</returns>
    /// <exception cref="ArgumentException">A pair of rows that there are not, or a part that does not fit.</exception>
    /// <exception cref="InvalidDataException">The store is of another encoder, or stale.</exception>
    public SimilarityModel FitPairs(IReadOnlyList<TItem> items, IReadOnlyList<SimilarityPair> pairs, FeatureStore? store = null, Action<SimilarityEpoch>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Fit(items, features => SimilarityRows.Pairs(features, pairs), store, progress);
    }

    /// <summary>What the encoders say of items, without the head.</summary>
    /// <param name="items">N items.</param>
    /// <param name="store">Reads what is stored and stores what is not; null encodes all.</param>
    /// <exception cref="ArgumentException">No items, or one that an encoder refuses.</exception>
    /// <exception cref="InvalidDataException">The store is of another encoder, or stale.</exception>
    public Features Encode(IReadOnlyList<TItem> items, FeatureStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        Require.SomeRows(items.Count, nameof(items));
        if (store is not null) return store.Features(Encoder, items);
        var embeddings = new float[checked(items.Count * Encoder.EmbeddingSize)];
        Encoder.Encode(items, embeddings);
        return Features.Dense(embeddings, Encoder.EmbeddingSize);
    }

    /// <summary>The embeddings of items: encoders, then the trained head.</summary>
    /// <param name="items">N items.</param>
    /// <param name="store">As for <see cref="Encode"/>.</param>
    /// <returns>N × <see cref="SimilarityModel.EmbeddingSize"/> numbers.</returns>
    /// <exception cref="InvalidOperationException">It was not trained.</exception>
    public float[] Embed(IReadOnlyList<TItem> items, FeatureStore? store = null)
    {
        SimilarityModel model = Trained ?? throw new InvalidOperationException("embed: the model was not trained; call Fit before");
        Features features = Encode(items, store);
        var embeddings = new float[checked(features.Rows * model.EmbeddingSize)];
        model.Embed(features, embeddings);
        return embeddings;
    }

    private SimilarityModel Fit(IReadOnlyList<TItem> items, Func<Features, SimilarityRows> rows, FeatureStore? store, Action<SimilarityEpoch>? progress)
    {
        SimilarityRows training = rows(Encode(items, store));
        SimilarityOptions options = ConfigureTraining() with { Loss = ConfigureLoss(), Optimizer = ConfigureOptimizer(), Metrics = ConfigureMetrics() };
        EmbeddingHead head = ConfigureHead(Encoder.EmbeddingSize);
        return Trained = SimilarityModel.Train(training, head, options, progress: progress).With(groupNames: null, Encoder.Id, Encoder.Version);
    }

    private static Encoder<TItem> Together(IReadOnlyDictionary<string, Encoder<TItem>> encoders) =>
        encoders is { Count: 1 } ? encoders.Values.Single() : new EncoderConcatenation<TItem>(encoders);
}
