namespace Probity.Decisions;

/// <summary>
/// Where to put a threshold: a little below a score, not on it. Kernels of other instruction tiers, or a row scored in other
/// company, may move a score by a millionth; a threshold on a score would then let whole groups of tied rows change sides.
/// </summary>
internal static class Cut
{
    private const double Rounding = 2e-6;   // two scores of the same row differ by no more: each may be off by a millionth
    private const double Reach = 1e-5;

    /// <summary>
    /// A threshold below a score by half a hundred-thousandth of it, or half-way to the next lower score that differs by more than
    /// rounding where that is nearer. A score of 0 is its own threshold.
    /// </summary>
    /// <param name="ascending">Sorted scores.</param>
    /// <param name="index">The lowest score, finite, that must be at or above the threshold.</param>
    public static double Below(ReadOnlySpan<double> ascending, int index)
    {
        double score = ascending[index], size = Math.Abs(score), gap = Reach * size;
        int tied = FirstAtLeast(ascending[..(index + 1)], score - (Rounding * size));
        if (tied > 0) gap = Math.Min(gap, score - ascending[tied - 1]);
        return score - (gap / 2);
    }

    private static int FirstAtLeast(ReadOnlySpan<double> ascending, double score)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ascending[middle] >= score) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
