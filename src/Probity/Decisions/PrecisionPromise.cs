using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>What is wanted of an accepting threshold: among rows it accepts, at least this share right, with this confidence.</summary>
public sealed record PrecisionPromise : DecisionPromise
{
    private const int MostRows = 1_000_000_000;

    /// <summary>States the promise.</summary>
    /// <param name="targetPrecision">Share of accepted rows that must be right, in (0, 1), and such that a thousand million accepted rows could show it. One minus it is the selective risk.</param>
    /// <param name="confidence">
    /// Probability, over the draw of the certifying rows, that the promise holds: 1 − δ, in [0.5, 1). The default value is 0.95.
    /// </param>
    /// <param name="starts">
    /// Sequences of tests that share δ, 1 to 100. One needs the fewest rows; more find the lax thresholds when a stray
    /// error among the most confident rows stops the strict ones, at a small price (the level of each test falls from δ to
    /// δ/J, and ln J / −ln p more accepted rows are needed). The default value is 4: on a ResNet-50 for CIFAR-10, precision
    /// 0.98 and 1,000 certifying rows, one start is refused in 47 % of splits, four in 14 %; eight gained nothing.
    /// </param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public PrecisionPromise(double targetPrecision, double confidence = .95, int starts = 4)
        : base(PromiseKind.Precision, targetPrecision, confidence)
    {
        Require.InRange(starts, 1, 100, "starts");
        Starts = starts;
        Level = (double)((1m - (decimal)confidence) / starts);   // decimal: 1 − 0.95 is 0.05 and not a bit more
        if (Level <= 0 || !(Math.Log(Level) / Math.Log(targetPrecision) <= MostRows))
        {
            throw new ArgumentException(
                $"target precision {targetPrecision} at confidence {confidence} with {starts} starts: more than {MostRows:N0} accepted rows would be needed to certify it; ask for less of either");
        }
        RowsNeeded = FewestRows();
    }

    /// <inheritdoc/>
    public override string Method => "fixed_sequence";

    /// <summary>Sequences of tests that share δ, J.</summary>
    public int Starts { get; }

    /// <summary>δ/J, the level of every single test.</summary>
    public double Level { get; }

    /// <summary>The fewest accepted certifying rows, all right, that can carry the promise: ⌈ln(δ/J) / ln p⌉.</summary>
    public int RowsNeeded { get; }

    internal override DecisionPromise Among(int parts) => new PrecisionPromise(Target, ConfidenceAmong(parts)!.Value, Starts);

    internal override ThresholdOutcome Certify(CertifyingRows rows) => rows.Weights.IsEmpty
        ? SelectivePrecision.Certify(rows.LearningScores, rows.Scores, rows.Correct, this, rows.Passes)
        : WeightedPrecision.Certify(rows, this);

    /// <summary>P(Bin(accepted, 1 − p) ≤ errors): how likely so few errors would be if the precision were just below the target.</summary>
    internal double PValue(int accepted, int errors) => Binomial.UpperTail(accepted - errors, accepted, Target);

    /// <summary>The slack is what the tail's own arithmetic may be off by; it decides cases such as 0.1² ≤ 0.01.</summary>
    internal bool Passes(double pValue) => pValue <= Level * (1 + 1e-12);

    /// <summary>The smallest n for which the test itself passes with no error, so that count and test cannot disagree.</summary>
    private int FewestRows()
    {
        int rows = Math.Max(1, (int)Math.Ceiling(Math.Log(Level) / Math.Log(Target)));
        while (rows > 1 && Passes(PValue(rows - 1, 0))) rows--;
        while (!Passes(PValue(rows, 0))) rows++;
        return rows;
    }
}
