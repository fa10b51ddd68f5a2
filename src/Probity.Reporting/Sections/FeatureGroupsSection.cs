namespace Probity.Reporting.Sections;

/// <summary>Use, information and redundancy of feature groups, cut down to what can be read.</summary>
internal static class FeatureGroupsSection
{
    /// <summary>So many groups, and so many values of each, are drawn at most.</summary>
    private const int Drawn = 128;

    private const int TellingValues = 20, TellingPerLabel = 2, SharedPairs = 10;

    public static FeatureGroupsData Of(FeatureGroupsBlock block)
    {
        int[] shown = Shown(block);
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        FeatureGroupRow[] rows = [.. shown.Select(g => Row(block.Groups[g], g, labels))];
        return new(
            block.Items,
            block.ValuesPerGroup,
            block.Groups.Count,
            Math.Log(block.ValuesPerGroup),
            MeanInformation(block),
            MeanMaximum(block),
            block.LabelEntropy,
            block.Groups.Count(group => group.IsDead),
            block.Groups.Sum(group => group.Values.Count(value => value.IsDead)),
            block.DistinctCodes,
            block.LargestCode,
            block.ItemsThatShare,
            block.ItemsThatShareAcrossLabels,
            [.. labels.Keys],
            rows,
            block.Shared.Count > 0 ? Matrix(block, shown) : null,
            [.. block.Shared.Where(pair => pair.Share > 0).OrderByDescending(pair => pair.Share).Take(SharedPairs)],
            Telling(block),
            block.Warnings);
    }

    public static double MeanInformation(FeatureGroupsBlock block) => block.Groups.Average(group => group.Information);

    public static double MeanMaximum(FeatureGroupsBlock block) => block.Groups.Average(group => group.MeanMaximum);

    /// <summary>All groups, or of very many those that say least and those that say most, as many of each; in order.</summary>
    private static int[] Shown(FeatureGroupsBlock block)
    {
        int[] all = [.. Enumerable.Range(0, block.Groups.Count)];
        if (all.Length <= Drawn) return all;
        int[] byInformation = [.. all.OrderBy(g => block.Groups[g].Information)];
        return [.. byInformation[..(Drawn / 2)].Concat(byInformation[^(Drawn / 2)..]).Order()];
    }

    private static FeatureGroupRow Row(FeatureGroupBlock group, int index, Dictionary<string, int> labels)
    {
        int[] order = [.. Enumerable.Range(0, group.Values.Count).OrderByDescending(v => group.Values[v].MeanShare).Take(Drawn)];
        FeatureValueBlock[] values = [.. order.Select(v => group.Values[v])];
        bool labelled = values.Any(value => value.TopLabel is not null);
        return new(
            index,
            group.Information,
            group.LabelInformation,
            group.MeanMaximum,
            group.EffectiveValues,
            group.Values.Count(value => value.IsDead),
            group.IsDead,
            order,
            [.. values.Select(value => Math.Round(value.MeanShare, 5))],
            [.. values.Select(value => value.Largest)],
            labelled ? [.. values.Select(value => value.TopLabel is { } label ? Number(label) : -1)] : null,
            labelled ? [.. values.Select(value => Math.Round(value.TopLabelShare, 3))] : null);

        int Number(string label)
        {
            if (!labels.TryGetValue(label, out int number)) labels.Add(label, number = labels.Count);
            return number;
        }
    }

    private static double[][] Matrix(FeatureGroupsBlock block, int[] shown)
    {
        var place = new Dictionary<int, int>();
        foreach (int g in shown) place.Add(g, place.Count);
        var matrix = new double[shown.Length][];
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i] = new double[shown.Length];
            matrix[i][i] = 1;
        }
        foreach (var pair in block.Shared)
        {
            if (place.TryGetValue(pair.First, out int i) && place.TryGetValue(pair.Second, out int j)) matrix[i][j] = matrix[j][i] = Math.Round(pair.Share, 4);
        }
        return matrix;
    }

    /// <summary>Values by what they add to the information on labels: their share, that of the label, and how much it stands out.</summary>
    private static TellingValue[] Telling(FeatureGroupsBlock block)
    {
        var perLabel = new Dictionary<string, int>(StringComparer.Ordinal);
        var telling =
            from g in Enumerable.Range(0, block.Groups.Count)
            from v in Enumerable.Range(0, block.ValuesPerGroup)
            let value = block.Groups[g].Values[v]
            where value.TopLabel is not null && value.TopLabelLift > 1
            orderby value.MeanShare * value.TopLabelShare * Math.Log(value.TopLabelLift) descending
            select new TellingValue(g, v, value.TopLabel!, value.TopLabelShare, value.TopLabelLift, value.MeanShare, value.Largest);
        return [.. telling.Where(value => (perLabel[value.Label] = perLabel.GetValueOrDefault(value.Label) + 1) <= TellingPerLabel).Take(TellingValues)];
    }

    public static void Check(FeatureGroupsBlock block)
    {
        Require.InRange(block.Items, 1, int.MaxValue, "items of the feature groups");
        Require.InRange(block.ValuesPerGroup, 2, int.MaxValue, "values of a feature group");
        if (block.Groups.Count == 0) throw new ArgumentException("feature groups: none; leave them out");
        for (int g = 0; g < block.Groups.Count; g++)
        {
            FeatureGroupBlock group = block.Groups[g];
            if (group.Values.Count != block.ValuesPerGroup)
                throw new ArgumentException($"feature group {g}: {group.Values.Count} values; it must have {block.ValuesPerGroup}");
            if (!double.IsFinite(group.Information) || !double.IsFinite(group.MeanMaximum))
                throw new ArgumentException($"feature group {g}: information {group.Information} and mean largest share {group.MeanMaximum} must be finite");
        }
        foreach (var pair in block.Shared)
        {
            Require.InRange(pair.First, 0, block.Groups.Count - 1, "shared: first group");
            Require.InRange(pair.Second, 0, block.Groups.Count - 1, "shared: second group");
            if (pair.First == pair.Second) throw new ArgumentException($"shared: feature group {pair.First} with itself; give pairs of different groups");
        }
    }
}
