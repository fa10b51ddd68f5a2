namespace Probity.Calibration;

/// <summary>
/// What calibrators that count claim instead of 0 and 1. An end block of n rows all of one class gets the estimate of
/// Krichevsky &amp; Trofimov (1981), ½/(n + 1) away from certainty, but never passes its neighbour; and nothing lies
/// nearer to certainty than ½/(N + 1) of all N rows.
/// </summary>
internal static class EndFloor
{
    /// <summary>Probabilities in (0, 1); a monotone sequence stays monotone.</summary>
    /// <param name="values">Shares of class 1 in [0, 1], in order of rising score.</param>
    /// <param name="rows">Weight of each.</param>
    public static double[] Apply(ReadOnlySpan<double> values, ReadOnlySpan<double> rows)
    {
        double[] floored = values.ToArray();
        int last = values.Length - 1;
        if (values[0] <= 0) floored[0] = last == 0 ? Away(rows[0]) : Math.Min(Away(rows[0]), values[1]);
        if (values[last] >= 1) floored[last] = last == 0 ? 1 - Away(rows[0]) : Math.Max(1 - Away(rows[last]), values[last - 1]);
        double total = 0;
        foreach (double row in rows) total += row;
        double least = Math.Max(Away(total), 1e-15);   // 1 − 1e-15 is still below 1
        foreach (ref double value in floored.AsSpan()) value = Math.Clamp(value, least, 1 - least);
        return floored;
    }

    private static double Away(double rows) => .5 / (rows + 1);
}
