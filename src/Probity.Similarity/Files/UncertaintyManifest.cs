using System.Text.Json.Serialization;

namespace Probity.Similarity;

/// <summary>The JSON in a learned uncertainty's metadata.</summary>
internal sealed record UncertaintyManifest
{
    public required string Format { get; init; }
    public required int Version { get; init; }
    public required string Method { get; init; }
    public required string Network { get; init; }
    public required int Inputs { get; init; }
    public required int ScaledColumns { get; init; }
    public required int Epochs { get; init; }
}

/// <summary>Strict reading, as for other files of ours.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UncertaintyManifest))]
internal sealed partial class UncertaintyManifestJson : JsonSerializerContext;
