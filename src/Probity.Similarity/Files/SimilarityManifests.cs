using System.Text.Json.Serialization;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>The JSON in a similarity model's metadata.</summary>
internal sealed record SimilarityManifest
{
    public required string Format { get; init; }
    public required int Version { get; init; }
    public required string Head { get; init; }
    public required string Distance { get; init; }
    public required int Inputs { get; init; }
    public required int ScaledColumns { get; init; }
    public required int Groups { get; init; }
    public IReadOnlyList<string>? GroupNames { get; init; }
    public IReadOnlyList<string>? FeatureNames { get; init; }
    public string? Encoder { get; init; }
    public string? EncoderVersion { get; init; }
    public required OrderedDictionary<string, string> Recipe { get; init; }
    public required IReadOnlyList<string> Metrics { get; init; }
    public required int LossNumbers { get; init; }
    public required int Epochs { get; init; }
    public required int KeptEpoch { get; init; }
    public required string End { get; init; }
    public required int TrainingRows { get; init; }
    public required int ValidationRows { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>The JSON in the metadata of a checkpoint of similarity learning.</summary>
internal sealed record SimilarityCheckpointManifest : CheckpointManifest
{
    /// <summary>Rows that went through the memory.</summary>
    public required long Remembered { get; init; }
}

/// <summary>Strict reading, as for other files of ours.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SimilarityManifest))]
[JsonSerializable(typeof(SimilarityCheckpointManifest))]
internal sealed partial class SimilarityManifestJson : JsonSerializerContext;
