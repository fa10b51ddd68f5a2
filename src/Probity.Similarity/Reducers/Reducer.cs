namespace Probity.Similarity;

/// <summary>How the losses of a step become one number. Immutable.</summary>
public abstract record Reducer
{
    private protected Reducer()
    {
    }

    /// <summary>Their mean.</summary>
    public static Reducer Mean { get; } = new MeanReducer();

    /// <summary>Their sum.</summary>
    public static Reducer Sum { get; } = new SumReducer();

    /// <summary>As text: <c>mean</c> or <c>sum</c>.</summary>
    public abstract override string ToString();

    /// <summary>The loss of the step; every element's derivative is multiplied by its weight.</summary>
    internal abstract double Apply(LossElements elements, PairTable table);
}
