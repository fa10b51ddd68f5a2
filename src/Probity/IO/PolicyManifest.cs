using System.Text.Json.Serialization;

namespace Probity.IO;

/// <summary>The one JSON string in a policy file's metadata: everything but the parameters, which are tensors.</summary>
internal sealed record PolicyManifest
{
    public required string Format { get; init; }
    public required int Version { get; init; }
    public required string Outputs { get; init; }
    public required int Classes { get; init; }
    public IReadOnlyList<string>? ClassNames { get; init; }
    public required CalibratorManifest Calibrator { get; init; }
    public RuleManifest? Rule { get; init; }
    public GateManifest? Gate { get; init; }
    public required string Score { get; init; }
    public int? Positive { get; init; }
    public CombinedManifest? Combined { get; init; }
    public required int RowsLearned { get; init; }
    public required int RowsCertified { get; init; }
    public required ulong Seed { get; init; }
    public required string RowsHash { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A calibrator's kind, how its fit went, and the calibrators that it is made of.</summary>
internal sealed record CalibratorManifest
{
    public required string Kind { get; init; }
    public required int Version { get; init; }
    public double? Floor { get; init; }
    public bool? KeepsMasks { get; init; }
    public double? StandardError { get; init; }
    public double? CrossFitNllBefore { get; init; }
    public double? CrossFitNllAfter { get; init; }
    public string? Chosen { get; init; }
    public FitDiagnostics? Diagnostics { get; init; }
    public IReadOnlyList<string>? Names { get; init; }
    public IReadOnlyList<CalibratorManifest>? Inner { get; init; }
}

/// <summary>A rule's kind and promise; which members there are depends on the kind.</summary>
internal sealed record RuleManifest
{
    public required string Kind { get; init; }
    public required int Version { get; init; }
    public string? Promise { get; init; }
    public double? Target { get; init; }
    public double? TargetPrecision { get; init; }
    public double? Confidence { get; init; }
    public int? Starts { get; init; }
    public int? Accepted { get; init; }
    public int? Errors { get; init; }
    public int? Counted { get; init; }
    public int? Misses { get; init; }
    public double? PValue { get; init; }
    public double? PrecisionLowerBound { get; init; }
    public int? CandidatesTested { get; init; }
    public int? RowsSearched { get; init; }
    public double? MaxWeight { get; init; }
    public double? CountedWeight { get; init; }
    public double? MissedWeight { get; init; }
    public string? Scope { get; init; }
    public int? Parts { get; init; }
    public IReadOnlyList<ClassRuleManifest>? ByClass { get; init; }
    public bool? Reviews { get; init; }
    public bool? Rejects { get; init; }
    public CostManifest? Estimate { get; init; }
    public ChoiceManifest? Choice { get; init; }
}

/// <summary>The threshold of one class, or why there is none.</summary>
internal sealed record ClassRuleManifest
{
    public RuleManifest? Rule { get; init; }
    public string? Refusal { get; init; }
}

/// <summary>What costs came to: means, each alone or with the ends of its interval, and shares accepted, reviewed, rejected.</summary>
internal sealed record CostManifest
{
    public required string Source { get; init; }
    public required int Rows { get; init; }
    public required IReadOnlyList<double> Policy { get; init; }
    public required IReadOnlyList<double> AlwaysAnswer { get; init; }
    public IReadOnlyList<double>? AlwaysReview { get; init; }
    public required IReadOnlyList<double> Decided { get; init; }
}

/// <summary>Joined scores by name.</summary>
internal sealed record CombinedManifest
{
    public required string Kind { get; init; }
    public required int Version { get; init; }
    public required IReadOnlyList<string> Scores { get; init; }
    public required bool CrossFitted { get; init; }
    public required FitDiagnostics Diagnostics { get; init; }
}

/// <summary>A gate's kind, score and rate.</summary>
internal sealed record GateManifest
{
    public required string Kind { get; init; }
    public required int Version { get; init; }
    public required string Score { get; init; }
    public required double MaxFalseAlarm { get; init; }
    public required int RowsLearned { get; init; }
    public required int Stopped { get; init; }
    public required int RowsChecked { get; init; }
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
[JsonSerializable(typeof(PolicyManifest))]
[JsonSerializable(typeof(MultiLabelManifest))]
internal sealed partial class PolicyJson : JsonSerializerContext;
