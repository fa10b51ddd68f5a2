using System.Buffers;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>
/// Rows put in order once, with the ends of their tie groups: what every metric of ranks walks over. Tied rows keep the
/// order they came in.
/// </summary>
internal sealed class RankedRows
{
    private RankedRows(int[] order, int[] groupEnds)
    {
        Order = order;
        GroupEnds = groupEnds;
    }

    /// <summary>The original row at each position.</summary>
    public int[] Order { get; }

    /// <summary>Exclusive end position of each group of equal values, ascending; the last is N.</summary>
    public int[] GroupEnds { get; }

    public static RankedRows Ascending(ReadOnlySpan<double> values) => Sort(values, descending: false);

    public static RankedRows Descending(ReadOnlySpan<double> values) => Sort(values, descending: true);

    /// <summary>A column in this order.</summary>
    public double[] Arrange(ReadOnlySpan<double> column)
    {
        var arranged = new double[Order.Length];
        for (int i = 0; i < arranged.Length; i++) arranged[i] = column[Order[i]];
        return arranged;
    }

    /// <summary>1 where a row has the given outcome, else 0, in this order.</summary>
    public double[] Indicate(ReadOnlySpan<bool> outcomes, bool outcome = true)
    {
        var arranged = new double[Order.Length];
        for (int i = 0; i < arranged.Length; i++) arranged[i] = outcomes[Order[i]] == outcome ? 1 : 0;
        return arranged;
    }

    private static RankedRows Sort(ReadOnlySpan<double> values, bool descending)
    {
        var order = new int[values.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        double[] keys = ArrayPool<double>.Shared.Rent(values.Length);
        var sorted = keys.AsSpan(0, values.Length);
        values.CopyTo(sorted);
        RadixSort.Sort(sorted, order, descending);

        int groups = sorted.IsEmpty ? 0 : 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[i - 1]) groups++;
        }

        var ends = new int[groups];
        int group = 0;
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[i - 1]) ends[group++] = i;
        }
        if (groups > 0) ends[group] = sorted.Length;
        ArrayPool<double>.Shared.Return(keys);
        return new RankedRows(order, ends);
    }
}
