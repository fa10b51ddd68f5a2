namespace Probity.Reporting.Sections;

/// <summary>
/// Which epochs are drawn. Of each stretch of a long training those with the lowest and the highest of each curve, so that no spike
/// and no dip is lost, and the first that is not a number, so that the gap stays a gap.
/// </summary>
internal static class DrawnEpochs
{
    /// <summary>So many epochs are drawn one and all.</summary>
    private const int Whole = 400;

    private const int Stretches = 80;

    /// <param name="count">Epochs.</param>
    /// <param name="kept">Index of the epoch that is drawn in any case; none where it is no index.</param>
    /// <param name="curves">Values by index; null where nothing was measured.</param>
    /// <returns>Indices, ascending.</returns>
    public static int[] Of(int count, int kept, params ReadOnlySpan<Func<int, double?>> curves)
    {
        if (count <= Whole) return [.. Enumerable.Range(0, count)];

        var drawn = new SortedSet<int> { 0, count - 1 };
        if (kept >= 0 && kept < count) drawn.Add(kept);
        for (int stretch = 0; stretch < Stretches; stretch++)
        {
            int start = (int)((long)stretch * count / Stretches), end = (int)((stretch + 1L) * count / Stretches);
            foreach (var curve in curves) AddExtremes(drawn, start, end, curve);
        }
        return [.. drawn];
    }

    private static void AddExtremes(SortedSet<int> drawn, int start, int end, Func<int, double?> value)
    {
        int lowest = -1, highest = -1, broken = -1;
        for (int i = start; i < end; i++)
        {
            if (value(i) is not { } here) continue;
            if (!double.IsFinite(here))
            {
                if (broken < 0) broken = i;
                continue;
            }
            if (lowest < 0 || here < value(lowest)) lowest = i;
            if (highest < 0 || here > value(highest)) highest = i;
        }
        foreach (int i in (int[])[lowest, highest, broken])
        {
            if (i >= 0) drawn.Add(i);
        }
    }
}
