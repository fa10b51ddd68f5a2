namespace Probity.Similarity;

/// <summary>What is added to a <see cref="SimilarityLoss"/> to shape the feature groups of embeddings. Immutable and thread-safe.</summary>
public abstract record EmbeddingPenalty
{
    private protected EmbeddingPenalty()
    {
    }

    /// <summary>In words, with its settings, such as <c>entropy(1,0.1)</c>.</summary>
    public abstract override string ToString();

    /// <summary>The penalty of a batch; its derivative is added to the gradient.</summary>
    /// <param name="embeddings">B × (G·K): of each row G distributions over K values.</param>
    /// <param name="rows">B.</param>
    /// <param name="groups">G.</param>
    /// <param name="gradient">As long, added to.</param>
    internal abstract double Apply(ReadOnlySpan<double> embeddings, int rows, int groups, Span<double> gradient);
}
