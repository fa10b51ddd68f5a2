using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// When two items of several labels each belong together. All others are negatives of each other, but two items without any label: nothing is known
/// to join those or to part them. An item without a label is a negative of every item with one, for its cells say that it has none of them.
/// </summary>
public sealed record LabelComparison
{
    private readonly string _text;

    private LabelComparison(string text, double leastShare) => (_text, LeastShare) = (text, leastShare);

    /// <summary>They have a label in common.</summary>
    public static LabelComparison AnyShared { get; } = new("any-shared", 0);

    /// <summary>They have the same labels, at least one.</summary>
    public static LabelComparison AllEqual { get; } = new("all-equal", 1);

    /// <summary>Of the labels that either has, both have at least this share (Jaccard, 1901).</summary>
    /// <param name="least">Above 0, at most 1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public static LabelComparison Jaccard(double least) =>
        least is > 0 and <= 1 ? new(MethodText.Write("jaccard", least), least) : throw new ArgumentException($"jaccard: {least}; it must lie above 0 and be 1 at most");

    private static readonly Method<LabelComparison>[] Known =
    [
        new("any-shared", "any-shared", [], _ => AnyShared),
        new("all-equal", "all-equal", [], _ => AllEqual),
        new("jaccard", "jaccard(t)", [.5], settings => Jaccard(settings[0])),
    ];

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text"><c>any-shared</c>, <c>all-equal</c> or <c>jaccard(0.5)</c>.</param>
    /// <exception cref="ArgumentException">No such comparison, or a share out of range.</exception>
    public static LabelComparison Parse(string text) => MethodText.Read("label comparison", text, Known);

    /// <summary>As text.</summary>
    public override string ToString() => _text;

    /// <summary>What shared over all labels must reach, where any are shared.</summary>
    internal double LeastShare { get; }
}
