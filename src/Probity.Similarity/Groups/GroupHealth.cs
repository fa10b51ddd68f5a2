namespace Probity.Similarity;

/// <summary>
/// Whether the feature groups of embeddings do what they are for: choose one of their values for each item, use them all, and say different things.
/// </summary>
/// <remarks>
/// Entropies and information are in nats, of the soft values; codes are hard: the largest value of each group, the first of equals. Figures of few
/// items are too high (<see cref="GroupRedundancy"/>, <see cref="FeatureGroupHealth.LabelInformation"/>): give some ten items for each value.
/// </remarks>
public sealed record GroupHealth
{
    internal GroupHealth()
    {
    }

    /// <summary>N.</summary>
    public required int Items { get; init; }

    /// <summary>K.</summary>
    public required int ValuesPerGroup { get; init; }

    /// <summary>G of them, in order.</summary>
    public required IReadOnlyList<FeatureGroupHealth> FeatureGroups { get; init; }

    /// <summary>ln K: what the information of a feature group can reach.</summary>
    public double Ceiling => Math.Log(ValuesPerGroup);

    /// <summary>H of the items' groups; null where none are given. A feature group that tells the groups apart and nothing else reaches this.</summary>
    public required double? LabelEntropy { get; init; }

    /// <summary>Mean over the feature groups of their information.</summary>
    public required double MeanInformation { get; init; }

    /// <summary>Each two feature groups: G·(G − 1)/2, ordered by the first and then the second.</summary>
    public required IReadOnlyList<GroupRedundancy> Redundancy { get; init; }

    /// <summary>Items that share a code.</summary>
    public required CodeCollisions Codes { get; init; }

    /// <summary>What is wrong, in words; empty where nothing is.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Looks at embeddings of feature groups. Time in proportion to N·G·(K + G + log N), memory to N·G and K².</summary>
    /// <param name="embeddings">N × (G·K), row-major: of each row G distributions over K values. Those of training or better of other items.</param>
    /// <param name="featureGroups">G, 1 to 4,096.</param>
    /// <param name="valuesPerGroup">K, 2 to 4,096.</param>
    /// <param name="itemGroups">N groups of the items, any numbers; or empty: then nothing is said about them.</param>
    /// <exception cref="ArgumentException">No rows, shapes that differ, values that are no distributions (below 0, or sums more than 0.001 from 1).</exception>
    public static GroupHealth Of(ReadOnlySpan<float> embeddings, int featureGroups, int valuesPerGroup, ReadOnlySpan<int> itemGroups = default)
    {
        Require.InRange(featureGroups, 1, 4096, nameof(featureGroups));
        Require.InRange(valuesPerGroup, 2, 4096, nameof(valuesPerGroup));
        int rows = Require.Rows(embeddings.Length, featureGroups * valuesPerGroup, nameof(embeddings));
        Require.SomeRows(rows, nameof(embeddings));
        if (!itemGroups.IsEmpty) Require.SameRows(rows, itemGroups.Length, nameof(embeddings), nameof(itemGroups));

        var usage = GroupUsage.Of(embeddings, featureGroups, valuesPerGroup);
        LabelSums? labels = itemGroups.IsEmpty ? null : LabelSums.Of(embeddings, itemGroups, usage);
        var groups = new FeatureGroupHealth[featureGroups];
        for (int g = 0; g < featureGroups; g++) groups[g] = usage.Group(g, labels);
        var health = new GroupHealth
        {
            Items = rows,
            ValuesPerGroup = valuesPerGroup,
            FeatureGroups = groups,
            LabelEntropy = labels?.Entropy,
            MeanInformation = groups.Average(group => group.Information),
            Redundancy = GroupRedundancy.All(usage.Codes, featureGroups, valuesPerGroup),
            Codes = CodeCollisions.Of(usage.Codes, featureGroups, itemGroups),
            Warnings = [],
        };
        return health with { Warnings = GroupWarnings.Of(health) };
    }
}
