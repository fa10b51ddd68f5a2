using System.Reflection;

namespace Probity.Reporting.Sections;

/// <summary>Checks the input on similarity and fills every section.</summary>
internal static class SimilaritySections
{
    public static SimilarityData Of(SimilarityReportInput input)
    {
        Check(input);
        return new(
            "similarity",
            input.Title,
            input.Subtitle,
            input.Model,
            SimilarityVerdict.Of(input),
            input.FeatureGroups is { } groups ? FeatureGroupsVerdict.Of(groups) : null,
            [.. input.Splits.Select(Split)],
            input.Training is { } training ? SimilarityTrainingSection.Of(training) : null,
            input.FeatureGroups is { } health ? FeatureGroupsSection.Of(health) : null,
            input.Match is { } match ? MatchSection.Of(match) : null,
            input.Notes,
            [.. LeftOut(input)],
            input.Provenance,
            typeof(SimilaritySections).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
    }

    private static SplitData Split(SimilaritySplit split) => new(
        split.Name, split.Words, split.Queries, split.LoneQueries, split.References, split.Groups, split.Head, split.Raw, split.Gain,
        split.Distances is { } distances ? NearestDistancesSection.Of(distances) : null);

    private static IEnumerable<string> LeftOut(SimilarityReportInput input)
    {
        if (input.Splits.Count == 0) yield return "Retrieval: nothing was looked up, since these items have no groups or labels.";
        else if (input.Splits.All(split => split.Head is null)) yield return "A head: only raw embeddings were measured.";
        else if (input.Splits.All(split => split.Raw is null)) yield return "The raw embeddings: they were not measured, so nothing here says whether the head gains over them.";
        if (input.Training is null) yield return "Training over epochs: how the head was trained is not known here.";
        if (input.FeatureGroups is null) yield return "Feature groups: these embeddings have none.";
        if (input.Match is null) yield return "Match confidence: none was given, so nothing here says how likely a single match is right.";
        if (input.Splits.Count > 0 && input.Splits.All(split => split.Distances is null)) yield return "Distances to the nearest item: they were not given.";
    }

    private static void Check(SimilarityReportInput input)
    {
        if (input.Splits.Count == 0 && input.Training is null) throw new ArgumentException("splits: none; a report needs the figures of one set of items at least, or a training");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var split in input.Splits)
        {
            if (!names.Add(split.Name)) throw new ArgumentException($"splits: two are called '{split.Name}'; names must differ");
            if (split.Head is null && split.Raw is null) throw new ArgumentException($"split '{split.Name}': no figures of the head and none of the raw embeddings; leave it out");
            Require.InRange(split.Queries, 0, int.MaxValue, $"queries of '{split.Name}'");
            Require.InRange(split.LoneQueries, 0, int.MaxValue, $"lone queries of '{split.Name}'");
            if (split.Distances is { } distances) NearestDistancesSection.Check(distances, split.Name);
        }
        if (input.Training is { } training) SimilarityTrainingSection.Check(training);
        if (input.FeatureGroups is { } groups) FeatureGroupsSection.Check(groups);
        if (input.Match is { } match) MatchSection.Check(match);
    }
}
