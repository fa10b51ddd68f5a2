using System.Runtime.CompilerServices;

namespace Probity.Numerics.Products;

/// <summary>The innermost loops of a product: a tile of c stays in registers while the inner index runs.</summary>
/// <remarks>
/// Written out by hand, since the compiler keeps locals in registers but not arrays. Every element is one chain of fused
/// multiply-adds in the order of the inner index, whichever tile it falls into.
/// </remarks>
internal static unsafe class TileKernel<T, V, L>
    where T : unmanaged
    where V : unmanaged
    where L : struct, ITileLanes<T, V>
{
    /// <summary>Rows of the least tile that takes so many: what is beyond them is computed and thrown away.</summary>
    /// <param name="rows">1 to <see cref="ITileLanes{T, V}.Rows"/>.</param>
    public static int Height(int rows) => rows <= 4 ? 4 : rows <= 6 ? 6 : rows <= 8 && L.Rows > 8 ? 8 : L.Rows;

    /// <summary>One tile of c, from c itself or, where fresh, from zero.</summary>
    /// <param name="a">rows × inner.</param>
    /// <param name="rows">What <see cref="Height"/> gives.</param>
    /// <param name="b">Row 0 of inner rows, one or two vectors wide, <paramref name="bStride"/> apart.</param>
    /// <param name="bStride">Elements from a row of b to the next.</param>
    /// <param name="width">Columns: one vector or two.</param>
    /// <param name="c">The tile's first element.</param>
    /// <param name="cStride">Elements from a row of c to the next.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="fresh">Whether what c holds counts as zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(Operand<T> a, int rows, T* b, long bStride, int width, T* c, long cStride, int inner, bool fresh)
    {
        if (rows == 12 && width != L.Count)
        {
            TwelveByTwo(a, b, bStride, c, cStride, inner, fresh);
            return;
        }
        int step = rows % 6 == 0 ? 6 : 4;
        for (int i = 0; i < rows; i += step, a = a.At(step, 0), c += step * cStride)
        {
            bool two = width != L.Count;
            if (step == 6 && two) SixByTwo(a, b, bStride, c, cStride, inner, fresh);
            else if (step == 6) SixByOne(a, b, bStride, c, cStride, inner, fresh);
            else if (two) FourByTwo(a, b, bStride, c, cStride, inner, fresh);
            else FourByOne(a, b, bStride, c, cStride, inner, fresh);
        }
    }

    /// <summary>For 32 registers: 24 sums, two vectors of b, one element of a in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwelveByTwo(Operand<T> a, T* b, long bStride, T* c, long cStride, int inner, bool fresh)
    {
        int width = L.Count;
        V s00 = default, s01 = default;
        V s10 = default, s11 = default;
        V s20 = default, s21 = default;
        V s30 = default, s31 = default;
        V s40 = default, s41 = default;
        V s50 = default, s51 = default;
        V s60 = default, s61 = default;
        V s70 = default, s71 = default;
        V s80 = default, s81 = default;
        V s90 = default, s91 = default;
        V sA0 = default, sA1 = default;
        V sB0 = default, sB1 = default;
        if (!fresh)
        {
            T* from = c;
            s00 = L.Load(from);
            s01 = L.Load(from + width);
            from += cStride;
            s10 = L.Load(from);
            s11 = L.Load(from + width);
            from += cStride;
            s20 = L.Load(from);
            s21 = L.Load(from + width);
            from += cStride;
            s30 = L.Load(from);
            s31 = L.Load(from + width);
            from += cStride;
            s40 = L.Load(from);
            s41 = L.Load(from + width);
            from += cStride;
            s50 = L.Load(from);
            s51 = L.Load(from + width);
            from += cStride;
            s60 = L.Load(from);
            s61 = L.Load(from + width);
            from += cStride;
            s70 = L.Load(from);
            s71 = L.Load(from + width);
            from += cStride;
            s80 = L.Load(from);
            s81 = L.Load(from + width);
            from += cStride;
            s90 = L.Load(from);
            s91 = L.Load(from + width);
            from += cStride;
            sA0 = L.Load(from);
            sA1 = L.Load(from + width);
            from += cStride;
            sB0 = L.Load(from);
            sB1 = L.Load(from + width);
        }

        long row = a.RowStride, twoRows = 2 * row, next = a.ColumnStride;
        T* a0 = a.Start, a3 = a0 + (3 * row), a6 = a3 + (3 * row), a9 = a6 + (3 * row);
        for (int k = 0; k < inner; k++)
        {
            V b0 = L.Load(b), b1 = L.Load(b + width);
            V left = L.All(a0[0]);
            s00 = L.Fma(left, b0, s00);
            s01 = L.Fma(left, b1, s01);
            left = L.All(a0[row]);
            s10 = L.Fma(left, b0, s10);
            s11 = L.Fma(left, b1, s11);
            left = L.All(a0[twoRows]);
            s20 = L.Fma(left, b0, s20);
            s21 = L.Fma(left, b1, s21);
            left = L.All(a3[0]);
            s30 = L.Fma(left, b0, s30);
            s31 = L.Fma(left, b1, s31);
            left = L.All(a3[row]);
            s40 = L.Fma(left, b0, s40);
            s41 = L.Fma(left, b1, s41);
            left = L.All(a3[twoRows]);
            s50 = L.Fma(left, b0, s50);
            s51 = L.Fma(left, b1, s51);
            left = L.All(a6[0]);
            s60 = L.Fma(left, b0, s60);
            s61 = L.Fma(left, b1, s61);
            left = L.All(a6[row]);
            s70 = L.Fma(left, b0, s70);
            s71 = L.Fma(left, b1, s71);
            left = L.All(a6[twoRows]);
            s80 = L.Fma(left, b0, s80);
            s81 = L.Fma(left, b1, s81);
            left = L.All(a9[0]);
            s90 = L.Fma(left, b0, s90);
            s91 = L.Fma(left, b1, s91);
            left = L.All(a9[row]);
            sA0 = L.Fma(left, b0, sA0);
            sA1 = L.Fma(left, b1, sA1);
            left = L.All(a9[twoRows]);
            sB0 = L.Fma(left, b0, sB0);
            sB1 = L.Fma(left, b1, sB1);
            a0 += next;
            a3 += next;
            a6 += next;
            a9 += next;
            b += bStride;
        }

        L.Store(s00, c);
        L.Store(s01, c + width);
        c += cStride;
        L.Store(s10, c);
        L.Store(s11, c + width);
        c += cStride;
        L.Store(s20, c);
        L.Store(s21, c + width);
        c += cStride;
        L.Store(s30, c);
        L.Store(s31, c + width);
        c += cStride;
        L.Store(s40, c);
        L.Store(s41, c + width);
        c += cStride;
        L.Store(s50, c);
        L.Store(s51, c + width);
        c += cStride;
        L.Store(s60, c);
        L.Store(s61, c + width);
        c += cStride;
        L.Store(s70, c);
        L.Store(s71, c + width);
        c += cStride;
        L.Store(s80, c);
        L.Store(s81, c + width);
        c += cStride;
        L.Store(s90, c);
        L.Store(s91, c + width);
        c += cStride;
        L.Store(sA0, c);
        L.Store(sA1, c + width);
        c += cStride;
        L.Store(sB0, c);
        L.Store(sB1, c + width);
    }

    /// <summary>For 16 registers: 12 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixByTwo(Operand<T> a, T* b, long bStride, T* c, long cStride, int inner, bool fresh)
    {
        int width = L.Count;
        V s00 = default, s01 = default;
        V s10 = default, s11 = default;
        V s20 = default, s21 = default;
        V s30 = default, s31 = default;
        V s40 = default, s41 = default;
        V s50 = default, s51 = default;
        if (!fresh)
        {
            T* from = c;
            s00 = L.Load(from);
            s01 = L.Load(from + width);
            from += cStride;
            s10 = L.Load(from);
            s11 = L.Load(from + width);
            from += cStride;
            s20 = L.Load(from);
            s21 = L.Load(from + width);
            from += cStride;
            s30 = L.Load(from);
            s31 = L.Load(from + width);
            from += cStride;
            s40 = L.Load(from);
            s41 = L.Load(from + width);
            from += cStride;
            s50 = L.Load(from);
            s51 = L.Load(from + width);
        }

        long row = a.RowStride, twoRows = 2 * row, next = a.ColumnStride;
        T* a0 = a.Start, a3 = a0 + (3 * row);
        for (int k = 0; k < inner; k++)
        {
            V b0 = L.Load(b), b1 = L.Load(b + width);
            V left = L.All(a0[0]);
            s00 = L.Fma(left, b0, s00);
            s01 = L.Fma(left, b1, s01);
            left = L.All(a0[row]);
            s10 = L.Fma(left, b0, s10);
            s11 = L.Fma(left, b1, s11);
            left = L.All(a0[twoRows]);
            s20 = L.Fma(left, b0, s20);
            s21 = L.Fma(left, b1, s21);
            left = L.All(a3[0]);
            s30 = L.Fma(left, b0, s30);
            s31 = L.Fma(left, b1, s31);
            left = L.All(a3[row]);
            s40 = L.Fma(left, b0, s40);
            s41 = L.Fma(left, b1, s41);
            left = L.All(a3[twoRows]);
            s50 = L.Fma(left, b0, s50);
            s51 = L.Fma(left, b1, s51);
            a0 += next;
            a3 += next;
            b += bStride;
        }

        L.Store(s00, c);
        L.Store(s01, c + width);
        c += cStride;
        L.Store(s10, c);
        L.Store(s11, c + width);
        c += cStride;
        L.Store(s20, c);
        L.Store(s21, c + width);
        c += cStride;
        L.Store(s30, c);
        L.Store(s31, c + width);
        c += cStride;
        L.Store(s40, c);
        L.Store(s41, c + width);
        c += cStride;
        L.Store(s50, c);
        L.Store(s51, c + width);
    }

    /// <summary>For the last columns, where they fit into one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixByOne(Operand<T> a, T* b, long bStride, T* c, long cStride, int inner, bool fresh)
    {
        V s0 = default;
        V s1 = default;
        V s2 = default;
        V s3 = default;
        V s4 = default;
        V s5 = default;
        if (!fresh)
        {
            T* from = c;
            s0 = L.Load(from);
            from += cStride;
            s1 = L.Load(from);
            from += cStride;
            s2 = L.Load(from);
            from += cStride;
            s3 = L.Load(from);
            from += cStride;
            s4 = L.Load(from);
            from += cStride;
            s5 = L.Load(from);
        }

        long row = a.RowStride, twoRows = 2 * row, next = a.ColumnStride;
        T* a0 = a.Start, a3 = a0 + (3 * row);
        for (int k = 0; k < inner; k++)
        {
            V b0 = L.Load(b);
            s0 = L.Fma(L.All(a0[0]), b0, s0);
            s1 = L.Fma(L.All(a0[row]), b0, s1);
            s2 = L.Fma(L.All(a0[twoRows]), b0, s2);
            s3 = L.Fma(L.All(a3[0]), b0, s3);
            s4 = L.Fma(L.All(a3[row]), b0, s4);
            s5 = L.Fma(L.All(a3[twoRows]), b0, s5);
            a0 += next;
            a3 += next;
            b += bStride;
        }

        L.Store(s0, c);
        c += cStride;
        L.Store(s1, c);
        c += cStride;
        L.Store(s2, c);
        c += cStride;
        L.Store(s3, c);
        c += cStride;
        L.Store(s4, c);
        c += cStride;
        L.Store(s5, c);
    }

    /// <summary>For the last rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(Operand<T> a, T* b, long bStride, T* c, long cStride, int inner, bool fresh)
    {
        int width = L.Count;
        V s00 = default, s01 = default;
        V s10 = default, s11 = default;
        V s20 = default, s21 = default;
        V s30 = default, s31 = default;
        if (!fresh)
        {
            T* from = c;
            s00 = L.Load(from);
            s01 = L.Load(from + width);
            from += cStride;
            s10 = L.Load(from);
            s11 = L.Load(from + width);
            from += cStride;
            s20 = L.Load(from);
            s21 = L.Load(from + width);
            from += cStride;
            s30 = L.Load(from);
            s31 = L.Load(from + width);
        }

        long row = a.RowStride, twoRows = 2 * row, next = a.ColumnStride;
        T* a0 = a.Start, a3 = a0 + (3 * row);
        for (int k = 0; k < inner; k++)
        {
            V b0 = L.Load(b), b1 = L.Load(b + width);
            V left = L.All(a0[0]);
            s00 = L.Fma(left, b0, s00);
            s01 = L.Fma(left, b1, s01);
            left = L.All(a0[row]);
            s10 = L.Fma(left, b0, s10);
            s11 = L.Fma(left, b1, s11);
            left = L.All(a0[twoRows]);
            s20 = L.Fma(left, b0, s20);
            s21 = L.Fma(left, b1, s21);
            left = L.All(a3[0]);
            s30 = L.Fma(left, b0, s30);
            s31 = L.Fma(left, b1, s31);
            a0 += next;
            a3 += next;
            b += bStride;
        }

        L.Store(s00, c);
        L.Store(s01, c + width);
        c += cStride;
        L.Store(s10, c);
        L.Store(s11, c + width);
        c += cStride;
        L.Store(s20, c);
        L.Store(s21, c + width);
        c += cStride;
        L.Store(s30, c);
        L.Store(s31, c + width);
    }

    /// <summary>For the last rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne(Operand<T> a, T* b, long bStride, T* c, long cStride, int inner, bool fresh)
    {
        V s0 = default;
        V s1 = default;
        V s2 = default;
        V s3 = default;
        if (!fresh)
        {
            T* from = c;
            s0 = L.Load(from);
            from += cStride;
            s1 = L.Load(from);
            from += cStride;
            s2 = L.Load(from);
            from += cStride;
            s3 = L.Load(from);
        }

        long row = a.RowStride, twoRows = 2 * row, next = a.ColumnStride;
        T* a0 = a.Start, a3 = a0 + (3 * row);
        for (int k = 0; k < inner; k++)
        {
            V b0 = L.Load(b);
            s0 = L.Fma(L.All(a0[0]), b0, s0);
            s1 = L.Fma(L.All(a0[row]), b0, s1);
            s2 = L.Fma(L.All(a0[twoRows]), b0, s2);
            s3 = L.Fma(L.All(a3[0]), b0, s3);
            a0 += next;
            a3 += next;
            b += bStride;
        }

        L.Store(s0, c);
        c += cStride;
        L.Store(s1, c);
        c += cStride;
        L.Store(s2, c);
        c += cStride;
        L.Store(s3, c);
    }
}
