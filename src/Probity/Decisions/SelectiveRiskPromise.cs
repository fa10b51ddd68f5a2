namespace Probity.Decisions;

/// <summary>
/// The promise of a <see cref="PrecisionPromise"/>, certified by selection with guaranteed risk (SGR; Geifman &amp; El-Yaniv, "Selective classification for
/// deep neural networks", NeurIPS 2017): a binary search over the certifying scores.
/// </summary>
/// <remarks>See <see cref="GuaranteedRisk"/> for the method, and for when fixed-sequence testing is the better choice.</remarks>
public sealed record SelectiveRiskPromise : DecisionPromise
{
    private readonly PrecisionPromise _single;

    /// <summary>States the promise.</summary>
    /// <param name="targetPrecision">Share of accepted rows that must be right, in (0, 1): one minus the selective risk.</param>
    /// <param name="confidence">1 − δ, in [0.5, 1). The default value is 0.95.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public SelectiveRiskPromise(double targetPrecision, double confidence = .95)
        : base(PromiseKind.Precision, targetPrecision, confidence) => _single = new PrecisionPromise(targetPrecision, confidence, starts: 1);

    /// <inheritdoc/>
    public override string Method => "sgr";

    /// <summary>δ/⌈log2 n⌉, the level of each of the tests of a search among n rows.</summary>
    /// <param name="rows">n, certifying rows.</param>
    public double Level(int rows) => _single.Level / Steps(rows);

    /// <summary>⌈log2 n⌉, at least 1.</summary>
    internal static int Steps(int rows) => Math.Max(1, 32 - int.LeadingZeroCount(rows - 1));

    internal double PValue(int accepted, int errors) => _single.PValue(accepted, errors);

    internal bool Passes(double pValue, int rows) => pValue <= Level(rows) * (1 + 1e-12);

    internal override DecisionPromise Among(int parts) => new SelectiveRiskPromise(Target, ConfidenceAmong(parts)!.Value);

    internal override ThresholdOutcome Certify(CertifyingRows rows) => rows.Weights.IsEmpty
        ? GuaranteedRisk.Certify(rows, this)
        : throw new ArgumentException("SGR with weights: its bound is binomial, for rows that count once each; use fixed-sequence testing, which has a bound for weights");
}
