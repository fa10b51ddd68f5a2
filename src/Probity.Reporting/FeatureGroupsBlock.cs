namespace Probity.Reporting;

/// <summary>How the feature groups of embeddings do: of each item G distributions over K values.</summary>
public sealed record FeatureGroupsBlock
{
    /// <summary>Items that were looked at, at least 1.</summary>
    public required int Items { get; init; }

    /// <summary>K, at least 2.</summary>
    public required int ValuesPerGroup { get; init; }

    /// <summary>G of them, at least one, in order. The page draws 128 of them and 128 values of each at most, and says so.</summary>
    public required IReadOnlyList<FeatureGroupBlock> Groups { get; init; }

    /// <summary>Entropy of the items' labels in nats; null without labels.</summary>
    public double? LabelEntropy { get; init; }

    /// <summary>How much each two groups share, in any order; those that are missing share nothing.</summary>
    public IReadOnlyList<SharedInformation> Shared { get; init; } = [];

    /// <summary>Different codes in use, a code being the largest value of every group.</summary>
    public required int DistinctCodes { get; init; }

    /// <summary>Items of the most common code.</summary>
    public required int LargestCode { get; init; }

    /// <summary>Items whose code another item has too.</summary>
    public required int ItemsThatShare { get; init; }

    /// <summary>Items whose code an item of another label has too; null without labels.</summary>
    public int? ItemsThatShareAcrossLabels { get; init; }

    /// <summary>What is wrong, in words. Shown as text.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>One feature group.</summary>
public sealed record FeatureGroupBlock
{
    /// <summary>Its K values, in order.</summary>
    public required IReadOnlyList<FeatureValueBlock> Values { get; init; }

    /// <summary>What the group says about an item, in nats, in [0, ln K].</summary>
    public required double Information { get; init; }

    /// <summary>What it says about the item's label, in nats; null without labels.</summary>
    public double? LabelInformation { get; init; }

    /// <summary>Mean over items of the largest share, in [1/K, 1].</summary>
    public required double MeanMaximum { get; init; }

    /// <summary>As many values used alike would be as varied, in [1, K].</summary>
    public required double EffectiveValues { get; init; }

    /// <summary>It says the same of every item, or nothing of any.</summary>
    public bool IsDead { get; init; }
}

/// <summary>One value of a feature group.</summary>
/// <param name="MeanShare">Mean over the items, in [0, 1].</param>
/// <param name="Largest">Items whose largest share it has.</param>
/// <param name="IsDead">Never the largest, and hardly any share.</param>
public sealed record FeatureValueBlock(double MeanShare, int Largest, bool IsDead)
{
    /// <summary>The label with most of this value's mass; null without labels. Shown as text.</summary>
    public string? TopLabel { get; init; }

    /// <summary>Its part of the mass, in [0, 1].</summary>
    public double TopLabelShare { get; init; }

    /// <summary>That part over the label's part of the items: 1 where the value says nothing about it.</summary>
    public double TopLabelLift { get; init; }
}

/// <summary>What two feature groups have in common.</summary>
/// <param name="First">Counted from 0.</param>
/// <param name="Second">Another one.</param>
/// <param name="Share">Adjusted mutual information of their codes: 0 where independent, 1 where each gives the other away.</param>
public sealed record SharedInformation(int First, int Second, double Share);
