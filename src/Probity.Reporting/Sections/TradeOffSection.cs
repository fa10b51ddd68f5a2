using Probity.Decisions;

namespace Probity.Reporting.Sections;

/// <summary>Precision against recall at thresholds some hundredth of the rows apart.</summary>
internal static class TradeOffSection
{
    private const int Steps = 100;

    /// <param name="confidence">Of each row.</param>
    /// <param name="ranking">Its log-odds, where rows are compared by these.</param>
    /// <param name="right">Whether each row is right.</param>
    /// <returns>Null where no row is right, which leaves nothing to be found.</returns>
    public static TradeOffCurve? Of(double[] confidence, double[]? ranking, bool[] right)
    {
        if (!right.AsSpan().Contains(true)) return null;
        IReadOnlyList<OperatingPoint> points = TradeOff.Compute(ranking ?? confidence, right, steps: Steps);
        if (points.Count == 0) return null;
        return new(
            [.. points.Select(point => ranking is null ? point.Threshold : 1 / (1 + Math.Exp(-point.Threshold)))],
            ranking is null ? null : [.. points.Select(point => point.Threshold)],
            [.. points.Select(point => point.Coverage)],
            [.. points.Select(point => point.Precision)],
            [.. points.Select(point => point.Recall!.Value)],
            [.. points.Select(point => point.FalseAlarm)]);
    }
}
