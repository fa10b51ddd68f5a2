using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>Starts to fetch a row that is soon read.</summary>
    public virtual void Prefetch(int row)
    {
    }

    /// <summary>Starts to fetch memory that is soon read, where the processor can.</summary>
    protected static unsafe void Prefetch<T>(ref readonly T start, int count) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        const int line = 64;
        byte* at = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in start));   // an address that moved meanwhile is fetched in vain, no more
        for (int i = 0; i < count * sizeof(T); i += line) Sse.Prefetch0(at + i);
    }

    /// <summary>Whether any row is deleted.</summary>
    public virtual bool AnyDeleted => false;

    /// <summary>Whether a row can be found.</summary>
    public virtual bool IsDeleted(int row) => false;
}
