using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>Selection with guaranteed risk (Geifman &amp; El-Yaniv, NeurIPS 2017, algorithm 1), with the exact binomial bound.</summary>
/// <remarks>
/// <para>
/// Thresholds are the certifying scores themselves. A binary search tests ⌈log2 n⌉ of them at most, each at level δ/⌈log2 n⌉, going to a laxer one after a pass and to a
/// stricter one after a failure; the laxest that passed is the answer. Thresholds that accept too few rows to pass without an error are left out of the search, and
/// ties stand or fall together; neither looks at a label.
/// </para>
/// <para>
/// Why that is enough, although outcomes steer the search: let precision not rise as the threshold falls. Before the first threshold below target is passed by mistake, the search
/// goes to stricter ones at each that misses the target, and after a failure at one that keeps it no laxer one is tested any more. So the thresholds that could be passed by
/// mistake lie on one path, known without the labels, of ⌈log2 n⌉ at most, and on each a row below the point where the target is just met is wrong with at least the allowed
/// probability. Without that assumption the paper's union bound, which takes the tested thresholds as given beforehand, does not cover the search.
/// </para>
/// <para>
/// Against fixed-sequence testing (<see cref="SelectivePrecision"/>): each test has a tenth or so of δ where that has a quarter with four starts, but no stray error among the most confident rows can stop it,
/// and it needs no learning rows.
/// </para>
/// </remarks>
internal static class GuaranteedRisk
{
    public static ThresholdOutcome Certify(CertifyingRows rows, SelectiveRiskPromise promise)
    {
        int certifying = rows.Scores.Length;
        var outcome = new ThresholdOutcome { Promise = promise, Tested = [], RowsLearned = rows.LearningScores.Length, RowsCertified = certifying };
        double[] reachable = NestedThresholds.Reachable(rows.Scores, rows.Passes);
        int low = 0, high = Strictest(reachable, promise, certifying), steps = SelectiveRiskPromise.Steps(certifying);
        if (high < 0) return outcome with { Refusal = TooFew(promise, certifying, reachable.Length) };

        List<TestedThreshold> tested = [];
        TestedThreshold? best = null;
        while (low <= high && tested.Count < steps)
        {
            int middle = (low + high) >>> 1;
            double threshold = NestedThresholds.At(reachable, middle);
            var (accepted, errors) = rows.Count(PromiseKind.Precision, threshold);
            double pValue = promise.PValue(accepted, errors);
            var test = new TestedThreshold(threshold, accepted, errors, pValue, promise.Passes(pValue, certifying));
            tested.Add(test);
            if (test.Passed) (best, high) = (test, middle - 1);
            else low = middle + 1;
        }
        outcome = outcome with { Tested = [.. tested.OrderByDescending(test => test.Threshold)] };
        double level = promise.Level(certifying);
        if (best is null) return outcome with { Refusal = None(promise, outcome, level) };
        return outcome with
        {
            Threshold = new CertifiedThreshold
            {
                Threshold = best.Threshold,
                Promise = promise,
                RowsLearned = outcome.RowsLearned,
                RowsCertified = certifying,
                Accepted = best.Accepted,
                Errors = best.Errors,
                Counted = best.Accepted,
                Misses = best.Errors,
                PValue = best.PValue,
                Bound = ClopperPearson.Lower(best.Accepted - best.Errors, best.Accepted, level),
                CandidatesTested = tested.Count,
                RowsSearched = certifying,
            },
        };
    }

    /// <summary>The highest index whose threshold accepts enough rows to pass without an error, −1 for none.</summary>
    private static int Strictest(double[] reachable, SelectiveRiskPromise promise, int certifying)
    {
        if (reachable.Length == 0) return -1;
        int low = 0, high = reachable.Length;   // enough below low, not from high on
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (promise.Passes(promise.PValue(reachable.Length - middle, 0), certifying)) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    private static string Wanted(SelectiveRiskPromise promise) => Invariant($"precision {promise.Target} at confidence {promise.Confidence} by SGR");

    private static string TooFew(SelectiveRiskPromise promise, int certifying, int reachable)
    {
        int needed = Needed(certifying);
        while (Needed(Math.Max(certifying, needed)) is var more && more > needed) needed = more;   // with more rows to search there are more tests
        string there = reachable == certifying ? Invariant($"there are {certifying:N0}") : Invariant($"{reachable:N0} of the {certifying:N0} can be accepted (the others are stopped by the gate, or their score is −∞)");
        return Invariant($"{Wanted(promise)} needs at least {needed:N0} accepted certifying rows without an error; {there}: label more rows, use fixed-sequence testing, or ask for less");

        int Needed(int rows) => new PrecisionPromise(promise.Target, promise.Confidence!.Value, SelectiveRiskPromise.Steps(rows)).RowsNeeded;
    }

    private static string None(SelectiveRiskPromise promise, ThresholdOutcome outcome, double level)
    {
        TestedThreshold best = outcome.Tested.MinBy(test => test.PValue)!;
        return Invariant($"{Wanted(promise)}: {ThresholdRefusal.NonePassed(outcome.Tested.Count)}; the best accepts {best.Accepted:N0} of {outcome.RowsCertified:N0} certifying rows with {best.Errors:N0} wrong, ") +
            Invariant($"p-value {best.PValue:G3} where at most {level:G3} is needed: use a better model or score, or ask for a lower precision and certify it on fresh rows");
    }
}
