using System.Numerics;

namespace Probity.Numerics.Products;

/// <summary>
/// The right side of products whose rows several threads share out among themselves: it is copied into the strips that the kernels read once
/// for all of them. Worth it where every thread would copy it again, that is where its rows are not contiguous.
/// </summary>
/// <remarks>Made by <see cref="MatrixMultiply.Share{T}"/>. The bits of a product are those of <see cref="MatrixMultiply"/>.</remarks>
internal abstract class SharedFactor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Parts that copying is split into; any thread copies any part.</summary>
    public abstract int Parts { get; }

    /// <summary>Copies one part of what the matrix now holds. Products need all parts.</summary>
    public abstract void Copy(int part);

    /// <summary>c = a·b on the calling thread.</summary>
    /// <param name="a">rows × inner.</param>
    /// <param name="c">rows × columns, apart from a; its columns are contiguous.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="columns">Columns that are wanted, of those that c has room for; a few more may be computed. The default value is all.</param>
    public abstract void Multiply(Operand<T> a, Operand<T> c, int rows, int? columns = null);
}

internal sealed unsafe class SharedFactor<T, V, L> : SharedFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where L : struct, ITileLanes<T, V>
{
    private readonly Factors<T> _factors;   // without a and c
    private readonly T[] _copy;
    private readonly BlockedProduct<T, V, L>.Slab _slab;
    private readonly int _strips, _stripsAtOnce;

    public SharedFactor(Operand<T> b, int inner, int columns)
    {
        _factors = new Factors<T>(default, b, default, 0, inner, columns, Accumulate: false);
        _copy = GC.AllocateUninitializedArray<T>(BlockedProduct<T, V, L>.RoomToCopy(inner, columns), pinned: true);
        fixed (T* pinned = _copy) _slab = BlockedProduct<T, V, L>.Whole(inner, columns, pinned);
        _strips = RowRanges.Count(columns, BlockedProduct<T, V, L>.Width);
        _stripsAtOnce = RowRanges.Length(BlockedProduct<T, V, L>.Width * inner);
    }

    public override int Parts => RowRanges.Count(_strips, _stripsAtOnce);

    public override void Copy(int part)
    {
        int first = part * _stripsAtOnce;
        BlockedProduct<T, V, L>.CopyStrips(_factors, _slab, first, Math.Min(_strips, first + _stripsAtOnce));
    }

    public override void Multiply(Operand<T> a, Operand<T> c, int rows, int? columns = null)
    {
        // Whole strips, as they were copied.
        int wanted = columns is int some ? RowRanges.Count(some, BlockedProduct<T, V, L>.Width) * BlockedProduct<T, V, L>.Width : _factors.Columns;
        BlockedProduct<T, V, L>.Part(_factors with { A = a, C = c, Rows = rows }, _slab, 0, rows, 0, Math.Min(wanted, _factors.Columns));
    }
}
