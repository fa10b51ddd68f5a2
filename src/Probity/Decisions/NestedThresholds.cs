namespace Probity.Decisions;

/// <summary>
/// Thresholds that part some scores, one below each of them, and the search among them for what holds on one side only. No two of them
/// part what rounding could exchange: see <see cref="Cut"/>.
/// </summary>
internal static class NestedThresholds
{
    /// <summary>The scores that a threshold can reach, ascending: not −∞, and not stopped by the gate.</summary>
    public static double[] Reachable(ReadOnlySpan<double> scores, ReadOnlySpan<bool> passes)
    {
        var reachable = new List<double>(scores.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            if ((passes.IsEmpty || passes[i]) && !double.IsNegativeInfinity(scores[i])) reachable.Add(scores[i] + 0.0);   // −0 and 0 are one score
        }
        double[] sorted = [.. reachable];
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The threshold that accepts the score of an index and all above it. Does not fall as the index rises.</summary>
    public static double At(double[] ascending, int index) =>
        double.IsPositiveInfinity(ascending[index]) ? double.MaxValue : Cut.Below(ascending, index);

    /// <summary>The lowest threshold for which something holds that holds for all above it; null where it holds for none.</summary>
    public static double? Laxest<TRows>(double[] ascending, TRows rows, Func<TRows, double, bool> holds)
        where TRows : allows ref struct
    {
        int low = 0, high = ascending.Length;   // holds from high on, not below low
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (holds(rows, At(ascending, middle))) high = middle;
            else low = middle + 1;
        }
        return low == ascending.Length ? null : At(ascending, low);
    }

    /// <summary>The highest threshold for which something holds that holds for all below it; null where it holds for none.</summary>
    public static double? Strictest<TRows>(double[] ascending, TRows rows, Func<TRows, double, bool> holds)
        where TRows : allows ref struct
    {
        int low = 0, high = ascending.Length;   // holds below low, not from high on
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (holds(rows, At(ascending, middle))) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? null : At(ascending, low - 1);
    }
}
