using Probity.Learning;

namespace Probity.Similarity;

/// <summary>Rows of a store, read from where they are mapped.</summary>
internal sealed class StoredFeatures(StoreFile file, int[] places) : Features(places.Length, file.Header.EmbeddingSize)
{
    internal override Features Select(int[] rows) => new StoredFeatures(file, Array.ConvertAll(rows, row => places[row]));

    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    internal override void Read<T>(int row, Span<T> destination) => file.Read(places[row], destination);
}
