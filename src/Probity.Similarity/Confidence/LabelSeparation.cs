using System.Globalization;

namespace Probity.Similarity;

/// <summary>Which feature groups, and which of their values, tell two labels apart.</summary>
/// <remarks>Of few items the distances are too high: give some ten items a label for each value. Labels that no group parts will be confused.</remarks>
public sealed record LabelSeparation
{
    internal LabelSeparation()
    {
    }

    /// <summary>One label.</summary>
    public required int First { get; init; }

    /// <summary>The other.</summary>
    public required int Second { get; init; }

    /// <summary>Items of the first.</summary>
    public required int FirstItems { get; init; }

    /// <summary>Items of the second.</summary>
    public required int SecondItems { get; init; }

    /// <summary>Items of one for which an item of the other was found; null where nobody said.</summary>
    public int? Confusions { get; init; }

    /// <summary>G of them, the one that parts them best (by <see cref="GroupSeparation.TotalVariation"/>) first.</summary>
    public required IReadOnlyList<GroupSeparation> Groups { get; init; }

    /// <summary>Of two labels.</summary>
    /// <param name="embeddings">N × (G·K), row-major: of each row G distributions over K values.</param>
    /// <param name="shape">G and K.</param>
    /// <param name="labels">N, any numbers.</param>
    /// <param name="first">One label.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="ArgumentException">Shapes that differ, the same label twice, a label without items, or values of its rows that are no distributions.</exception>
    public static LabelSeparation Of(ReadOnlySpan<float> embeddings, GroupShape shape, ReadOnlySpan<int> labels, int first, int second)
    {
        Require.SameRows(GroupShares.Rows(embeddings.Length, shape), labels.Length, nameof(embeddings), nameof(labels));
        if (first == second) throw new ArgumentException($"labels: {first} twice; two are wanted");
        double[] ofFirst = Means(embeddings, shape, labels, first, out int firstItems), ofSecond = Means(embeddings, shape, labels, second, out int secondItems);
        var groups = new GroupSeparation[shape.Groups];
        for (int g = 0; g < groups.Length; g++)
            groups[g] = GroupSeparation.Of(g, ofFirst.AsSpan(g * shape.Values, shape.Values), ofSecond.AsSpan(g * shape.Values, shape.Values));
        return new LabelSeparation
        {
            First = first,
            Second = second,
            FirstItems = firstItems,
            SecondItems = secondItems,
            Groups = [.. groups.OrderByDescending(group => group.TotalVariation)],
        };
    }

    /// <summary>Of the two labels that are confused most often, the next two, and so on; no more than are confused at all.</summary>
    /// <param name="embeddings">N × (G·K), row-major.</param>
    /// <param name="shape">G and K.</param>
    /// <param name="labels">N, any numbers.</param>
    /// <param name="found">N: the label of what was found for each, such as that of its closest reference. One that no row has, such as −1, counts for nothing.</param>
    /// <param name="most">At least 1. The default value is 5.</param>
    /// <exception cref="ArgumentException">Shapes that differ, or values of their rows that are no distributions.</exception>
    public static IReadOnlyList<LabelSeparation> OfMostConfused(ReadOnlySpan<float> embeddings, GroupShape shape, ReadOnlySpan<int> labels, ReadOnlySpan<int> found, int most = 5)
    {
        Require.SameRows(GroupShares.Rows(embeddings.Length, shape), labels.Length, nameof(embeddings), nameof(labels));
        Require.SameRows(labels.Length, found.Length, nameof(labels), nameof(found));
        Require.InRange(most, 1, int.MaxValue, nameof(most));
        HashSet<int> known = [.. labels];
        var confusions = new Dictionary<(int First, int Second), int>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == found[i] || !known.Contains(found[i])) continue;
            (int, int) pair = (Math.Min(labels[i], found[i]), Math.Max(labels[i], found[i]));
            confusions[pair] = confusions.GetValueOrDefault(pair) + 1;
        }
        var separations = new List<LabelSeparation>();
        foreach (((int first, int second), int times) in confusions.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(most))
            separations.Add(Of(embeddings, shape, labels, first, second) with { Confusions = times });
        return separations;
    }

    /// <summary>In short, such as <c>'sandal' and 'boot': group 3 parts them best (.81 of 1): value 17 (.85 against .06), value 4 (.02 against .70)</c>.</summary>
    /// <param name="labelNames">What the labels 0, 1, 2 … are called; null or too few: by their numbers.</param>
    public string Words(IReadOnlyList<string>? labelNames = null)
    {
        GroupSeparation best = Groups[0];
        string names = $"'{LabelWords.Name(First, labelNames)}' and '{LabelWords.Name(Second, labelNames)}'";
        if (best.Values.Count == 0) return $"{names}: no group parts them";
        IEnumerable<string> values = best.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"value {value.Value} ({value.FirstShare:.00} against {value.SecondShare:.00})"));
        return string.Create(CultureInfo.InvariantCulture, $"{names}: group {best.Group} parts them best ({best.TotalVariation:.00} of 1): {string.Join(", ", values)}");
    }

    private static double[] Means(ReadOnlySpan<float> embeddings, GroupShape shape, ReadOnlySpan<int> labels, int label, out int items)
    {
        var means = new double[shape.Columns];
        items = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != label) continue;
            items++;
            for (int g = 0; g < shape.Groups; g++)
            {
                ReadOnlySpan<float> shares = embeddings.Slice((i * shape.Columns) + (g * shape.Values), shape.Values);
                double scale = 1 / GroupShares.Total(shares, i, g);
                for (int k = 0; k < shares.Length; k++) means[(g * shape.Values) + k] += scale * shares[k];
            }
        }
        if (items == 0) throw new ArgumentException($"labels: no row has {label}; give labels that the rows have");
        foreach (ref double mean in means.AsSpan()) mean /= items;
        return means;
    }
}
