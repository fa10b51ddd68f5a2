namespace Probity.Metrics;

/// <summary>The areas under a curve of risk.</summary>
internal enum RiskArea
{
    Aurc, Eaurc, Augrc,
}

/// <summary>
/// Intervals where a bootstrap has nothing to vary: resamples of rows that are all right are all right, but that does
/// not show that the model never errs.
/// </summary>
internal static class HonestIntervals
{
    /// <summary>The largest error rate that n rows without an error leave open (Clopper &amp; Pearson, 1934).</summary>
    public static double RateLeftOpen(double rows, double level) => 1 - Math.Pow((1 - level) / 2, 1 / rows);

    /// <summary>
    /// AURC, E-AURC and AUGRC where no row is wrong: an error rate r can cost at most r − r·ln r, as much less its
    /// oracle, and r − r²/2, with every error ranked first.
    /// </summary>
    public static Interval WithoutErrors(RiskArea area, double rows, double level)
    {
        double r = RateLeftOpen(rows, level);
        double high = area switch
        {
            RiskArea.Augrc => r - (r * r / 2),
            RiskArea.Eaurc => WorstExcess(r),
            _ => r - (r * Math.Log(r)),
        };
        return new Interval(0, Math.Min(1, high));
    }

    /// <summary>
    /// AURC, E-AURC and AUGRC where every row is wrong: a share r of right ones, ranked first and last, brackets what
    /// is left open.
    /// </summary>
    public static Interval WithoutSuccesses(RiskArea area, double rows, double level)
    {
        double r = RateLeftOpen(rows, level);
        double oracle = 1 - r + (r * Math.Log(r));   // errors last, at error rate 1 − r
        return area switch
        {
            RiskArea.Augrc => new Interval((1 - r) * (1 - r) / 2, 0.5),
            RiskArea.Eaurc => new Interval(0, WorstExcess(r)),
            _ => new Interval(Math.Max(0, oracle), 1),
        };
    }

    /// <summary>The most that ranking every error first costs over ranking it last, for a rate of at most r (or at least 1 − r): largest at one half.</summary>
    private static double WorstExcess(double r)
    {
        double rate = Math.Min(r, 0.5);
        return (-rate * Math.Log(rate)) - ((1 - rate) * Math.Log(1 - rate));
    }

    /// <summary>
    /// Coverage at risk where every row is wrong: what may be accepted holds at least 1 − risk right rows, of which there
    /// are at most the share left open.
    /// </summary>
    public static Interval CoverageWithoutSuccesses(double rows, double risk, double level) =>
        new(0, Math.Min(1, RateLeftOpen(rows, level) / (1 - risk)));

    /// <summary>
    /// Average precision at an observed 1: for an area under the ROC curve of at least a, the worst curve has false
    /// positive rate 1 − a throughout, whose average precision is 1 − (c/π)·ln(1 + π/c) with c = (1 − a)(1 − π).
    /// </summary>
    public static Interval PerfectAveragePrecision(double areaLow, double share)
    {
        double c = (1 - areaLow) * (1 - share);
        return new Interval(c <= 0 ? 1 : 1 - (c / share * Math.Log(1 + (share / c))), 1);
    }
}
