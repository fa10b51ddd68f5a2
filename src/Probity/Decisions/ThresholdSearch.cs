using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>Picks the threshold that serves a goal from what each of them accepts.</summary>
internal static class ThresholdSearch
{
    private const double Slack = 1e-12;   // what sums of weights may be off by

    /// <returns>The index of a threshold, strict to lax; −1 where none serves.</returns>
    public static int Choose(ThresholdTarget target, ReadOnlySpan<double> accepted, ReadOnlySpan<double> right, RankedAnswers.Totals totals)
    {
        switch (target.Goal)
        {
            case ThresholdGoal.Recall or ThresholdGoal.Coverage:   // rise with every laxer threshold: the first that reaches it
                for (int i = 0; i < accepted.Length; i++)
                {
                    if (accepted[i] > 0 && Serves(target, accepted[i], right[i], totals)) return i;
                }
                return -1;
            case ThresholdGoal.Precision or ThresholdGoal.Risk or ThresholdGoal.FalseAlarm:
                for (int i = accepted.Length - 1; i >= 0; i--)
                {
                    if (accepted[i] > 0 && Serves(target, accepted[i], right[i], totals)) return i;
                }
                return -1;
            default:
                int best = -1;
                double most = target.Goal == ThresholdGoal.Cost ? -target.ReviewCost : double.NegativeInfinity;   // of accepting nothing
                for (int i = 0; i < accepted.Length; i++)
                {
                    if (!(accepted[i] > 0)) continue;
                    double worth = Worth(target, accepted[i], right[i], totals);
                    if (worth >= most - (Slack * Math.Abs(most))) (best, most) = (i, Math.Max(worth, most));
                }
                return best;
        }
    }

    /// <summary>What the goal looks at: the rate, F-beta, J, or minus the mean cost. NaN where it is undefined.</summary>
    public static double Worth(ThresholdTarget target, double accepted, double right, RankedAnswers.Totals totals) => target.Goal switch
    {
        ThresholdGoal.Precision => right / accepted,
        ThresholdGoal.Risk => (accepted - right) / accepted,
        ThresholdGoal.Recall => right / totals.Right,
        ThresholdGoal.Coverage => accepted / totals.Rows,
        ThresholdGoal.FalseAlarm => (accepted - right) / totals.Wrong,
        ThresholdGoal.FBeta => FBeta(target.Beta, accepted, right, totals),
        ThresholdGoal.Youden => (right / totals.Right) - ((accepted - right) / totals.Wrong),
        _ => -((target.ErrorCost * (accepted - right)) + (target.ReviewCost * Math.Max(0, totals.Rows - accepted))) / totals.Rows,
    };

    public static double FBeta(double beta, double accepted, double right, RankedAnswers.Totals totals) =>
        totals.Right > 0 ? (1 + (beta * beta)) * right / ((beta * beta * totals.Right) + accepted) : double.NaN;

    /// <summary>Why no threshold serves.</summary>
    public static string Reason(ThresholdTarget target, RankedAnswers ranked, ReadOnlySpan<double> accepted, ReadOnlySpan<double> right, RankedAnswers.Totals totals)
    {
        if (ranked.Thresholds.Length == 0) return "no row can be accepted: every score is −∞, or the gate stops every row";
        if (!(totals.Right > 0) && target.Goal is ThresholdGoal.Recall or ThresholdGoal.FBeta or ThresholdGoal.Youden)
            return "no row is right, so recall is undefined";
        if (!(totals.Wrong > 0) && target.Goal is ThresholdGoal.FalseAlarm or ThresholdGoal.Youden)
            return "no row is wrong, so the false-alarm rate is undefined";
        if (target.Goal == ThresholdGoal.Cost)
            return Invariant($"reviewing every row costs {target.ReviewCost} a row, and no threshold costs less");

        bool least = target.Goal is ThresholdGoal.Risk or ThresholdGoal.FalseAlarm;
        int best = -1;
        double found = double.NaN;
        for (int i = 0; i < accepted.Length; i++)
        {
            if (!(accepted[i] > 0)) continue;
            double worth = Worth(target, accepted[i], right[i], totals);
            if (best < 0 || (least ? worth < found : worth >= found)) (best, found) = (i, worth);
        }
        return Invariant($"{target.Words} is not reached: the {(least ? "least" : "most")} is {found:0.####}, by a threshold that accepts {ranked.Ends[best]:N0} of {ranked.Rows:N0} rows");
    }

    private static bool Serves(ThresholdTarget target, double accepted, double right, RankedAnswers.Totals totals) => target.Goal switch
    {
        ThresholdGoal.Precision => right >= target.Value * accepted * (1 - Slack),
        ThresholdGoal.Risk => accepted - right <= target.Value * accepted * (1 + Slack) + (Slack * accepted),
        ThresholdGoal.Recall => totals.Right > 0 && right >= target.Value * totals.Right * (1 - Slack),
        ThresholdGoal.Coverage => accepted >= target.Value * totals.Rows * (1 - Slack),
        _ => totals.Wrong > 0 && accepted - right <= (target.Value * totals.Wrong * (1 + Slack)) + (Slack * accepted),
    };
}
