using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// A promise on a rate that moves one way as the threshold moves: recall, false alarms, coverage, or the joint probability of being accepted
/// and wrong. One order statistic of the certifying scores is then enough, and no test is spent on the search.
/// </summary>
/// <remarks>See <see cref="MonotoneRate"/> for the method and its papers.</remarks>
public sealed record RatePromise : DecisionPromise
{
    private RatePromise(PromiseKind kind, double target, double? confidence)
        : base(kind, target, confidence)
    {
    }

    /// <inheritdoc/>
    public override string Method => Confidence is null ? "conformal" : "order_statistic";

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

    internal override ThresholdOutcome Certify(CertifyingRows rows) => MonotoneRate.Certify(rows, this);
}
