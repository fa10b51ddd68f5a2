namespace Probity.Decisions;

/// <summary>
/// Where to put a threshold: a little below a score, not on it. Kernels of other instruction tiers, or a row scored in other
/// company, may move a score by a millionth; a threshold on a score would then let whole groups of tied rows change sides.
/// </summary>
internal static class Cut
{
    private const double Same = 1e-5;   // ten times what two kernels may differ by

    /// <summary>A threshold just below a score, and nowhere near the next lower one that differs by more than rounding.</summary>
    /// <param name="ascending">Sorted scores.</param>
    /// <param name="index">The lowest score, finite, that must be at or above the threshold.</param>
    public static double Below(ReadOnlySpan<double> ascending, int index)
    {
        double score = ascending[index];
        double margin = Same * Math.Abs(score);
        int lower = index;
        while (lower >= 0 && score - ascending[lower] <= margin) lower--;
        double gap = lower < 0 ? margin : Math.Min(margin, score - ascending[lower]);
        return score - (gap / 2);
    }
}
