using System.Runtime.InteropServices;

namespace Probity.Similarity;

/// <summary>
/// The losses of a step one by one (of triplets, pairs or anchors), for a <see cref="Reducer"/> to average. An element's derivative lies in the row of
/// its anchor; where a loss averages positive and negative pairs apart, also in cells of one relation.
/// </summary>
internal sealed class LossElements
{
    private readonly List<LossElement> _elements = [];

    public ReadOnlySpan<LossElement> All => CollectionsMarshal.AsSpan(_elements);

    /// <param name="loss">Not below 0 for most losses.</param>
    /// <param name="anchor">Whose row of the table holds the derivative.</param>
    /// <param name="part">Positive or negative where those are averaged apart; else <see cref="Relation.None"/>.</param>
    public void Add(double loss, int anchor, Relation part = Relation.None) => _elements.Add(new LossElement(loss, anchor, part));

    public void Clear() => _elements.Clear();
}

/// <summary>One of them.</summary>
internal readonly record struct LossElement(double Loss, int Anchor, Relation Part);
