using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// A <see cref="PrecisionPromise"/> on rows with weights, such as one over the probability with which a row was chosen to be labelled: the
/// weighted precision of accepted rows is at least p just when the mean of weight·accepted·(wrong − (1 − p)) is not above 0, which is tested by
/// betting (see <see cref="BettingTest"/>), along the fixed sequence of <see cref="SelectivePrecision"/>.
/// </summary>
/// <remarks>
/// The first start is the first candidate that could pass if all its certifying rows were right and weighed what the learning rows that it
/// accepts weigh, with a quarter to spare; the weights of the certifying rows themselves choose nothing, since they may go with errors.
/// </remarks>
internal static class WeightedPrecision
{
    private const double Spare = 1.25;

    public static ThresholdOutcome Certify(CertifyingRows rows, PrecisionPromise promise)
    {
        Require.SomeRows(rows.LearningScores.Length, "learning scores");
        WeightedRows.CheckBound(rows.LearningWeights, rows.MaxWeight, "learning weights");
        var weighted = new WeightedRows(rows);
        double[] candidates = CandidateThresholds.Of(rows.LearningScores);
        int[] accepted = Array.ConvertAll(candidates, _ => 0);
        for (int i = 0; i < candidates.Length; i++) accepted[i] = rows.Count(PromiseKind.Precision, candidates[i]).Counted;

        var tested = new SortedDictionary<int, TestedThreshold>();
        double bestWealth = 0;
        int best = -1;
        if (FirstStart(rows, promise, candidates, accepted) is int first)
        {
            double from = Math.Max(1, accepted[first]);
            for (int start = 0; start < promise.Starts; start++)
            {
                int wanted = (int)(from * Math.Pow(rows.Scores.Length / from, (double)start / promise.Starts));
                int at = start == 0 ? first : Array.FindIndex(accepted, count => count >= wanted);
                if (at < 0) break;
                for (int i = at; i < candidates.Length && !tested.ContainsKey(i); i++)
                {
                    double wealth = weighted.LogWealth(rows, promise, promise.Level, candidates[i]);
                    var (counted, misses) = rows.Count(PromiseKind.Precision, candidates[i]);
                    var result = new TestedThreshold(candidates[i], counted, misses, Math.Exp(-wealth), BettingTest.Passes(wealth, promise.Level));
                    tested.Add(i, result);
                    if (best < 0) bestWealth = Math.Max(bestWealth, wealth);
                    if (!result.Passed) break;
                    if (i > best) (best, bestWealth) = (i, wealth);
                }
            }
        }
        var outcome = new ThresholdOutcome { Promise = promise, Tested = [.. tested.Values], RowsLearned = rows.LearningScores.Length, RowsCertified = rows.Scores.Length };
        return best >= 0
            ? outcome with { Threshold = WeightedRows.Certified(rows, promise, candidates[best], bestWealth, tested.Count) }
            : outcome with { Refusal = Why(rows, promise, tested.Count, bestWealth) };
    }

    /// <summary>The strictest candidate that is foretold to pass without an error, else the laxest; null without candidates.</summary>
    private static int? FirstStart(CertifyingRows rows, PrecisionPromise promise, double[] candidates, int[] accepted)
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            BettingTest bets = WeightedRows.Bets(promise, rows.MaxWeight, accepted[i], promise.Level);
            double growth = 0;
            int learned = 0;
            for (int j = 0; j < rows.LearningScores.Length; j++)
            {
                if (!(rows.LearningScores[j] >= candidates[i])) continue;
                learned++;
                growth += bets.MostGrowth(-promise.Limit * rows.LearningWeights[j]);
            }
            if (accepted[i] * growth / Math.Max(1, learned) >= Spare * (bets.SpreadCost - Math.Log(promise.Level))) return i;
        }
        return candidates.Length == 0 ? null : candidates.Length - 1;
    }

    private static string Why(CertifyingRows rows, PrecisionPromise promise, int tested, double wealth)
    {
        double total = 0;
        foreach (double weight in rows.Weights) total += weight;
        double needed = -Math.Log(promise.Level), least = rows.MaxWeight * needed / -Math.Log(promise.Target);
        return Invariant($"precision {promise.Target} at confidence {promise.Confidence} with {promise.Starts} {(promise.Starts == 1 ? "start" : "starts")} and weights up to {rows.MaxWeight}: ") +
            Invariant($"{ThresholdRefusal.NonePassed(tested)}; the best has a log-wealth of {wealth:0.##} where {needed:0.##} is needed. Without an error that takes accepted rows of a weight of some {least:N0}; ") +
            Invariant($"all {rows.Scores.Length:N0} certifying rows weigh {total:N0}: label more rows, draw them so that weights differ less, or ask for less");
    }
}
