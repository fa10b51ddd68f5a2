using System.Text.Json.Serialization;

namespace Probity.Learning.Files;

/// <summary>The JSON in a model file's metadata: everything but the numbers of networks and epochs, which are tensors.</summary>
internal sealed record ModelManifest
{
    public required string Format { get; init; }
    public required int Version { get; init; }
    public required string Network { get; init; }
    public required string Head { get; init; }
    public required int Inputs { get; init; }
    public required int Classes { get; init; }
    public IReadOnlyList<string>? ClassNames { get; init; }
    public IReadOnlyList<string>? FeatureNames { get; init; }
    public required int Members { get; init; }
    public required int ScaledColumns { get; init; }
    public required bool Policy { get; init; }
    public required IReadOnlyList<HistoryManifest> Histories { get; init; }
    public int? DropoutPasses { get; init; }
    public ulong? DropoutSeed { get; init; }
    public ConfidNetManifest? Confidnet { get; init; }
    public FeaturizerManifest? Featurizer { get; init; }
}

/// <summary>What turns rows of a table into inputs.</summary>
internal sealed record FeaturizerManifest
{
    public required IReadOnlyList<ColumnManifest> Columns { get; init; }
}

/// <summary>What was learned about a column, but for its numbers and n-grams.</summary>
internal sealed record ColumnManifest
{
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public string? Scaling { get; init; }
    public string? Form { get; init; }
    public IReadOnlyList<string>? Levels { get; init; }
    public bool Others { get; init; }
    public int? SharedInputs { get; init; }
    public bool Missing { get; init; }
    public bool Hours { get; init; }
    public IReadOnlyList<int>? Parts { get; init; }
    public required int Numbers { get; init; }
    public TextManifest? Text { get; init; }
}

/// <summary>What was learned about a column of texts.</summary>
internal sealed record TextManifest
{
    public required TextOptions Options { get; init; }
    public required int Rows { get; init; }
    public required int Words { get; init; }
    public required int Ngrams { get; init; }
    public required int Bytes { get; init; }
    public required int Weights { get; init; }
}

/// <summary>The network that estimates the confidence of the model.</summary>
internal sealed record ConfidNetManifest
{
    public required string Network { get; init; }
    public required int ScaledColumns { get; init; }
    public required HistoryManifest History { get; init; }
}

/// <summary>How the training of a network went, but for the figures of its epochs.</summary>
internal sealed record HistoryManifest
{
    public required OrderedDictionary<string, string> Recipe { get; init; }
    public required int Epochs { get; init; }
    public required int KeptEpoch { get; init; }
    public required string End { get; init; }
    public ConvexOptimum? Optimum { get; init; }
    public required int TrainingRows { get; init; }
    public required int ValidationRows { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>The JSON in a checkpoint's metadata.</summary>
internal record CheckpointManifest
{
    public required string Format { get; init; }
    public required int Version { get; init; }
    public required OrderedDictionary<string, string> Recipe { get; init; }
    public required int BestEpoch { get; init; }
    public required long Steps { get; init; }
}

/// <summary>Strict reading: no unknown and no double members, infinite numbers by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
