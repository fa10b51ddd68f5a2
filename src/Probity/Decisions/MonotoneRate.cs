using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// The threshold of a <see cref="RatePromise"/>: with n rows that count, the largest number m of misses that the promise can carry is
/// found first, then the threshold that lets no more than m rows miss.
/// </summary>
/// <remarks>
/// <para>
/// With confidence 1 − δ, m is the largest with P(Bin(n, limit) ≤ m) ≤ δ: a non-parametric tolerance limit (Wilks, Ann. Math. Stat. 1941), which
/// is also what risk-controlling prediction sets (Bates et al., J. ACM 2021) come to with losses of 0 and 1 and the exact binomial bound. As the
/// rate is monotone in the threshold, one test decides for all. In expectation, m is the largest with (m + 1)/(n + 1) ≤ limit: conformal
/// risk control (Angelopoulos et al., ICLR 2024) with losses of 0 and 1.
/// </para>
/// <para>
/// Ties, and scores so near that rounding could exchange them, are kept together on the side that misses less. Valid for any distribution of scores; fresh rows must
/// come from where the certifying rows came from. For continuous scores the promise on recall and coverage is broken with probability P(Bin(n, limit) ≤ m) exactly.
/// </para>
/// </remarks>
internal static class MonotoneRate
{
    public static ThresholdOutcome Certify(CertifyingRows rows, RatePromise promise)
    {
        PromiseKind kind = promise.Kind;
        var outcome = new ThresholdOutcome { Promise = promise, Tested = [], RowsLearned = rows.LearningScores.Length, RowsCertified = rows.Scores.Length };
        int counted = rows.Count(kind, double.PositiveInfinity).Counted, allowed = Allowed(counted, promise);
        if (allowed < 0) return outcome with { Refusal = Invariant($"{Wanted(promise)} needs at least {promise.RowsNeeded:N0} {Rows(kind)}, there are {counted:N0}: label more rows, or ask for less") };
        double[] reachable = NestedThresholds.Reachable(rows.Scores, rows.Passes);
        Func<CertifyingRows, double, bool> holds = (certifying, at) => certifying.Count(kind, at).Misses <= allowed;
        double? threshold = kind.IsFloor() ? NestedThresholds.Strictest(reachable, rows, holds) : NestedThresholds.Laxest(reachable, rows, holds);
        if (threshold is not { } accept) return outcome with { Refusal = Nothing(promise, counted, allowed) };

        int misses = rows.Count(kind, accept).Misses;
        var (accepted, errors) = rows.Count(PromiseKind.Precision, accept);
        return outcome with
        {
            Threshold = new CertifiedThreshold
            {
                Threshold = accept,
                Promise = promise,
                RowsLearned = outcome.RowsLearned,
                RowsCertified = outcome.RowsCertified,
                Accepted = accepted,
                Errors = errors,
                Counted = counted,
                Misses = misses,
                PValue = promise.Confidence is null ? null : PValue(misses, counted, promise),
                Bound = promise.Confidence is null ? null : Bound(misses, counted, kind, promise.Level),
                CandidatesTested = 1,
            },
        };
    }

    /// <summary>P(Bin(n, limit) ≤ misses).</summary>
    public static double PValue(int misses, int counted, RatePromise promise) => Binomial.LowerTail(misses, counted, promise.Limit);

    /// <summary>Whether so many misses can carry the promise.</summary>
    public static bool Holds(int misses, int counted, RatePromise promise) => promise.Confidence is null
        ? misses + 1m <= (decimal)promise.Limit * (counted + 1m)
        : PValue(misses, counted, promise) <= promise.Level * (1 + 1e-12);

    /// <summary>The exact bound of the promised rate.</summary>
    public static double Bound(int misses, int counted, PromiseKind kind, double level)
    {
        double most = ClopperPearson.Upper(misses, counted, level);
        return kind.IsFloor() ? 1 - most : most;
    }

    /// <summary>The most misses that can carry the promise, −1 where none can.</summary>
    private static int Allowed(int counted, RatePromise promise)
    {
        if (!Holds(0, counted, promise)) return -1;
        int low = 0, high = counted;   // holds at low, not at high
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (Holds(middle, counted, promise)) low = middle;
            else high = middle;
        }
        return low;
    }

    /// <summary>The promise in a sentence.</summary>
    public static string Wanted(RatePromise promise) =>
        Invariant($"{promise.Kind.Words()} {promise.Target}") + (promise.Confidence is { } confidence ? Invariant($" at confidence {confidence}") : " in expectation");

    /// <summary>The rows that count, in a sentence.</summary>
    public static string Rows(PromiseKind kind) => kind switch
    {
        PromiseKind.Recall => "certifying rows that should be accepted",
        PromiseKind.FalseAlarm => "certifying rows that should not be accepted",
        _ => "certifying rows",
    };

    private static string Nothing(RatePromise promise, int counted, int allowed) => promise.Kind.IsFloor()
        ? Invariant($"{Wanted(promise)}: more than {allowed:N0} of {counted:N0} {Rows(promise.Kind)} can never be accepted, as their score is −∞ or the gate stops them: loosen the gate, or ask for less")
        : Invariant($"{Wanted(promise)}: no threshold accepts a row and lets at most {allowed:N0}{(promise.Kind == PromiseKind.JointRisk ? " wrong ones" : "")} of {counted:N0} {Rows(promise.Kind)} through: use a better model or score, or ask for less");
}
