using System.Text.Json.Serialization;

namespace Probity.Similarity;

/// <summary>The JSON in a match confidence's metadata.</summary>
internal sealed record MatchManifest
{
    public required string Format { get; init; }
    public required int Version { get; init; }
    public required string Distance { get; init; }
    public required string Search { get; init; }
    public required int Neighbours { get; init; }
    public required int Columns { get; init; }
    public string? HeadId { get; init; }
    public required int References { get; init; }
    public required int ReferenceGroups { get; init; }
    public required bool OwnReference { get; init; }
    public required int FeatureGroups { get; init; }
    public required int ValuesPerGroup { get; init; }
    public required IReadOnlyList<string> Scores { get; init; }
    public required FitDiagnostics Diagnostics { get; init; }
    public double? MaxFalseAlarm { get; init; }
    public required int GateRows { get; init; }
    public required int GateChecked { get; init; }
    public required int GateStopped { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>Strict reading, as for other files of ours.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MatchManifest))]
internal sealed partial class MatchManifestJson : JsonSerializerContext;
