using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Review;

/// <summary>What audited rows say of a promise.</summary>
public enum PromiseVerdict
{
    /// <summary>Too few audits to tell either way.</summary>
    Undecided,

    /// <summary>The audits show, at the level, that it is kept, whatever the missing answers are.</summary>
    Kept,

    /// <summary>Broken as far as the answers go, but missing ones could still save it.</summary>
    BrokenUnlessMissing,

    /// <summary>The audits show, at the level, that it is broken, whatever the missing answers are.</summary>
    Broken,
}

/// <summary>Whether a promise holds on the rows that were assessed, by exact binomial tests on the audited ones, which are a random share of all rows.</summary>
public sealed record PromiseCheck
{
    /// <summary>What was promised.</summary>
    public required DecisionPromise Promise { get; init; }

    /// <summary>The class that it was promised of; null for all rows, or those of a class of interest.</summary>
    public int? Class { get; init; }

    /// <summary>Audited rows with an answer that count for it: see <see cref="PromiseKind"/>.</summary>
    public required int Counted { get; init; }

    /// <summary>Misses among them.</summary>
    public required int Misses { get; init; }

    /// <summary>Audited rows without an answer that might count.</summary>
    public required int Missing { get; init; }

    /// <summary>How likely so many misses or more were if the promise were just kept; on the answered rows.</summary>
    public required double PValue { get; init; }

    /// <summary>The same with all missing answers in favour of the promise: holds whatever they are.</summary>
    public required double PValueAtBest { get; init; }

    /// <summary>Upper bound of the rate of misses with all missing answers against the promise, at the level.</summary>
    public required double MissesAtMost { get; init; }

    /// <summary>Level of the tests, one-sided.</summary>
    public required double Level { get; init; }

    /// <summary>What follows.</summary>
    public required PromiseVerdict Verdict { get; init; }

    /// <summary>The fewest rows that count that could show the promise to be kept: all without a miss.</summary>
    public required int NeededToShow { get; init; }

    /// <summary>About how many rows that count find, four times in five, that the rate of misses is twice what is promised.</summary>
    public required int NeededToFindTwice { get; init; }

    /// <param name="promise">What was promised.</param>
    /// <param name="items">The queue.</param>
    /// <param name="labels">Answers, item by item; null where there is none.</param>
    /// <param name="level">Of every test.</param>
    /// <param name="positive">The class of interest, of which rows recall and false alarms are then about; or null.</param>
    internal static PromiseCheck Of(DecisionPromise promise, IReadOnlyList<ReviewItem> items, int?[] labels, double level, int? positive = null) =>
        Of(promise, items, labels, level, positive, null);

    /// <summary>A promise of one class: of rows accepted as it or of rows that are of it, as <see cref="ClassThresholdsRule"/> says.</summary>
    internal static PromiseCheck OfClass(int about, DecisionPromise promise, IReadOnlyList<ReviewItem> items, int?[] labels, double level) =>
        Of(promise, items, labels, level, about, about) with { Class = about };

    private static PromiseCheck Of(DecisionPromise promise, IReadOnlyList<ReviewItem> items, int?[] labels, double level, int? positive, int? answered)
    {
        int counted = 0, misses = 0, missing = 0, bestCounted = 0, bestMisses = 0, worstCounted = 0, worstMisses = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            bool asIt = answered is not { } k || items[i].Predicted == k;
            if (!items[i].Audit || (promise.Kind == PromiseKind.Coverage && !asIt)) continue;
            bool accepted = items[i].Stratum.Decision == Decision.Accept && asIt;
            var ifRight = Role(promise.Kind, accepted, right: true);
            var ifWrong = Role(promise.Kind, accepted, right: false);
            if (labels[i] is { } label)
            {
                var role = label == (positive ?? items[i].Predicted) ? ifRight : ifWrong;
                Add(role, ref counted, ref misses);
                Add(role, ref bestCounted, ref bestMisses);
                Add(role, ref worstCounted, ref worstMisses);
                continue;
            }
            if (promise.Kind == PromiseKind.Coverage)   // the answer says nothing
            {
                Add(ifRight, ref counted, ref misses);
                Add(ifRight, ref bestCounted, ref bestMisses);
                Add(ifRight, ref worstCounted, ref worstMisses);
                continue;
            }
            if (ifRight.Counts || ifWrong.Counts) missing++;
            Add(Harm(ifRight) < Harm(ifWrong) ? ifRight : ifWrong, ref bestCounted, ref bestMisses);
            Add(Harm(ifRight) < Harm(ifWrong) ? ifWrong : ifRight, ref worstCounted, ref worstMisses);
        }
        double p = Tail(misses, counted), atBest = Tail(bestMisses, bestCounted), bound = ClopperPearson.Upper(worstMisses, worstCounted, level);
        return new PromiseCheck
        {
            Promise = promise,
            Counted = counted,
            Misses = misses,
            Missing = missing,
            PValue = p,
            PValueAtBest = atBest,
            MissesAtMost = bound,
            Level = level,
            Verdict = atBest <= level ? PromiseVerdict.Broken : p <= level ? PromiseVerdict.BrokenUnlessMissing : bound <= promise.Limit ? PromiseVerdict.Kept : PromiseVerdict.Undecided,
            NeededToShow = (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Log(level) / Elementary.Log1P(-promise.Limit))),
            NeededToFindTwice = ToFind(promise.Limit, Math.Min(2 * promise.Limit, (1 + promise.Limit) / 2), level),
        };

        double Tail(int hits, int of) => hits == 0 ? 1 : Binomial.UpperTail(hits, of, promise.Limit);
    }

    /// <summary>The audits that count which find a rate above the limit four times in five.</summary>
    internal static int ToFind(double limit, double rate, double level)
    {
        const double power = .8;
        int critical = 1;
        for (double rows = 1; rows < int.MaxValue / 2; rows = Math.Ceiling(rows * 1.01))
        {
            int n = (int)rows;
            while (critical <= n && Binomial.UpperTail(critical, n, limit) > level) critical++;
            if (critical <= n && Binomial.UpperTail(critical, n, rate) >= power) return n;
        }
        return int.MaxValue;
    }

    /// <summary>Whether a row counts for the promise, and whether it then is a miss.</summary>
    private static (bool Counts, bool Misses) Role(PromiseKind kind, bool accepted, bool right) => kind switch
    {
        PromiseKind.Precision => (accepted, !right),
        PromiseKind.Recall => (right, !accepted),
        PromiseKind.FalseAlarm => (!right, accepted),
        PromiseKind.Coverage => (true, !accepted),
        _ => (true, accepted && !right),
    };

    /// <summary>A row that does not count is worse for the promise than one that counts and is no miss.</summary>
    private static int Harm((bool Counts, bool Misses) role) => !role.Counts ? 1 : role.Misses ? 2 : 0;

    private static void Add((bool Counts, bool Misses) role, ref int counted, ref int misses)
    {
        if (!role.Counts) return;
        counted++;
        if (role.Misses) misses++;
    }
}
