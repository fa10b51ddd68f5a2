using System.Runtime.InteropServices;

namespace Probity.Similarity;

/// <summary>
/// The losses of a step one by one (of triplets, pairs or anchors), for a <see cref="Reducer"/> to average. An element's derivative lies in the row of
/// its anchor; where a loss averages positive and negative pairs apart, also in cells of one relation.
/// </summary>
internal sealed class LossElements
{
    private readonly List<LossElement> _elements = [];
    private double[] _scratch = [];
    private int[] _classes = [];

    public ReadOnlySpan<LossElement> All => CollectionsMarshal.AsSpan(_elements);

    /// <param name="loss">Not below 0 for most losses.</param>
    /// <param name="anchor">Whose row of the table holds the derivative.</param>
    /// <param name="part">Positive or negative where those are averaged apart; else <see cref="Relation.None"/>.</param>
    public void Add(double loss, int anchor, Relation part = Relation.None) => AddSum(loss, anchor, 1, loss > 0 ? 1 : 0, part);

    /// <summary>Many of one anchor at once: triplets are too many to list.</summary>
    /// <param name="sum">Of their losses.</param>
    /// <param name="anchor">Whose row of the table holds the derivative of the sum.</param>
    /// <param name="count">How many; nothing is added for none.</param>
    /// <param name="nonZero">How many of them are above 0.</param>
    /// <param name="part">As above.</param>
    public void AddSum(double sum, int anchor, long count, long nonZero, Relation part = Relation.None)
    {
        if (count > 0) _elements.Add(new LossElement(sum, anchor, part, count, nonZero));
    }

    public void Clear() => _elements.Clear();

    /// <summary>Whether the loss keeps positive and negative pairs apart.</summary>
    public bool HasParts => _elements.Count > 0 && _elements[0].Part != Relation.None;

    /// <summary>Zeros for a reducer to count in.</summary>
    public Span<double> Scratch(int length) => Cleared(ref _scratch, length);

    /// <inheritdoc cref="Scratch"/>
    public Span<int> Classes(int length) => Cleared(ref _classes, length);

    private static Span<T> Cleared<T>(ref T[] values, int length)
    {
        if (values.Length < length) values = new T[length];
        Span<T> span = values.AsSpan(0, length);
        span.Clear();
        return span;
    }
}

/// <summary>One of them, or the sum of <paramref name="Count"/> of one anchor.</summary>
internal readonly record struct LossElement(double Loss, int Anchor, Relation Part, long Count, long NonZero);
