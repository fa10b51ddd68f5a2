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
/// risk control (Angelopoulos et al., 2022) with losses of 0 and 1.
/// </para>
/// <para>Ties are kept together, on the side that misses less. Valid for any distribution of scores; fresh rows must come from where the certifying rows came from.</para>
/// </remarks>
internal static class MonotoneRate
{
    public static ThresholdOutcome Certify(CertifyingRows rows, RatePromise promise)
    {
        var outcome = new ThresholdOutcome { Promise = promise, Tested = [], RowsLearned = rows.LearningScores.Length, RowsCertified = rows.Scores.Length };
        int counted = Counted(rows, promise.Kind), allowed = Allowed(counted, promise);
        if (allowed < 0) return outcome with { Refusal = TooFew(promise, counted) };
        double? threshold = promise.Kind.IsFloor() ? LeavesBelow(rows, promise.Kind, allowed) : LetsThrough(rows, allowed);
        if (threshold is not { } accept || Accepted(rows, accept) is not { Rows: > 0 } accepted)
            return outcome with { Refusal = Nothing(promise, counted, allowed) };

        int misses = Misses(rows, promise.Kind, accept);
        return outcome with
        {
            Threshold = new CertifiedThreshold
            {
                Threshold = accept,
                Promise = promise,
                RowsLearned = outcome.RowsLearned,
                RowsCertified = outcome.RowsCertified,
                Accepted = accepted.Rows,
                Errors = accepted.Wrong,
                Counted = counted,
                Misses = misses,
                PValue = promise.Confidence is null ? null : PValue(misses, counted, promise),
                Bound = promise.Confidence is { } confidence ? Bound(misses, counted, promise.Kind, (double)(1m - (decimal)confidence)) : null,
                CandidatesTested = 1,
            },
        };
    }

    /// <summary>P(Bin(n, limit) ≤ misses).</summary>
    public static double PValue(int misses, int counted, RatePromise promise) => Binomial.LowerTail(misses, counted, promise.Limit);

    /// <summary>Whether so many misses can carry the promise.</summary>
    public static bool Holds(int misses, int counted, RatePromise promise) => promise.Confidence is { } confidence
        ? PValue(misses, counted, promise) <= (double)(1m - (decimal)confidence) * (1 + 1e-12)
        : misses + 1m <= (decimal)promise.Limit * (counted + 1m);

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

    private static bool Counts(CertifyingRows rows, PromiseKind kind, int row) => kind switch
    {
        PromiseKind.Recall => rows.Correct[row],
        PromiseKind.FalseAlarm => !rows.Correct[row],
        _ => true,
    };

    private static int Counted(CertifyingRows rows, PromiseKind kind)
    {
        int counted = 0;
        for (int i = 0; i < rows.Scores.Length; i++) counted += Counts(rows, kind, i) ? 1 : 0;
        return counted;
    }

    /// <summary>The highest threshold that at most so many of the rows that count stay below; null where it would have to be −∞.</summary>
    private static double? LeavesBelow(CertifyingRows rows, PromiseKind kind, int allowed)
    {
        var scores = new List<double>(rows.Scores.Length);
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            if (Counts(rows, kind, i)) scores.Add(rows.CanBeAccepted(i) ? rows.Scores[i] + 0.0 : double.NegativeInfinity);   // −0 and 0 are one score
        }
        double[] sorted = [.. scores.Order()];
        return JustBelow(sorted, allowed);
    }

    /// <summary>The lowest threshold that at most so many wrong rows reach; null where no row lies above it.</summary>
    private static double? LetsThrough(CertifyingRows rows, int allowed)
    {
        List<double> all = [], wrong = [];
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            if (!rows.CanBeAccepted(i)) continue;
            all.Add(rows.Scores[i] + 0.0);
            if (!rows.Correct[i]) wrong.Add(rows.Scores[i] + 0.0);
        }
        double[] sorted = [.. all.Order()];
        if (wrong.Count <= allowed)
        {
            int lowest = Array.FindIndex(sorted, double.IsFinite);
            return lowest < 0 ? null : JustBelow(sorted, lowest);
        }
        wrong.Sort();
        double barrier = wrong[^(allowed + 1)];
        int first = Array.FindIndex(sorted, score => score > barrier);
        return first < 0 ? null : JustBelow(sorted, first);
    }

    /// <summary>Clear of rounding below a score, and finite; null below −∞.</summary>
    private static double? JustBelow(double[] sorted, int index) =>
        double.IsFinite(sorted[index]) ? Cut.Below(sorted, index)
        : double.IsPositiveInfinity(sorted[index]) ? double.MaxValue
        : null;

    private static (int Rows, int Wrong) Accepted(CertifyingRows rows, double threshold)
    {
        int accepted = 0, wrong = 0;
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            if (!rows.CanBeAccepted(i) || !(rows.Scores[i] >= threshold)) continue;
            accepted++;
            if (!rows.Correct[i]) wrong++;
        }
        return (accepted, wrong);
    }

    private static int Misses(CertifyingRows rows, PromiseKind kind, double threshold)
    {
        int misses = 0;
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            bool accepted = rows.CanBeAccepted(i) && rows.Scores[i] >= threshold;
            if (Counts(rows, kind, i) && (kind is PromiseKind.Recall or PromiseKind.Coverage ? !accepted : accepted && !rows.Correct[i])) misses++;
        }
        return misses;
    }

    private static string Wanted(RatePromise promise) =>
        Invariant($"{promise.Kind.Words()} {promise.Target}") + (promise.Confidence is { } confidence ? Invariant($" at confidence {confidence}") : " in expectation");

    private static string Rows(PromiseKind kind) => kind switch
    {
        PromiseKind.Recall => "right certifying rows",
        PromiseKind.FalseAlarm => "wrong certifying rows",
        _ => "certifying rows",
    };

    private static string TooFew(RatePromise promise, int counted)
    {
        int needed = 1;
        while (!Holds(0, needed, promise)) needed = needed < 1 << 29 ? needed * 2 : throw new InvalidOperationException("the promise was checked to need fewer rows");
        int low = needed / 2;
        while (needed - low > 1)
        {
            int middle = low + ((needed - low) / 2);
            if (Holds(0, middle, promise)) needed = middle;
            else low = middle;
        }
        return Invariant($"{Wanted(promise)} needs at least {needed:N0} {Rows(promise.Kind)}, there are {counted:N0}: label more rows, or ask for less");
    }

    private static string Nothing(RatePromise promise, int counted, int allowed) => promise.Kind.IsFloor()
        ? Invariant($"{Wanted(promise)}: more than {allowed:N0} of {counted:N0} {Rows(promise.Kind)} can never be accepted, as their score is −∞ or the gate stops them: loosen the gate, or ask for less")
        : Invariant($"{Wanted(promise)}: no threshold accepts a row and lets at most {allowed:N0} wrong ones of {counted:N0} {Rows(promise.Kind)} through: use a better model or score, or ask for less");
}
