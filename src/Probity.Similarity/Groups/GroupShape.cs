namespace Probity.Similarity;

/// <summary>How an embedding divides into feature groups.</summary>
/// <param name="Groups">G, 1 to 4,096.</param>
/// <param name="Values">K of each group, 2 to 4,096.</param>
public readonly record struct GroupShape(int Groups, int Values)
{
    /// <summary>G·K: numbers of an embedding.</summary>
    public int Columns => Groups * Values;

    /// <exception cref="ArgumentException">Out of range.</exception>
    internal void Check()
    {
        Require.InRange(Groups, 1, 4096, "feature groups");
        Require.InRange(Values, 2, 4096, "values per group");
    }
}
