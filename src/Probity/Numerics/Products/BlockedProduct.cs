using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Probity.Numerics.Products;

/// <summary>
/// A product in blocks that fit the caches (Goto &amp; van de Geijn, ACM TOMS 2008): strips of b are copied once for all
/// threads, blocks of a once a thread, where they are read often enough to pay for it.
/// </summary>
internal static unsafe class BlockedProduct<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged
    where L : struct, ITileLanes<T, V>
{
    private const int InnerBlock = 1_024;            // long: every block of it reads and writes all of c once more
    private const int RowBlock = 96;                 // rows of a for so many inner indices: 384 KB of floats, in L2
    private const int ColumnBlock = 4_096;
    private const int CopiedAtOnce = 1 << 21;        // elements of b, to bound the memory
    private const int RowsThatPay = 132;             // from here on copying b costs less than reading it with its stride
    private const int ColumnsThatPay = 128;          // as above, for a
    private const int Near = 32;                     // elements from a column of a to the next that need no copy
    private const int Alignment = 64;
    private const long MultipliesAtOnce = 1 << 19;   // some 10 to 20 microseconds: enough to pay for a hand-over
    private const int Tasks = 16;                    // wanted where the rows alone give fewer

    /// <summary>Columns of a strip.</summary>
    public static int Width => 2 * L.Count;

    public static void Run(in Factors<T> p, bool parallel)
    {
        bool copyAll = p.B.ColumnStride != 1 || p.Rows >= RowsThatPay;
        int innerBlock = Even(p.Inner, InnerBlock, 8);
        for (int j = 0; j < p.Columns; j += ColumnBlock)
        {
            int lastColumn = Math.Min(p.Columns, j + ColumnBlock);
            int firstCopied = copyAll ? j : j + ((lastColumn - j) / Width * Width);
            int copiedColumns = RoundUp(lastColumn - firstCopied, L.Count);
            // Where no column is copied nothing bounds the span, and 2²¹ of 1,024 would overflow.
            int innerSpan = copiedColumns == 0 ? p.Inner : Math.Max(1, CopiedAtOnce / (copiedColumns * innerBlock)) * innerBlock;
            for (int k = 0; k < p.Inner; k += innerSpan)
            {
                int lastInner = Math.Min(p.Inner, k + innerSpan);
                T[] rented = ArrayPool<T>.Shared.Rent((copiedColumns * (lastInner - k)) + Alignment);
                try
                {
                    fixed (T* buffer = rented)
                    {
                        Run(p, new Slab(j, lastColumn, k, lastInner, innerBlock, firstCopied, copiedColumns, Aligned(buffer)), parallel);
                    }
                }
                finally
                {
                    ArrayPool<T>.Shared.Return(rented);
                }
            }
        }
    }

    /// <summary>A part of b, and the copy of its columns from some column on: one inner block after the other, in each its strips.</summary>
    internal readonly record struct Slab(
        int FirstColumn, int LastColumn, int FirstInner, int LastInner, int InnerBlock, int FirstCopied, int CopiedColumns, IntPtr Copy)
    {
        public int InnerAt(int k) => Math.Min(InnerBlock, LastInner - k);

        public T* Strip(int j, int k) => (T*)Copy + ((long)(k - FirstInner) * CopiedColumns) + ((long)(j - FirstCopied) * InnerAt(k));
    }

    /// <summary>Elements of a copy of all of b.</summary>
    public static int RoomToCopy(int inner, int columns) => checked((inner * RoundUp(columns, L.Count)) + Alignment);

    /// <summary>All of b, every column copied.</summary>
    public static Slab Whole(int inner, int columns, T* room) =>
        new(0, columns, 0, inner, Even(inner, InnerBlock, 8), 0, RoundUp(columns, L.Count), Aligned(room));

    private static void Run(in Factors<T> p, in Slab slab, bool parallel)
    {
        int strips = RowRanges.Count(slab.LastColumn - slab.FirstCopied, Width);
        long multiplies = (long)p.Rows * (slab.LastColumn - slab.FirstColumn) * (slab.LastInner - slab.FirstInner);
        if (parallel && multiplies >= 2 * MultipliesAtOnce)
        {
            InParallel(p, slab, strips, multiplies);
            return;
        }
        CopyStrips(p, slab, 0, strips);
        Part(p, slab, 0, p.Rows, slab.FirstColumn, slab.LastColumn);
    }

    // Apart from Run, whose closure would otherwise be made where there is nothing to split, too.
    private static void InParallel(Factors<T> p, Slab slab, int strips, long multiplies)
    {
        int elements = Width * (slab.LastInner - slab.FirstInner);
        RowRanges.For(strips, RowRanges.Length(elements), (_, start, end) => CopyStrips(p, slab, start, end));

        int wanted = (int)Math.Clamp(multiplies / MultipliesAtOnce, 1, 256);
        int rows = RoundUp(Math.Clamp(RowRanges.Count(p.Rows, Math.Min(wanted, Tasks)), 1, RowBlock), L.Rows);
        int rowParts = RowRanges.Count(p.Rows, rows);
        int columnParts = Math.Max(1, Math.Min(wanted, Tasks) / rowParts);
        int columns = RoundUp(RowRanges.Count(slab.LastColumn - slab.FirstColumn, columnParts), Width);
        columnParts = RowRanges.Count(slab.LastColumn - slab.FirstColumn, columns);
        RowRanges.For(rowParts * columnParts, 1, (_, part, _) =>
        {
            int i = part / columnParts * rows, j = slab.FirstColumn + (part % columnParts * columns);
            Part(p, slab, i, Math.Min(p.Rows, i + rows), j, Math.Min(slab.LastColumn, j + columns));
        });
    }

    /// <summary>Copies some strips of all inner indices.</summary>
    public static void CopyStrips(in Factors<T> p, in Slab slab, int firstStrip, int lastStrip)
    {
        for (int k = slab.FirstInner; k < slab.LastInner; k += slab.InnerBlock)
        {
            for (int strip = firstStrip; strip < lastStrip; strip++)
            {
                int j = slab.FirstCopied + (strip * Width), columns = Math.Min(Width, slab.LastColumn - j);
                Panel.Pack(p.B.At(k, j).Transposed, columns, TileColumns(columns), slab.InnerAt(k), slab.Strip(j, k));
            }
        }
    }

    /// <summary>Rows [firstRow, lastRow) by columns [firstColumn, lastColumn) of c.</summary>
    public static void Part(in Factors<T> p, in Slab slab, int firstRow, int lastRow, int firstColumn, int lastColumn)
    {
        bool copyAll = lastColumn - firstColumn >= ColumnsThatPay && (p.A.RowStride != 1 || p.A.ColumnStride > Near);
        int rowBlock = Math.Min(RowBlock, lastRow - firstRow);
        T[] rented = ArrayPool<T>.Shared.Rent((RoundUp(copyAll ? rowBlock : 1, L.Rows) * slab.InnerBlock) + Alignment);
        try
        {
            T* tile = stackalloc T[L.Rows * Width];
            new Span<T>(tile, L.Rows * Width).Clear();
            fixed (T* buffer = rented)
            {
                T* copy = (T*)Aligned(buffer);
                for (int k = slab.FirstInner; k < slab.LastInner; k += slab.InnerBlock)
                {
                    for (int i = firstRow; i < lastRow; i += RowBlock)
                    {
                        int last = Math.Min(lastRow, i + RowBlock);
                        int firstCopied = copyAll ? i : i + ((last - i) / L.Rows * L.Rows);
                        CopyRows(p, firstCopied, last, k, slab.InnerAt(k), copy);
                        Block(p, slab, i, last, k, firstColumn, lastColumn, firstCopied, copy, tile);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private static void CopyRows(in Factors<T> p, int first, int last, int k, int inner, T* copy)
    {
        for (int i = first; i < last; i += L.Rows, copy += (long)L.Rows * inner)
        {
            int rows = Math.Min(L.Rows, last - i);
            Panel.Pack(p.A.At(i, k), rows, TileKernel<T, V, L>.Height(rows), inner, copy);
        }
    }

    private static void Block(
        in Factors<T> p, in Slab slab, int firstRow, int lastRow, int k, int firstColumn, int lastColumn, int firstCopied, T* copy, T* tile)
    {
        int inner = slab.InnerAt(k);
        bool fresh = k == 0 && !p.Accumulate;
        for (int j = firstColumn; j < lastColumn; j += Width)
        {
            int columns = Math.Min(Width, lastColumn - j), width = TileColumns(columns);
            bool direct = j < slab.FirstCopied;
            T* b = direct ? p.B.At(k, j).Start : slab.Strip(j, k);
            long bStride = direct ? p.B.RowStride : width;
            for (int i = firstRow; i < lastRow; i += L.Rows)
            {
                if (p.UpperOnly && j + columns <= i) break;
                int rows = Math.Min(L.Rows, lastRow - i), height = TileKernel<T, V, L>.Height(rows);
                var a = i < firstCopied ? p.A.At(i, k) : new Operand<T>(copy + ((long)(i - firstCopied) * inner), 1, height);
                T* c = p.C.At(i, j).Start;
                if (rows == height && columns == width)
                {
                    Prefetch(c + (L.Rows * p.C.RowStride), p.C.RowStride, Math.Min(L.Rows, lastRow - i - L.Rows));
                    TileKernel<T, V, L>.Run(a, height, b, bStride, width, c, p.C.RowStride, inner, fresh);
                    continue;
                }
                if (!fresh) Copy(c, p.C.RowStride, tile, width, rows, columns);
                TileKernel<T, V, L>.Run(a, height, b, bStride, width, tile, width, inner, fresh);
                Copy(tile, width, c, p.C.RowStride, rows, columns);
            }
        }
    }

    /// <summary>Asks for the rows of the next tile while this one is computed.</summary>
    private static void Prefetch(T* c, long stride, int rows)
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < rows; i++, c += stride)
        {
            Sse.Prefetch0(c);
            Sse.Prefetch0(c + Width - 1);
        }
    }

    private static void Copy(T* from, long fromStride, T* to, long toStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++, from += fromStride, to += toStride) new ReadOnlySpan<T>(from, columns).CopyTo(new Span<T>(to, columns));
    }

    private static int TileColumns(int columns) => columns <= L.Count ? L.Count : Width;

    private static IntPtr Aligned(T* start) => (IntPtr)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));

    private static int RoundUp(int value, int multiple) => RowRanges.Count(value, multiple) * multiple;

    /// <summary>The length of equal blocks, none longer than the longest and all but the last a multiple.</summary>
    private static int Even(int length, int longest, int multiple) =>
        RoundUp(RowRanges.Count(length, RowRanges.Count(length, longest)), multiple);
}
