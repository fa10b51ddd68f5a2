namespace Probity.Decisions;

/// <summary>
/// Where to put a threshold: between scores, not on one. Kernels of other instruction tiers, or a row scored in other
/// company, may move a score by a millionth; a threshold on a score would then let whole groups of tied rows change sides.
/// </summary>
internal static class Cut
{
    private const double Same = 1e-5;   // ten times what two kernels may differ by

    /// <summary>The threshold midway between a score and the next lower one that differs by more than rounding.</summary>
    /// <param name="ascending">Finite scores, sorted.</param>
    /// <param name="index">The lowest score that must be at or above the threshold.</param>
    public static double Below(ReadOnlySpan<double> ascending, int index)
    {
        double score = ascending[index];
        double margin = Same * Math.Abs(score);
        int lower = index;
        while (lower >= 0 && score - ascending[lower] <= margin) lower--;
        return lower < 0 || double.IsNegativeInfinity(ascending[lower]) ? score - margin : ascending[lower] + ((score - ascending[lower]) / 2);
    }
}
