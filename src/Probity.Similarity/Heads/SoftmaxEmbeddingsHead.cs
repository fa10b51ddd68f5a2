using System.Globalization;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>
/// Feature groups: G soft choices among K values each. z = x·W + b has G·K columns; batch normalisation, then a softmax at a temperature τ
/// within each group of K. Where the model is sure, a group has one large element, so the embedding tells how sure it is.
/// </summary>
/// <remarks>
/// Batch normalisation before a softmax of groups is that of Simplicial Embeddings (Lavoie et al., ICLR 2023): without it and without a
/// start from data all items begin with nearly the same embedding. Every element is at least 0, a group sums to 1, the whole to G, and
/// G/K ≤ ‖e‖² ≤ G.
/// </remarks>
public sealed record SoftmaxEmbeddingsHead : EmbeddingHead
{
    private const double LowestTemperature = 1e-3, HighestTemperature = 1e3, UsualTemperature = .5;

    internal static readonly string TemperatureRange = $"it must lie in [{LowestTemperature}, {HighestTemperature}]";

    private readonly double _temperature = UsualTemperature;
    private readonly double? _finalTemperature;

    /// <summary>The head.</summary>
    /// <param name="outputGroups">G, at least 1.</param>
    /// <param name="outputSizePerGroup">K, at least 2; G·K is at most 1,048,576.</param>
    /// <param name="inputEmbeddingSize">D, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public SoftmaxEmbeddingsHead(int outputGroups, int outputSizePerGroup, int inputEmbeddingSize) : base(inputEmbeddingSize)
    {
        OutputGroups = RequireSize(outputGroups, "output groups");
        if (outputSizePerGroup < 2) throw new ArgumentException($"output size per group: {outputSizePerGroup}; a choice needs at least 2 values");
        OutputSizePerGroup = outputSizePerGroup;
        OutputSize = RequireSize((long)outputGroups * outputSizePerGroup, "output groups times output size per group");
    }

    /// <summary>G.</summary>
    public int OutputGroups { get; }

    /// <summary>K.</summary>
    public int OutputSizePerGroup { get; }

    /// <summary>G·K.</summary>
    public override int OutputSize { get; }

    /// <summary>τ: the lower, the more decided a group. .001 to 1,000. The default value is .5.</summary>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public double Temperature
    {
        get => _temperature;
        init => _temperature = RequireTemperature(value, "temperature");
    }

    /// <summary>Where training takes τ, by equal factors in equal times; a model keeps the τ that its weights were learned at. The default value is null: τ stays.</summary>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public double? FinalTemperature
    {
        get => _finalTemperature;
        init => _finalTemperature = value is { } temperature ? RequireTemperature(temperature, "final temperature") : null;
    }

    /// <summary>Whether every column of z gets mean 0 and deviation 1 over the batch, then a learned scale and shift. The default value is true.</summary>
    public bool BatchNormalization { get; init; } = true;

    /// <summary>
    /// Whether a group gives the one-hot vector of its largest element, in training and after, with the derivative of the softmax (Bengio et
    /// al., 2013). The default value is false: soft choices, from which confidence can be read. The same head without this option has the
    /// same weights and gives the probabilities behind the choices.
    /// </summary>
    public bool StraightThrough { get; init; }

    /// <summary>Whether W and b are scaled before the first step so that every column of z has mean 0 and deviation 1 over training rows. The default value is true.</summary>
    public bool DataDrivenStart { get; init; } = true;

    private protected override string Text
    {
        get
        {
            var parts = new List<string> { $"{OutputGroups}", $"{OutputSizePerGroup}" };
            if (Temperature != UsualTemperature) parts.Add(Number("tau", Temperature));
            if (FinalTemperature is { } final) parts.Add(Number("final", final));
            if (!BatchNormalization) parts.Add("batchnorm=off");
            if (StraightThrough) parts.Add("straight-through");
            if (!DataDrivenStart) parts.Add("data-start=off");
            return $"softmax-groups({string.Join(',', parts)})";
        }
    }

    internal override long WeightCount => LinearWeights(InputEmbeddingSize, OutputSize) + (BatchNormalization ? 2L * OutputSize : 0);

    internal override bool CouplesRows => BatchNormalization;

    internal override (int Groups, int Size)? FeatureGroups => (OutputGroups, OutputSizePerGroup);

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before)
    {
        var linear = new LinearLayer<T>(InputEmbeddingSize, OutputSize);
        var normalization = BatchNormalization ? new BatchNormalization<T>(OutputSize) : null;
        layers.Add(linear);
        if (normalization is not null) layers.Add(normalization);
        layers.Add(new GroupSoftmaxLayer<T>(OutputGroups, OutputSizePerGroup, Temperature, FinalTemperature, StraightThrough)
        {
            Start = DataDrivenStart || BatchNormalization ? new LogitStart<T>(linear, normalization, DataDrivenStart) : null,
        });
    }

    private static string Number(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value}");

    /// <summary>Whether in range; a float may be off by its rounding.</summary>
    internal static bool IsTemperature(double value) => value >= LowestTemperature * (1 - 1e-6) && value <= HighestTemperature * (1 + 1e-6);

    private static double RequireTemperature(double value, string name)
    {
        if (!(value >= LowestTemperature && value <= HighestTemperature)) throw new ArgumentException($"{name}: {value}; {TemperatureRange}");
        return value;
    }
}
