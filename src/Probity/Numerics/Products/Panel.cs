using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Probity.Numerics.Products;

/// <summary>Copies a strip of a matrix so that the innermost loop reads it from start to end.</summary>
internal static unsafe class Panel
{
    /// <summary>Rows of a strip side by side: element (row, k) goes to k·width + row, and rows that are not there become zeros.</summary>
    /// <param name="from">rows × inner; a strip of columns of b is passed transposed.</param>
    /// <param name="rows">At most <paramref name="width"/>.</param>
    /// <param name="width">Elements of the panel for one inner index.</param>
    /// <param name="inner">Columns of the strip.</param>
    /// <param name="to">width × inner elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<T>(Operand<T> from, int rows, int width, int inner, T* to) where T : unmanaged
    {
        if (from.RowStride == 1) CopyRuns(from, rows, width, inner, to);
        else Transpose(from, rows, width, inner, to);

        if (rows == width) return;
        for (int k = 0; k < inner; k++) new Span<T>(to + ((long)k * width) + rows, width - rows).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRuns<T>(Operand<T> from, int rows, int width, int inner, T* to) where T : unmanaged
    {
        for (int k = 0; k < inner; k++)
        {
            T* run = from.At(0, k).Start, next = to + ((long)k * width);
            int i = 0;
            for (; i <= rows - Vector256<T>.Count; i += Vector256<T>.Count) Vector256.Load(run + i).Store(next + i);
            for (; i <= rows - Vector128<T>.Count; i += Vector128<T>.Count) Vector128.Load(run + i).Store(next + i);
            for (; i < rows; i++) next[i] = run[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(Operand<T> from, int rows, int width, int inner, T* to) where T : unmanaged
    {
        int square = sizeof(T) == sizeof(float) ? 4 : 2;
        bool inVectors = Sse2.IsSupported && from.ColumnStride == 1;
        int i = 0;
        for (; inVectors && i <= rows - square; i += square)
        {
            int k = 0;
            for (; k <= inner - square; k += square)
            {
                if (sizeof(T) == sizeof(float)) Floats((float*)from.At(i, k).Start, from.RowStride, (float*)to + ((long)k * width) + i, width);
                else Doubles((double*)from.At(i, k).Start, from.RowStride, (double*)to + ((long)k * width) + i, width);
            }
            Elements(from.At(i, k), square, width, inner - k, to + ((long)k * width) + i);
        }
        Elements(from.At(i, 0), rows - i, width, inner, to + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Elements<T>(Operand<T> from, int rows, int width, int inner, T* to) where T : unmanaged
    {
        for (int i = 0; i < rows; i++)
        {
            T* source = from.At(i, 0).Start, next = to + i;
            for (int k = 0; k < inner; k++, source += from.ColumnStride, next += width) *next = *source;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats(float* from, long stride, float* to, int width)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + stride), r2 = Vector128.Load(from + (2 * stride)), r3 = Vector128.Load(from + (3 * stride));
        Vector128<float> low01 = Sse.UnpackLow(r0, r1), low23 = Sse.UnpackLow(r2, r3), high01 = Sse.UnpackHigh(r0, r1), high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).Store(to);
        Sse.MoveHighToLow(low23, low01).Store(to + width);
        Sse.MoveLowToHigh(high01, high23).Store(to + (2 * width));
        Sse.MoveHighToLow(high23, high01).Store(to + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Doubles(double* from, long stride, double* to, int width)
    {
        Vector128<double> r0 = Vector128.Load(from), r1 = Vector128.Load(from + stride);
        Sse2.UnpackLow(r0, r1).Store(to);
        Sse2.UnpackHigh(r0, r1).Store(to + width);
    }
}
