using System.Runtime.InteropServices;
using Probity.Learning;

namespace Probity.Similarity;

/// <summary>Rows that lie apart in memory, as the features that a network reads.</summary>
internal sealed class ItemRows : Features
{
    private readonly ReadOnlyMemory<float>[] _rows;

    /// <exception cref="ArgumentException">A row is of another length, or holds a number that is not finite.</exception>
    public ItemRows(IReadOnlyList<ReadOnlyMemory<float>> items, int columns) : base(items.Count, columns)
    {
        _rows = [.. items];
        for (int i = 0; i < _rows.Length; i++) Check(_rows[i].Span, i, columns);
    }

    internal override void Read<T>(int row, Span<T> destination)
    {
        ReadOnlySpan<float> from = _rows[row].Span;
        if (typeof(T) == typeof(float)) from.CopyTo(MemoryMarshal.Cast<T, float>(destination));
        else for (int j = 0; j < from.Length; j++) destination[j] = T.CreateTruncating(from[j]);
    }

    private static void Check(ReadOnlySpan<float> row, int index, int columns)
    {
        if (row.Length != columns) throw new ArgumentException($"items: item {index} has {row.Length:N0} numbers where the encoder reads {columns:N0}");
        for (int j = 0; j < row.Length; j++)
        {
            if (!float.IsFinite(row[j])) throw new ArgumentException($"items: item {index}, column {j} is {row[j]}; every value must be finite");
        }
    }
}
