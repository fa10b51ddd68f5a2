namespace Probity.Similarity;

/// <summary>Embeddings wherever they are kept; rows are only ever added.</summary>
internal abstract class EmbeddingRows(int columns)
{
    /// <summary>Numbers of an embedding.</summary>
    public int Columns { get; } = columns;

    public abstract int Rows { get; }

    /// <summary>Some rows that follow one another, where they are or copied.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="room">Room for them.</param>
    public abstract ReadOnlySpan<float> Read(int start, int count, Span<float> room);

    /// <summary>Whether a row can be found.</summary>
    public virtual bool IsDeleted(int row) => false;
}
