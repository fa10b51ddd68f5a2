namespace Probity.Similarity;

/// <summary>Which pairs of a batch a loss looks at. Immutable.</summary>
public abstract record Miner
{
    private protected Miner()
    {
    }

    /// <summary>As text, such as <c>multi-similarity(0.1)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Takes the relation from every pair that is not to count. Triplet losses take all triplets of the pairs that are left, unless it mines triplets.</summary>
    /// <param name="table">Distances or similarities, and relations.</param>
    /// <param name="similarities">Whether the values are similarities: larger is closer.</param>
    /// <param name="step">Keys what is drawn.</param>
    internal abstract void Mine(PairTable table, bool similarities, Learning.Engine.Step step);
}
