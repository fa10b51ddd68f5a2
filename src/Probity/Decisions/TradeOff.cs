namespace Probity.Decisions;

/// <summary>Precision against recall and coverage as the threshold falls: a table to choose from, or a chart.</summary>
public static class TradeOff
{
    /// <summary>The operating points nearest above even steps of coverage, ties together.</summary>
    /// <param name="scores">N scores, high when to be trusted; −∞ is never accepted.</param>
    /// <param name="right">N outcomes.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <param name="acceptable">Whether each row can be accepted at all; empty for all.</param>
    /// <param name="steps">Steps of coverage, 1 or more; there are as many points or fewer. The default value is 20.</param>
    /// <param name="beta">β of the F-beta. The default value is 1.</param>
    /// <returns>Strict to lax; empty where no row can be accepted.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, or a bad weight.</exception>
    public static IReadOnlyList<OperatingPoint> Compute(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ReadOnlySpan<double> weights = default, ReadOnlySpan<bool> acceptable = default, int steps = 20, double beta = 1)
    {
        Require.Ranking(scores, right, weights, nameof(scores), nameof(right));
        Require.InRange(steps, 1, int.MaxValue, nameof(steps));
        if (!acceptable.IsEmpty) Require.SameRows(scores.Length, acceptable.Length, nameof(scores), nameof(acceptable));
        return Of(RankedAnswers.Of(scores, right, weights, acceptable), steps, ThresholdTarget.FBeta(beta));
    }

    internal static IReadOnlyList<OperatingPoint> Of(RankedAnswers ranked, int steps, ThresholdTarget target)
    {
        int groups = ranked.Thresholds.Length;
        double[] accepted = new double[groups], hits = new double[groups];
        RankedAnswers.Totals totals = ranked.Accumulate(ranked.Weights, ranked.Others, accepted, hits);
        List<OperatingPoint> points = [];
        int step = 1;
        for (int i = 0; i < groups; i++)
        {
            bool reached = accepted[i] >= (double)step / steps * totals.Rows * (1 - 1e-12);
            if (!(accepted[i] > 0) || (!reached && i < groups - 1)) continue;
            points.Add(OperatingPoint.Of(target, ranked.Thresholds[i], ranked.Ends[i], accepted[i], hits[i], totals));
            step = (int)Math.Floor(accepted[i] / totals.Rows * steps * (1 + 1e-12)) + 1;
        }
        return points;
    }
}
