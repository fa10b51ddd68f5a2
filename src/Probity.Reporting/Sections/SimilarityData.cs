using System.Text.Json.Serialization;
using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>What the page on similarity is given. <c>web/src/similarityData.ts</c> says the same in TypeScript: change both together.</summary>
internal sealed record SimilarityData(
    string Kind,
    string Title,
    string? Subtitle,
    string Model,
    string[] Sentences,
    string? Decision,
    SplitData[] Splits,
    SimilarityCurves? Training,
    FeatureGroupsData? FeatureGroups,
    MatchData? Match,
    IReadOnlyList<string> Notes,
    string[] LeftOut,
    Provenance Provenance,
    string Version);

/// <summary>Figures of the head, of the raw embeddings and of what one gains over the other.</summary>
internal sealed record SplitData(
    string Name,
    string? Words,
    int Queries,
    int LoneQueries,
    int References,
    int? Groups,
    IReadOnlyDictionary<string, Figure>? Head,
    IReadOnlyDictionary<string, Figure>? Raw,
    IReadOnlyDictionary<string, Figure>? Gain,
    DistancesData? Distances);

/// <summary>Counts of queries between edges of distance.</summary>
internal sealed record DistancesData(string Distance, double[] Edges, int[] Right, int[] Wrong, double? MedianRight, double? MedianWrong);

/// <summary>Columns of equal length, one entry an epoch that is drawn; null in a column, or for it, where nothing was measured.</summary>
internal sealed record SimilarityCurves(
    int TrainingRows,
    int? TrainingGroups,
    int ValidationRows,
    int? KeptEpoch,
    string? Stopped,
    int EpochsRun,
    string[] Findings,
    int[] Epochs,
    double[] TrainingLoss,
    IReadOnlyList<string> Metrics,
    double?[][] Values,
    IReadOnlyList<double> Raw,
    double?[]? LearningRate,
    double?[]? Information,
    double?[]? MaxProbability);

/// <summary>Feature groups that are drawn, one entry of a column each; totals are over all of them.</summary>
internal sealed record FeatureGroupsData(
    int Items,
    int Values,
    int GroupCount,
    double Ceiling,
    double MeanInformation,
    double MeanMaximum,
    double? LabelEntropy,
    int DeadGroups,
    int DeadValues,
    int DistinctCodes,
    int LargestCode,
    int ItemsThatShare,
    int? ItemsThatShareAcrossLabels,
    string[] Labels,
    FeatureGroupRow[] Groups,
    double[][]? Shared,
    SharedInformation[] MostShared,
    TellingValue[] Telling,
    IReadOnlyList<string> Warnings);

/// <summary>One feature group; its columns go over the values that are drawn, the most used first.</summary>
internal sealed record FeatureGroupRow(
    int Group, double Information, double? LabelInformation, double MeanMaximum, double EffectiveValues, int DeadValues, bool IsDead,
    int[] Order, double[] Shares, int[] Largest, int[]? TopLabels, double[]? TopLabelShares);

/// <summary>A value that points to a label.</summary>
internal sealed record TellingValue(int Group, int Value, string Label, double Share, double Lift, double MeanShare, int Largest);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SimilarityData))]
internal sealed partial class SimilarityJson : JsonSerializerContext;
