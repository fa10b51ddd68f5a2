using Probity.Reporting;
using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>The health of feature groups as the report page has it.</summary>
internal static class SimilarityReportGroups
{
    public static FeatureGroupsBlock Of(GroupHealth health, IReadOnlyList<string>? names) => new()
    {
        Items = health.Items,
        ValuesPerGroup = health.ValuesPerGroup,
        LabelEntropy = health.LabelEntropy,
        DistinctCodes = health.Codes.Distinct,
        LargestCode = health.Codes.Largest,
        ItemsThatShare = health.Codes.ItemsThatShare,
        ItemsThatShareAcrossLabels = health.Codes.ItemsThatShareAcrossGroups,
        Warnings = [.. health.Warnings.Select(warning => $"{char.ToUpperInvariant(warning[0])}{warning[1..]}.")],
        Groups = [.. health.FeatureGroups.Select(group => new FeatureGroupBlock
        {
            Information = group.Information,
            LabelInformation = group.LabelInformation,
            MeanMaximum = group.MeanMaximum,
            EffectiveValues = group.EffectiveValues,
            IsDead = group.IsDead,
            Values = [.. group.Values.Select(value => new FeatureValueBlock(value.MeanShare, value.Largest, value.IsDead)
            {
                TopLabel = value.TopLabel is { } label ? names?.ElementAtOrDefault(label) ?? Invariant($"{label}") : null,
                TopLabelShare = value.TopLabelShare,
                TopLabelLift = value.TopLabelLift,
            })],
        })],
        Shared = [.. health.Redundancy.Select(pair => new SharedInformation(pair.First, pair.Second, pair.Shared))],
    };
}
