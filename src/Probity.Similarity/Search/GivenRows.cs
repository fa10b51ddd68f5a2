namespace Probity.Similarity;

/// <summary>Embeddings in memory of the caller's.</summary>
internal sealed class GivenRows(ReadOnlyMemory<float> values, int columns) : EmbeddingRows(columns)
{
    public override int Rows => values.Length / Columns;

    public override ReadOnlySpan<float> Read(int start, int count, Span<float> room) => values.Span.Slice(start * Columns, count * Columns);

    public override void Prefetch(int row) => Prefetch(in values.Span[row * Columns], Columns);
}
