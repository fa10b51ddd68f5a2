using System.Globalization;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>Says in plain words why no threshold can carry a promise, and what would help.</summary>
internal static class ThresholdRefusal
{
    public static string Why(PrecisionPromise promise, ThresholdOutcome outcome, int candidates, int mostAccepted)
    {
        int needed = promise.RowsNeeded, rows = outcome.RowsCertified;
        string starts = promise.Starts == 1 ? "1 start" : $"{promise.Starts} starts";
        string wanted = Invariant($"precision {promise.Target} at confidence {promise.Confidence} with {starts}");
        if (mostAccepted < needed)
        {
            string there =
                rows < needed ? Invariant($"there are {rows:N0}")
                : candidates == 0 ? Invariant($"none of the {outcome.RowsLearned:N0} learning scores is finite, so there is no threshold to test")
                : Invariant($"the laxest of {candidates} candidate thresholds accepts {mostAccepted:N0} of {rows:N0} (the rest score lower or are stopped by the gate)");
            int single = new PrecisionPromise(promise.Target, promise.Confidence!.Value, starts: 1).RowsNeeded;
            string fewer = promise.Starts > 1 && mostAccepted >= single ? Invariant($", use one start (which needs {single:N0})") : "";
            return Invariant($"{wanted} needs at least {needed:N0} accepted certifying rows without an error; {there}: ") +
                   $"label more rows{fewer}, or ask for a lower precision or confidence";
        }

        var best = outcome.Tested.MinBy(test => test.PValue)!;
        double bound = ClopperPearson.Lower(best.Accepted - best.Errors, best.Accepted, promise.Level);
        return string.Create(CultureInfo.InvariantCulture, $"{wanted}: {NonePassed(outcome.Tested.Count)}; the best accepts {best.Accepted:N0} of " +
               $"{rows:N0} certifying rows with {best.Errors:N0} wrong (precision {(double)(best.Accepted - best.Errors) / best.Accepted:0.####}, " +
               $"at least {bound:0.####}), p-value {best.PValue:G3} where at most {promise.Level:G3} is needed: ") +
               "use a better model or score, or ask for a lower precision and certify it on fresh rows";
    }

    /// <summary>What became of the tests.</summary>
    public static string NonePassed(int tested) => tested == 1 ? "the only threshold tested did not pass" : Invariant($"none of {tested:N0} thresholds tested passed");
}
