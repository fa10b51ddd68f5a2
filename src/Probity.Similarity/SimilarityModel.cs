using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>A trained head: frozen embeddings in, embeddings out in which items that belong together are close. Immutable and thread-safe.</summary>
/// <remarks>The same rows, options and build give the same weights to the last bit, whatever the number of threads.</remarks>
public sealed class SimilarityModel
{
    internal SimilarityModel(Network<float> network) => Network = network;

    /// <summary>D: numbers of an input row.</summary>
    public int Inputs => Network.Inputs;

    /// <summary>E: numbers of an embedding.</summary>
    public int EmbeddingSize => Network.Outputs;

    /// <summary>G: feature groups of an embedding, each a distribution over E/G values; 0 where its head has none.</summary>
    public int FeatureGroups => Head.FeatureGroups?.Groups ?? 0;

    /// <summary>What it is made of.</summary>
    public required EmbeddingHead Head { get; init; }

    /// <summary>By which distance its embeddings are to be compared: the one that it was trained by.</summary>
    public required Distance Distance { get; init; }

    /// <summary>How it was trained.</summary>
    public required SimilarityHistory History { get; init; }

    /// <summary>What the loss had learned of its own in the kept epoch, such as a and b of <see cref="MatchProbabilityLoss"/>; empty for most losses.</summary>
    public IReadOnlyList<double> LossNumbers => History.Epochs[History.KeptEpoch - 1].LossNumbers;

    /// <summary>The groups that it has seen in training, ascending; empty where it learned from labels or pairs. Others are unseen.</summary>
    public required IReadOnlyList<int> SeenGroups { get; init; }

    /// <summary>What the numbers of a row are called; null where they go by position.</summary>
    public IReadOnlyList<string>? FeatureNames { get; internal init; }

    /// <summary>What the groups 0, 1, 2 … are called, or null.</summary>
    public IReadOnlyList<string>? GroupNames { get; init; }

    /// <summary>The encoder whose embeddings it reads, or null where nobody said.</summary>
    public string? EncoderId { get; init; }

    /// <summary>Of that encoder.</summary>
    public string? EncoderVersion { get; init; }

    /// <summary>Weights and biases.</summary>
    public int Parameters => Network.Parameters.Count;

    /// <summary>SHA-256 of the head and its weights, in lower-case hexadecimal: the same for heads that give the same embeddings by the same numbers.</summary>
    public string ContentId => SealedFile.Seal(FormattableString.Invariant($"{Head}\n{Inputs}"), NetworkTensors.Of(Network, ""));

    internal Network<float> Network { get; }

    /// <summary>Trains a head.</summary>
    /// <param name="rows">Items with their groups, labels or pairs.</param>
    /// <param name="head">What is trained; it must read as many numbers as a row has.</param>
    /// <param name="options">The default value is <see cref="SimilarityOptions"/> as it comes.</param>
    /// <param name="validation">
    /// Items that choose the epoch, looked up among themselves: best of other groups than the training items'. Null sets aside
    /// <see cref="SimilarityOptions.ValidationShare"/> of the items, which are looked up among the others.
    /// </param>
    /// <param name="progress">Called after every epoch, on the calling thread.</param>
    /// <exception cref="ArgumentException">An option is out of range, rows do not fit together, or there is only one group.</exception>
    /// <exception cref="InvalidOperationException">The loss is not finite in the first epoch. Later the best epoch is kept, with a warning.</exception>
    public static SimilarityModel Train(
        SimilarityRows rows, EmbeddingHead head, SimilarityOptions? options = null, SimilarityRows? validation = null, Action<SimilarityEpoch>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(head);
        options ??= new SimilarityOptions();
        (Network<float> network, SimilarityHistory history) = SimilarityTrainer.Run(rows, head, options, validation, progress);
        return new SimilarityModel(network) { Head = head, Distance = options.Loss.Distance, History = history, SeenGroups = rows.GroupIds };
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A file written by <see cref="Save"/> of this or an earlier version.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a similarity model, damaged, or of a later version.</exception>
    public static SimilarityModel Load(string path) => SimilarityFile.Read(path);

    /// <summary>Writes the model with its history: the whole file or none. The same model gives the same bytes.</summary>
    /// <param name="path">Overwritten where it exists; its directory must exist.</param>
    /// <exception cref="ArgumentException">The path is no place for a file, or the model is too large for one.</exception>
    /// <exception cref="IOException">The file could not be written, for want of room for example.</exception>
    public void Save(string path) => SimilarityFile.Write(path, this);

    /// <summary>A copy that knows what groups are called and which encoder's embeddings it reads.</summary>
    /// <param name="groupNames">Names of the groups 0, 1, 2 …, or null.</param>
    /// <param name="encoderId">See <see cref="Encoder{TItem}.Id"/>; null where unknown.</param>
    /// <param name="encoderVersion">See <see cref="Encoder{TItem}.Version"/>.</param>
    /// <exception cref="ArgumentException">Fewer names than the largest seen group needs.</exception>
    public SimilarityModel With(IReadOnlyList<string>? groupNames, string? encoderId, string? encoderVersion)
    {
        if (groupNames is not null && SeenGroups.Count > 0 && (SeenGroups[0] < 0 || SeenGroups[^1] >= groupNames.Count))
            throw new ArgumentException($"group names: {groupNames.Count:N0}, but the groups run from {SeenGroups[0]} to {SeenGroups[^1]}");
        return new SimilarityModel(Network)
        {
            Head = Head,
            Distance = Distance,
            History = History,
            SeenGroups = SeenGroups,
            GroupNames = groupNames,
            EncoderId = encoderId,
            EncoderVersion = encoderVersion,
            FeatureNames = FeatureNames,
        };
    }

    /// <summary>A copy that knows what the numbers of a row are called, so that columns of a table are picked by name.</summary>
    /// <param name="featureNames">D different names, or null.</param>
    /// <exception cref="ArgumentException">Another number of names, or two are the same.</exception>
    public SimilarityModel WithFeatureNames(IReadOnlyList<string>? featureNames)
    {
        if (featureNames is not null) Classifier.RequireFeatureNames(featureNames, Inputs);
        return new SimilarityModel(Network)
        {
            Head = Head,
            Distance = Distance,
            History = History,
            SeenGroups = SeenGroups,
            GroupNames = GroupNames,
            EncoderId = EncoderId,
            EncoderVersion = EncoderVersion,
            FeatureNames = featureNames,
        };
    }

    /// <summary>The embeddings of rows. A row's does not depend on the rows beside it, to the last bit.</summary>
    /// <param name="features">N rows of D numbers.</param>
    /// <param name="destination">Room for N×E numbers.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    public void Embed(Features features, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != Inputs) throw new ArgumentException($"features: {features.Columns:N0} numbers a row but the head reads {Inputs:N0}; give embeddings of the encoder that it was trained on");
        Network.Forward(features, destination);
    }

    /// <summary>The embeddings of rows.</summary>
    /// <param name="rows">N×D finite numbers, row-major.</param>
    /// <returns>N×E numbers.</returns>
    /// <exception cref="ArgumentException">The shape is wrong or a value is not finite.</exception>
    public float[] Embed(ReadOnlyMemory<float> rows)
    {
        Features features = Features.Dense(rows, Inputs);
        var embeddings = new float[checked(features.Rows * EmbeddingSize)];
        Embed(features, embeddings);
        return embeddings;
    }
}
