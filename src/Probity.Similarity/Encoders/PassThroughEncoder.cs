namespace Probity.Similarity;

/// <summary>Rows of numbers that are embeddings already, as they are.</summary>
public sealed class PassThroughEncoder : Encoder<ReadOnlyMemory<float>>
{
    /// <param name="embeddingSize">D: numbers of a row, at least 1.</param>
    /// <exception cref="ArgumentException">Less than 1.</exception>
    public PassThroughEncoder(int embeddingSize)
    {
        Require.InRange(embeddingSize, 1, int.MaxValue, "embedding size");
        EmbeddingSize = embeddingSize;
    }

    /// <inheritdoc/>
    public override string Id => "pass-through";

    /// <inheritdoc/>
    public override string Version => "1";

    /// <inheritdoc/>
    public override int EmbeddingSize { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is of another length, or holds a number that is not finite.</exception>
    public override void Encode(IReadOnlyList<ReadOnlyMemory<float>> items, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(items);
        RequireRoom(items.Count, destination.Length);
        var rows = new ItemRows(items, EmbeddingSize);
        for (int i = 0; i < rows.Rows; i++) rows.Read(i, destination.Slice(i * EmbeddingSize, EmbeddingSize));
    }

    /// <inheritdoc/>
    public override void AppendContent(ReadOnlyMemory<float> item, ContentHash content)
    {
        ArgumentNullException.ThrowIfNull(content);
        content.Append(item.Span);
    }
}
