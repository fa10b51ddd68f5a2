using System.Numerics;
using System.Runtime.CompilerServices;

namespace Probity.Learning;

/// <summary>A float matrix somewhere in memory, by its strides: swapping them transposes it.</summary>
internal readonly unsafe struct Operand(float* start, int rowStride, int columnStride = 1)
{
    public float* Start { get; } = start;

    public int RowStride { get; } = rowStride;

    public int ColumnStride { get; } = columnStride;

    public Operand At(int row, int column) => new(Start + ((long)row * RowStride) + ((long)column * ColumnStride), RowStride, ColumnStride);
}

/// <summary>Matrix product on one thread: register tiles of four rows by two vectors, blocked along the inner dimension.</summary>
/// <remarks>
/// Every element is one chain of fused multiply-adds in the order of the inner index, whichever tile it falls into and
/// however wide the vectors are: the bits do not depend on the shape of the call or on the instruction tier.
/// </remarks>
internal static unsafe class MatrixMultiply
{
    private const int Rows = 4;
    private const int InnerBlock = 256;   // two vectors' width of so many rows of b stay in L1 while all of a passes by

    /// <summary>c += a·b. Columns of b and c are contiguous; those of a need not be.</summary>
    /// <param name="a">rows × inner.</param>
    /// <param name="b">inner × columns.</param>
    /// <param name="c">rows × columns, apart from both.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="columns">Columns of b and c.</param>
    public static void Accumulate(Operand a, Operand b, Operand c, int rows, int inner, int columns)
    {
        for (int k = 0; k < inner; k += InnerBlock) Block(a.At(0, k), b.At(k, 0), c, rows, Math.Min(InnerBlock, inner - k), columns);
    }

    private static void Block(Operand a, Operand b, Operand c, int rows, int inner, int columns)
    {
        int width = Vector<float>.Count;
        int j = 0;
        for (; j + (2 * width) <= columns; j += 2 * width)
        {
            int i = 0;
            for (; i + Rows <= rows; i += Rows) TileOfTwo(a.At(i, 0), b.At(0, j), c.At(i, j), inner);
            for (; i < rows; i++)
            {
                RowOfOne(a.At(i, 0), b.At(0, j), c.At(i, j), inner);
                RowOfOne(a.At(i, 0), b.At(0, j + width), c.At(i, j + width), inner);
            }
        }
        for (; j + width <= columns; j += width)
        {
            int i = 0;
            for (; i + Rows <= rows; i += Rows) TileOfOne(a.At(i, 0), b.At(0, j), c.At(i, j), inner);
            for (; i < rows; i++) RowOfOne(a.At(i, 0), b.At(0, j), c.At(i, j), inner);
        }
        for (; j < columns; j++)
        {
            for (int i = 0; i < rows; i++) Scalar(a.At(i, 0), b.At(0, j), c.At(i, j), inner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileOfTwo(Operand a, Operand b, Operand c, int inner)
    {
        int width = Vector<float>.Count;
        float* c0 = c.Start, c1 = c0 + c.RowStride, c2 = c1 + c.RowStride, c3 = c2 + c.RowStride;
        var s00 = Vector.Load(c0);
        var s01 = Vector.Load(c0 + width);
        var s10 = Vector.Load(c1);
        var s11 = Vector.Load(c1 + width);
        var s20 = Vector.Load(c2);
        var s21 = Vector.Load(c2 + width);
        var s30 = Vector.Load(c3);
        var s31 = Vector.Load(c3 + width);

        float* left = a.Start, right = b.Start;
        long row1 = a.RowStride, row2 = 2L * a.RowStride, row3 = 3L * a.RowStride, columnStride = a.ColumnStride, rowStride = b.RowStride;
        for (int k = 0; k < inner; k++, left += columnStride, right += rowStride)
        {
            var b0 = Vector.Load(right);
            var b1 = Vector.Load(right + width);
            var a0 = new Vector<float>(left[0]);
            s00 = Vector.FusedMultiplyAdd(a0, b0, s00);
            s01 = Vector.FusedMultiplyAdd(a0, b1, s01);
            var a1 = new Vector<float>(left[row1]);
            s10 = Vector.FusedMultiplyAdd(a1, b0, s10);
            s11 = Vector.FusedMultiplyAdd(a1, b1, s11);
            var a2 = new Vector<float>(left[row2]);
            s20 = Vector.FusedMultiplyAdd(a2, b0, s20);
            s21 = Vector.FusedMultiplyAdd(a2, b1, s21);
            var a3 = new Vector<float>(left[row3]);
            s30 = Vector.FusedMultiplyAdd(a3, b0, s30);
            s31 = Vector.FusedMultiplyAdd(a3, b1, s31);
        }

        s00.Store(c0);
        s01.Store(c0 + width);
        s10.Store(c1);
        s11.Store(c1 + width);
        s20.Store(c2);
        s21.Store(c2 + width);
        s30.Store(c3);
        s31.Store(c3 + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileOfOne(Operand a, Operand b, Operand c, int inner)
    {
        float* c0 = c.Start, c1 = c0 + c.RowStride, c2 = c1 + c.RowStride, c3 = c2 + c.RowStride;
        var s0 = Vector.Load(c0);
        var s1 = Vector.Load(c1);
        var s2 = Vector.Load(c2);
        var s3 = Vector.Load(c3);

        float* left = a.Start, right = b.Start;
        long row1 = a.RowStride, row2 = 2L * a.RowStride, row3 = 3L * a.RowStride, columnStride = a.ColumnStride, rowStride = b.RowStride;
        for (int k = 0; k < inner; k++, left += columnStride, right += rowStride)
        {
            var b0 = Vector.Load(right);
            s0 = Vector.FusedMultiplyAdd(new Vector<float>(left[0]), b0, s0);
            s1 = Vector.FusedMultiplyAdd(new Vector<float>(left[row1]), b0, s1);
            s2 = Vector.FusedMultiplyAdd(new Vector<float>(left[row2]), b0, s2);
            s3 = Vector.FusedMultiplyAdd(new Vector<float>(left[row3]), b0, s3);
        }

        s0.Store(c0);
        s1.Store(c1);
        s2.Store(c2);
        s3.Store(c3);
    }

    private static void RowOfOne(Operand a, Operand b, Operand c, int inner)
    {
        var sum = Vector.Load(c.Start);
        for (int k = 0; k < inner; k++) sum = Vector.FusedMultiplyAdd(new Vector<float>(*a.At(0, k).Start), Vector.Load(b.At(k, 0).Start), sum);
        sum.Store(c.Start);
    }

    private static void Scalar(Operand a, Operand b, Operand c, int inner)
    {
        float sum = *c.Start;
        for (int k = 0; k < inner; k++) sum = MathF.FusedMultiplyAdd(*a.At(0, k).Start, *b.At(k, 0).Start, sum);
        *c.Start = sum;
    }
}
