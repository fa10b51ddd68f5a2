using System.Numerics;
using System.Runtime.CompilerServices;

namespace Probity.Numerics.Products;

/// <summary>
/// Products with few rows, or a short inner dimension: rows of b are read once, from start to end, and nothing is copied.
/// </summary>
internal static unsafe class FewRows<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where L : struct, ITileLanes<T, V>
{
    private const int Depth = 8;        // rows of b that one pass over a row of c takes up
    private const int Strip = 16_384;   // bytes of a row of b: so many times the depth stay in L2 while the rows of a pass by

    public static void Run(in Factors<T> p, int firstColumn, int lastColumn)
    {
        int strip = Strip / sizeof(T);
        for (int j = firstColumn; j < lastColumn; j += strip)
        {
            int columns = Math.Min(strip, lastColumn - j);
            for (int k = 0; k < p.Inner; k += Depth)
            {
                int depth = Math.Min(Depth, p.Inner - k);
                bool fresh = k == 0 && !p.Accumulate;
                for (int i = 0; i < p.Rows; i++)
                {
                    T* b = p.B.At(k, j).Start, c = p.C.At(i, j).Start;
                    if (depth == Depth) Eight(p.A.At(i, k), b, p.B.RowStride, c, columns, fresh);
                    else Some(p.A.At(i, k), b, p.B.RowStride, c, columns, depth, fresh);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(Operand<T> a, T* b, long stride, T* c, int columns, bool fresh)
    {
        T a0 = *a.Start, a1 = *a.At(0, 1).Start, a2 = *a.At(0, 2).Start, a3 = *a.At(0, 3).Start;
        T a4 = *a.At(0, 4).Start, a5 = *a.At(0, 5).Start, a6 = *a.At(0, 6).Start, a7 = *a.At(0, 7).Start;
        V v0 = L.All(a0), v1 = L.All(a1), v2 = L.All(a2), v3 = L.All(a3), v4 = L.All(a4), v5 = L.All(a5), v6 = L.All(a6), v7 = L.All(a7);
        T* b3 = b + (3 * stride), b6 = b + (6 * stride);
        long two = 2 * stride;
        int j = 0;
        for (; j <= columns - L.Count; j += L.Count)
        {
            V sum = fresh ? default : L.Load(c + j);
            sum = L.Fma(v0, L.Load(b + j), sum);
            sum = L.Fma(v1, L.Load(b + stride + j), sum);
            sum = L.Fma(v2, L.Load(b + two + j), sum);
            sum = L.Fma(v3, L.Load(b3 + j), sum);
            sum = L.Fma(v4, L.Load(b3 + stride + j), sum);
            sum = L.Fma(v5, L.Load(b3 + two + j), sum);
            sum = L.Fma(v6, L.Load(b6 + j), sum);
            sum = L.Fma(v7, L.Load(b6 + stride + j), sum);
            L.Store(sum, c + j);
        }
        Rest(a, b + j, stride, c + j, columns - j, Depth, fresh);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Some(Operand<T> a, T* b, long stride, T* c, int columns, int depth, bool fresh)
    {
        int j = 0;
        for (; j <= columns - L.Count; j += L.Count)
        {
            V sum = fresh ? default : L.Load(c + j);
            T* left = a.Start, right = b + j;
            for (int k = 0; k < depth; k++, left += a.ColumnStride, right += stride) sum = L.Fma(L.All(*left), L.Load(right), sum);
            L.Store(sum, c + j);
        }
        Rest(a, b + j, stride, c + j, columns - j, depth, fresh);
    }

    private static void Rest(Operand<T> a, T* b, long stride, T* c, int columns, int depth, bool fresh)
    {
        for (int j = 0; j < columns; j++)
        {
            T sum = fresh ? T.Zero : c[j];
            for (int k = 0; k < depth; k++) sum = T.FusedMultiplyAdd(*a.At(0, k).Start, b[(k * stride) + j], sum);
            c[j] = sum;
        }
    }
}
