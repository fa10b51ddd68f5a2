using System.Numerics;

namespace Probity.Numerics;

/// <summary>What to do with the terms of a row. Implemented by structs that hold pinned destinations.</summary>
internal interface IRowSink<T> where T : unmanaged
{
    /// <param name="row">Index of the row.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="logits">Its K logits.</param>
    void Row(int row, in SoftmaxTerms terms, ReadOnlySpan<T> logits);
}

/// <summary>Runs the softmax kernel over all rows, on all threads, and refuses rows that are not logits.</summary>
internal static class SoftmaxRows
{
    /// <summary>Calls the sink once a row, rows of one range in order, ranges on any thread.</summary>
    public static unsafe void For<T, TSink, TThird>(ReadOnlySpan<T> logits, int classes, double beta, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSink : struct, IRowSink<T>
        where TThird : struct, IThirdSum
    {
        int rows = Require.Rows(logits.Length, classes, "logits");
        int refused = int.MaxValue;
        fixed (T* pinned = logits)
        {
            T* start = pinned;
            RowRanges.For(rows, RowRanges.Length(classes), (_, from, to) =>
            {
                TSink local = sink;
                for (int i = from; i < to; i++)
                {
                    var row = new ReadOnlySpan<T>(start + ((long)i * classes), classes);
                    if (!SoftmaxKernel.TryRow<T, TThird>(row, beta, out SoftmaxTerms terms))
                    {
                        Lowest(ref refused, i);
                        return;
                    }
                    local.Row(i, terms, row);
                }
            });
        }
        if (refused < rows) Refuse(logits.Slice(refused * classes, classes), refused);
    }

    /// <summary>Says which logit of a refused row is at fault.</summary>
    /// <exception cref="ArgumentException">Always.</exception>
    public static void Refuse<T>(ReadOnlySpan<T> row, long index) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < row.Length; j++)
        {
            if (T.IsNaN(row[j]) || T.IsPositiveInfinity(row[j])) Require.BadLogit(double.CreateTruncating(row[j]), index, j);
        }
        Require.AllMasked(index);
    }

    /// <summary>Keeps the lowest row that was refused, whichever thread found it.</summary>
    public static void Lowest(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value < seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
