namespace Probity.Decisions;

/// <summary>What is wanted of an accepting threshold: among rows it accepts, at least this share right, with this confidence.</summary>
/// <param name="TargetPrecision">Share of accepted rows that must be right, in (0, 1). One minus it is the selective risk.</param>
/// <param name="Confidence">Probability, over the draw of the certifying rows, that the promise holds: 1 − δ, in (0, 1).</param>
/// <param name="Starts">
/// Sequences of tests that share δ, 1 to 100. One is the most powerful where scores rank well at the top; four still find
/// the lax thresholds when a stray error stops the strict ones. The default value is 4: its price is small (the
/// first start needs ln 4 / −ln p more rows; the level of each test falls from δ to δ/4) and what it guards against is not.
/// </param>
public sealed record PrecisionPromise(double TargetPrecision, double Confidence = .95, int Starts = 4)
{
    /// <summary>δ/J, the level of every single test. Taken in decimal so that 1 − 0.95 is 0.05 and not a bit more.</summary>
    public double Level => Starts < 1 ? double.NaN : (double)((1m - (decimal)Confidence) / Starts);

    /// <summary>The fewest accepted certifying rows, all right, that can carry the promise: ⌈ln(δ/J) / ln p⌉.</summary>
    /// <remarks>Defined as the smallest n for which the test itself passes with no error, so the two cannot disagree.</remarks>
    public int RowsNeeded => RowsNeededWith(Starts);

    /// <exception cref="ArgumentException">A share outside (0, 1) or too many starts.</exception>
    internal void Check()
    {
        Require.OpenShare(TargetPrecision, "target precision");
        Require.OpenShare(Confidence, "confidence");
        Require.InRange(Starts, 1, 100, "starts");
        if (!(Level > 0) || 1 - TargetPrecision < 1e-8)
            throw new ArgumentException(
                $"target precision {TargetPrecision} at confidence {Confidence}: no number of rows that fits in memory could certify it; " +
                "ask for at most 0.99999999 of the one and 0.99999999999999 of the other");
    }

    internal int RowsNeededWith(int starts)
    {
        var promise = this with { Starts = starts };
        promise.Check();
        double exact = Math.Log(promise.Level) / Math.Log(TargetPrecision);
        int rows = Math.Max(1, (int)Math.Ceiling(exact));
        while (rows > 1 && promise.Passes(promise.PValue(rows - 1, 0))) rows--;
        while (!promise.Passes(promise.PValue(rows, 0))) rows++;
        return rows;
    }

    /// <summary>P(Bin(accepted, 1 − p) ≤ errors): how likely so few errors would be if the precision were just below the target.</summary>
    internal double PValue(int accepted, int errors) =>
        accepted == 0 ? 1 : Numerics.Binomial.UpperTail(accepted - errors, accepted, TargetPrecision);

    /// <summary>The slack is what the tail's own arithmetic may be off by; it decides cases such as 0.1² ≤ 0.01.</summary>
    internal bool Passes(double pValue) => pValue <= Level * (1 + 1e-12);
}
