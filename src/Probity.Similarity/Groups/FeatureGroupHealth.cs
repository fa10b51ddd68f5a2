namespace Probity.Similarity;

/// <summary>How one feature group does.</summary>
public sealed record FeatureGroupHealth
{
    internal FeatureGroupHealth()
    {
    }

    /// <summary>Its K values, in order.</summary>
    public required IReadOnlyList<GroupValue> Values { get; init; }

    /// <summary>H(mean of p) − mean of H(p): how much the group says about an item, in [0, ln K].</summary>
    public required double Information { get; init; }

    /// <summary>The same about the item's group; null where none are given. At most <see cref="Information"/> and <see cref="GroupHealth.LabelEntropy"/>.</summary>
    public required double? LabelInformation { get; init; }

    /// <summary>Mean over items of the largest share, in [1/K, 1].</summary>
    public required double MeanMaximum { get; init; }

    /// <summary>Mean over items of H(p)/ln K: 0 where the group is decided, 1 where it knows nothing.</summary>
    public required double MeanNormalizedEntropy { get; init; }

    /// <summary>Mean over items of Σp², in [1/K, 1]: the chance that two draws agree.</summary>
    public required double MeanPurity { get; init; }

    /// <summary>1/Σπ² of the mean shares π, in [1, K]: as many values used alike would be as varied.</summary>
    public required double EffectiveValues { get; init; }

    /// <summary>Values that are dead.</summary>
    public int DeadValues => Values.Count(value => value.IsDead);

    /// <summary>Whether its information is below a hundredth of ln K: it says the same of every item, or nothing of any.</summary>
    public bool IsDead => Information < .01 * Math.Log(Values.Count);
}

/// <summary>How one value of a feature group is used.</summary>
public sealed record GroupValue
{
    internal GroupValue()
    {
    }

    /// <summary>π: mean share over the items. Those of a group sum to 1.</summary>
    public required double MeanShare { get; init; }

    /// <summary>Items whose largest share it has.</summary>
    public required int Largest { get; init; }

    /// <summary>Never the largest, and its mean share is below a tenth of 1/K.</summary>
    public required bool IsDead { get; init; }

    /// <summary>The group of items that has most of this value's mass; null without groups of items, or where there is no mass.</summary>
    public required int? TopLabel { get; init; }

    /// <summary>Its part of the mass, in [0, 1].</summary>
    public required double TopLabelShare { get; init; }

    /// <summary>That part over the label's part of the items: 1 where the value says nothing about it.</summary>
    public required double TopLabelLift { get; init; }
}
