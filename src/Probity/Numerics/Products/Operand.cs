namespace Probity.Numerics.Products;

/// <summary>A matrix somewhere in memory that is fixed, by its strides in elements: swapping them transposes it.</summary>
internal readonly unsafe struct Operand<T>(T* start, long rowStride, long columnStride = 1) where T : unmanaged
{
    public T* Start { get; } = start;

    public long RowStride { get; } = rowStride;

    public long ColumnStride { get; } = columnStride;

    public Operand<T> Transposed => new(Start, ColumnStride, RowStride);

    public Operand<T> At(long row, long column) => new(Start + (row * RowStride) + (column * ColumnStride), RowStride, ColumnStride);
}
