using Probity.Learning;

namespace Probity.Similarity;

/// <summary>A trainable model for those who only choose from lists: rows of numbers, a head and a loss by their texts.</summary>
/// <remarks><c>new ReadyModel(384, "softmax-groups(16,16)", "supcon(0.1)").Fit(rows, groups)</c>.</remarks>
public sealed class ReadyModel : TrainableModel<ReadOnlyMemory<float>>
{
    private readonly Encoder<ReadOnlyMemory<float>> _encoder;
    private readonly EmbeddingHead _head;
    private readonly SimilarityLoss _loss;
    private readonly SimilarityOptions _training;

    /// <param name="encoder">A frozen encoder of rows, such as a <see cref="ClassifierEncoder"/>.</param>
    /// <param name="head">See <see cref="EmbeddingHead.Parse"/>.</param>
    /// <param name="loss">See <see cref="SimilarityLoss.Parse"/>. The default value is null: that of <paramref name="training"/>, with its distance, miner and reducer.</param>
    /// <param name="training">Everything else; its loss counts where none is given apart. The default value is <see cref="SimilarityOptions"/> as it comes.</param>
    /// <exception cref="ArgumentException">No such head or loss; the message lists what there is.</exception>
    public ReadyModel(Encoder<ReadOnlyMemory<float>> encoder, string head, string? loss = null, SimilarityOptions? training = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _encoder = encoder;
        _head = EmbeddingHead.Parse(head, encoder.EmbeddingSize);
        _training = training ?? new SimilarityOptions();
        _loss = loss is null ? _training.Loss : SimilarityLoss.Parse(loss);
    }

    /// <summary>On rows that are embeddings already.</summary>
    /// <param name="inputEmbeddingSize">Numbers of a row.</param>
    /// <param name="head">See <see cref="EmbeddingHead.Parse"/>.</param>
    /// <param name="loss">See <see cref="SimilarityLoss.Parse"/>. The default value is null: that of <paramref name="training"/>, with its distance, miner and reducer.</param>
    /// <param name="training">Everything else; its loss counts where none is given apart. The default value is <see cref="SimilarityOptions"/> as it comes.</param>
    /// <exception cref="ArgumentException">No such head or loss; the message lists what there is.</exception>
    public ReadyModel(int inputEmbeddingSize, string head, string? loss = null, SimilarityOptions? training = null)
        : this(new PassThroughEncoder(inputEmbeddingSize), head, loss, training)
    {
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Encoder<ReadOnlyMemory<float>>> ConfigureEncoders() =>
        new Dictionary<string, Encoder<ReadOnlyMemory<float>>>(StringComparer.Ordinal) { ["rows"] = _encoder };

    /// <inheritdoc/>
    protected override EmbeddingHead ConfigureHead(int inputEmbeddingSize) => _head;

    /// <inheritdoc/>
    protected override SimilarityLoss ConfigureLoss() => _loss;

    /// <inheritdoc/>
    protected override Optimizer ConfigureOptimizer() => _training.Optimizer;

    /// <inheritdoc/>
    protected override IReadOnlyList<RetrievalMetric> ConfigureMetrics() => _training.Metrics;

    /// <inheritdoc/>
    protected override SimilarityOptions ConfigureTraining() => _training;
}
