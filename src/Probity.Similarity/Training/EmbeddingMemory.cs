using System.Numerics;

namespace Probity.Similarity;

/// <summary>
/// The embeddings of the last batches, as further references (Wang, Zhang, Huang &amp; Scott, CVPR 2020): embeddings drift so slowly that those of some steps ago
/// still do, and a small batch sees many negatives. They are fixed: no derivative goes into them.
/// </summary>
/// <param name="capacity">Rows at most; the oldest go first. 0 remembers nothing.</param>
/// <param name="columns">E.</param>
internal sealed class EmbeddingMemory<T>(int capacity, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int _next;

    /// <summary>As they lie; saved in checkpoints with <see cref="Rows"/> and <see cref="Seen"/>.</summary>
    public T[] Values { get; } = new T[checked(capacity * columns)];

    /// <summary>Which rows of the training set they are of.</summary>
    public int[] Rows { get; } = new int[capacity];

    /// <summary>Rows added in all.</summary>
    public long Seen { get; private set; }

    /// <summary>Rows that it holds.</summary>
    public int Count => (int)Math.Min(Seen, capacity);

    public void CopyTo(Span<T> destination) => Values.AsSpan(0, Count * columns).CopyTo(destination);

    public void Add(ReadOnlySpan<T> embeddings, ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length && capacity > 0; i++)
        {
            embeddings.Slice(i * columns, columns).CopyTo(Values.AsSpan(_next * columns));
            Rows[_next] = rows[i];
            _next = (_next + 1) % capacity;
            Seen++;
        }
    }

    /// <summary>Goes on from where it stood, once values and rows have been put back.</summary>
    public void Resume(long seen)
    {
        Seen = seen;
        _next = capacity == 0 ? 0 : (int)(seen % capacity);
    }
}
