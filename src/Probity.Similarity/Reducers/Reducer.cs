using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// How the losses of a step become one number. Immutable. A loss that keeps positive and negative pairs apart (contrastive, margin) has each of
/// the two reduced on its own, and the two are added.
/// </summary>
public abstract record Reducer
{
    private protected Reducer()
    {
    }

    /// <summary>Their mean.</summary>
    public static Reducer Mean { get; } = new MeanReducer();

    /// <summary>The mean of those above 0: pairs and triplets that are already in order do not dilute the others.</summary>
    public static Reducer MeanOfNonZero { get; } = new MeanOfNonZeroReducer();

    /// <summary>The mean over groups of the mean of each group's anchors: rare groups count as much as frequent ones. Items of several labels are one group.</summary>
    public static Reducer PerClass { get; } = new PerClassReducer();

    /// <summary>Their sum.</summary>
    public static Reducer Sum { get; } = new SumReducer();

    private static readonly Method<Reducer>[] Known =
    [
        new("mean", "mean", [], _ => Mean),
        new("mean-nonzero", "mean-nonzero", [], _ => MeanOfNonZero),
        new("per-class", "per-class", [], _ => PerClass),
        new("sum", "sum", [], _ => Sum),
    ];

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text"><c>mean</c>, <c>mean-nonzero</c>, <c>per-class</c> or <c>sum</c>.</param>
    /// <exception cref="ArgumentException">No such reducer; the message lists what there is.</exception>
    public static Reducer Parse(string text) => MethodText.Read("reducer", text, Known);

    /// <summary>As text: <c>mean</c>, <c>mean-nonzero</c>, <c>per-class</c> or <c>sum</c>.</summary>
    public abstract override string ToString();

    /// <summary>The loss of the step; every element's derivative is multiplied by its weight.</summary>
    internal abstract double Apply(LossElements elements, PairTable table);
}
