using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// A promise on a rate that moves one way as the threshold moves: recall, false alarms, coverage, or the joint probability of being accepted
/// and wrong. One order statistic of the certifying scores is then enough, and no test is spent on the search.
/// </summary>
/// <remarks>See <see cref="MonotoneRate"/> for the method and its papers.</remarks>
public sealed record RatePromise : DecisionPromise
{
    private const int MostRows = 1_000_000_000;

    private RatePromise(PromiseKind kind, double target, double? confidence)
        : base(kind, target, confidence)
    {
        // At limit 0 the logarithm is −0 and the quotient infinite: refused as well.
        double needed = confidence is null ? (1 / Limit) - 1 : Math.Log(Level) / Elementary.Log1P(-Limit);
        if (!(Limit > 0) || !(needed <= MostRows))
        {
            throw new ArgumentException(
                Invariant($"target {kind.Words()} {target}: more than {MostRows:N0} rows that count would be needed to certify it; ask for less"));
        }
        RowsNeeded = FewestRows(needed);
    }

    /// <inheritdoc/>
    public override string Method => Confidence is null ? "conformal" : "order_statistic";

    /// <summary>The fewest rows that count, without a miss, that can carry the promise: ⌈ln δ / ln(1 − limit)⌉, or ⌈1/limit⌉ − 1 in expectation.</summary>
    public int RowsNeeded { get; }

    /// <summary>δ.</summary>
    internal double Level => (double)(1m - (decimal)Confidence!.Value);

    /// <summary>Among right rows (with a class of interest: rows of it) at least this share is accepted.</summary>
    /// <param name="target">In (0, 1).</param>
    /// <param name="confidence">1 − δ in [0.5, 1), or null for a promise in expectation. The default value is 0.95.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public static RatePromise Recall(double target, double? confidence = .95) => new(PromiseKind.Recall, target, confidence);

    /// <summary>Among wrong rows (with a class of interest: rows of other classes) at most this share is accepted.</summary>
    /// <inheritdoc cref="Recall"/>
    public static RatePromise FalseAlarm(double target, double? confidence = .95) => new(PromiseKind.FalseAlarm, target, confidence);

    /// <summary>Among all rows at least this share is accepted.</summary>
    /// <inheritdoc cref="Recall"/>
    public static RatePromise Coverage(double target, double? confidence = .95) => new(PromiseKind.Coverage, target, confidence);

    /// <summary>Among all rows at most this share is accepted and wrong.</summary>
    /// <inheritdoc cref="Recall"/>
    public static RatePromise JointRisk(double target, double? confidence = .95) => new(PromiseKind.JointRisk, target, confidence);

    /// <summary>The promise of a kind.</summary>
    /// <exception cref="ArgumentException">Precision, which is not monotone in the threshold, or a value out of its range.</exception>
    public static RatePromise Of(PromiseKind kind, double target, double? confidence = .95) => kind == PromiseKind.Precision
        ? throw new ArgumentException(Invariant($"precision {target}: it need not rise with the threshold, so an order statistic guarantees nothing of it; use {nameof(PrecisionPromise)}, or promise joint risk"))
        : new(kind, target, confidence);

    internal override DecisionPromise Among(int parts) => new RatePromise(Kind, Target, ConfidenceAmong(parts));

    internal override ThresholdOutcome Certify(CertifyingRows rows) => rows.Weights.IsEmpty ? MonotoneRate.Certify(rows, this) : WeightedRate.Certify(rows, this);

    /// <summary>The smallest n for which the test itself passes with no miss, so that count and test cannot disagree.</summary>
    private int FewestRows(double about)
    {
        int rows = Math.Max(1, (int)Math.Ceiling(about));
        while (rows > 1 && MonotoneRate.Holds(0, rows - 1, this)) rows--;
        while (!MonotoneRate.Holds(0, rows, this)) rows++;
        return rows;
    }
}
