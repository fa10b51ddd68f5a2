using System.Numerics;
using System.Runtime.Intrinsics;

namespace Probity.Numerics.Products;

/// <summary>Products of float or double matrices, transposed or not.</summary>
/// <remarks>
/// Every element is one chain of fused multiply-adds in the order of the inner index, starting from what c holds or from
/// zero: the bits depend on nothing else, neither on the shape of the call, nor on threads, nor on the instruction tier.
/// Processors without fused multiply-add get the same bits slowly.
/// </remarks>
internal static unsafe class MatrixMultiply
{
    private const int RowsThatStream = 6;
    private const int InnerThatStreams = 8;
    private const long MultipliesAtOnce = 1 << 18;
    private const int LongestSide = int.MaxValue - (1 << 22);   // so that no index overflows by the step of its loop

    /// <summary>c = a·b, or c += a·b.</summary>
    /// <param name="a">rows × inner.</param>
    /// <param name="b">inner × columns.</param>
    /// <param name="c">rows × columns, apart from both; its columns are contiguous.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="columns">Columns of b and c.</param>
    /// <param name="accumulate">Whether the product is added to what c holds; otherwise c is not read.</param>
    /// <param name="parallel">Whether all threads may work; false within a range of rows that has one thread already.</param>
    public static void Run<T>(Operand<T> a, Operand<T> b, Operand<T> c, int rows, int inner, int columns, bool accumulate = false, bool parallel = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(new Factors<T>(a, b, c, rows, inner, columns, accumulate), parallel);

    /// <summary>c = a·b, or c += a·b, on all threads.</summary>
    /// <param name="a">M×K.</param>
    /// <param name="b">K×N.</param>
    /// <param name="c">Room for M×N values, apart from both.</param>
    /// <param name="stride">Elements from one row of c to the next. The default value is N.</param>
    /// <param name="accumulate">Whether the product is added to what c holds; otherwise c is not read.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or c overlaps a or b.</exception>
    public static void Run<T>(MatrixView<T> a, MatrixView<T> b, Span<T> c, int? stride = null, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.Factors(a.Columns, b.Rows, nameof(a), nameof(b));
        Require.Matrix(c.Length, a.Rows, b.Columns, stride ?? b.Columns, nameof(c));
        Require.Apart(c, a.Values, nameof(c), nameof(a));
        Require.Apart(c, b.Values, nameof(c), nameof(b));
        fixed (T* left = a.Values, right = b.Values, to = c)
        {
            Run(a.At(left), b.At(right), new(to, stride ?? b.Columns), a.Rows, a.Columns, b.Columns, accumulate);
        }
    }

    /// <summary>y = a·x, or y += a·x, on all threads.</summary>
    /// <param name="a">M×K.</param>
    /// <param name="x">K values.</param>
    /// <param name="y">Room for M values, apart from both.</param>
    /// <param name="accumulate">Whether the product is added to what y holds; otherwise y is not read.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or y overlaps a or x.</exception>
    public static void Vector<T>(MatrixView<T> a, ReadOnlySpan<T> x, Span<T> y, bool accumulate = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(a, new MatrixView<T>(x, x.Length, 1), y, 1, accumulate);

    /// <summary>c = aᵀ·a, or c += aᵀ·a, on all threads: half the work of a product, and symmetric to the last bit.</summary>
    /// <param name="a">N×D.</param>
    /// <param name="c">Room for D×D values, apart from a; where it is added to, what lies below the diagonal is not read.</param>
    /// <param name="accumulate">Whether the product is added to what c holds; otherwise c is not read.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or c overlaps a.</exception>
    public static void Symmetric<T>(MatrixView<T> a, Span<T> c, bool accumulate = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = a.Columns;
        Require.Matrix(c.Length, columns, columns, columns, nameof(c));
        Require.Apart(c, a.Values, nameof(c), nameof(a));
        fixed (T* values = a.Values, to = c)
        {
            Operand<T> right = a.At(values);
            Run(new Factors<T>(right.Transposed, right, new(to, columns), columns, a.Rows, columns, accumulate, UpperOnly: true), parallel: true);
        }
        for (int i = 1; i < columns; i++)
        {
            for (int j = 0; j < i; j++) c[(i * columns) + j] = c[(j * columns) + i];
        }
    }

    /// <summary>A right side for many products, each of some rows, on threads of the caller's.</summary>
    /// <param name="b">inner × columns, where it stays; what it holds may change between one copy and the next.</param>
    /// <param name="inner">Rows of b, at least 1.</param>
    /// <param name="columns">Columns of b, at least 1.</param>
    public static SharedFactor<T> Share<T>(Operand<T> b, int inner, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // As wide as Run chooses.
        if (Vector512.IsHardwareAccelerated && columns > Vector256<T>.Count) return new SharedFactor<T, Vector512<T>, TileLanes512<T>>(b, inner, columns);
        if (Vector256.IsHardwareAccelerated && columns > Vector128<T>.Count) return new SharedFactor<T, Vector256<T>, TileLanes256<T>>(b, inner, columns);
        if (Vector128.IsHardwareAccelerated) return new SharedFactor<T, Vector128<T>, TileLanes128<T>>(b, inner, columns);
        return new SharedFactor<T, T, TileLanesScalar<T>>(b, inner, columns);
    }

    private static void Run<T>(in Factors<T> factors, bool parallel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.InRange(factors.Rows, 0, LongestSide, "rows");
        Require.InRange(factors.Inner, 0, LongestSide, "inner");
        Require.InRange(factors.Columns, 0, LongestSide, "columns");
        Factors<T> p = Turned(factors);
        if (p.Rows == 0 || p.Columns == 0) return;
        if (p.Inner == 0)
        {
            for (int i = 0; i < p.Rows && !p.Accumulate; i++) new Span<T>(p.C.At(i, 0).Start, p.Columns).Clear();
            return;
        }

        // Narrower vectors where few columns would leave most of a wide one empty.
        if (Vector512.IsHardwareAccelerated && p.Columns > Vector256<T>.Count) Run<T, Vector512<T>, TileLanes512<T>>(p, parallel);
        else if (Vector256.IsHardwareAccelerated && p.Columns > Vector128<T>.Count) Run<T, Vector256<T>, TileLanes256<T>>(p, parallel);
        else if (Vector128.IsHardwareAccelerated) Run<T, Vector128<T>, TileLanes128<T>>(p, parallel);
        else Run<T, T, TileLanesScalar<T>>(p, parallel);
    }

    /// <summary>A product with one row or column may be read either way round: the one whose right side lies row by row.</summary>
    private static Factors<T> Turned<T>(in Factors<T> p) where T : unmanaged
    {
        bool turn = (p.Columns == 1 && p.A.RowStride == 1 && p.C.RowStride == 1) || (p.Rows == 1 && p.Columns > 1 && p.B.ColumnStride != 1);
        return turn
            ? p with { A = p.B.Transposed, B = p.A.Transposed, C = new(p.C.Start, p.Rows == 1 ? 1 : p.Rows), Rows = p.Columns, Columns = p.Rows }
            : p;
    }

    private static void Run<T, V, L>(in Factors<T> p, bool parallel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where L : struct, ITileLanes<T, V>
    {
        bool streams = (p.Rows < RowsThatStream || p.Inner <= InnerThatStreams) && p.B.ColumnStride == 1 && !p.UpperOnly && p.Columns >= L.Count;
        if (!streams) BlockedProduct<T, V, L>.Run(p, parallel);
        else if (parallel && (long)p.Rows * p.Inner * p.Columns >= 2 * MultipliesAtOnce) StreamInParallel<T, V, L>(p);
        else FewRows<T, V, L>.Run(p, 0, p.Columns);
    }

    private static void StreamInParallel<T, V, L>(Factors<T> p)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where L : struct, ITileLanes<T, V>
    {
        if (p.Rows < RowsThatStream)
        {
            int columns = (int)Math.Clamp(MultipliesAtOnce / ((long)p.Rows * p.Inner), 512, int.MaxValue);
            RowRanges.For(p.Columns, columns, (_, start, end) => FewRows<T, V, L>.Run(p, start, end));
            return;
        }
        int rows = (int)Math.Max(1, MultipliesAtOnce / ((long)p.Inner * p.Columns));
        RowRanges.For(p.Rows, rows, (_, start, end) =>
            FewRows<T, V, L>.Run(p with { A = p.A.At(start, 0), C = p.C.At(start, 0), Rows = end - start }, 0, p.Columns));
    }
}
