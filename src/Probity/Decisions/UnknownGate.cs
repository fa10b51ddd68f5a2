using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// Stops rows that look like nothing the model was made for: a threshold on a confidence-direction score (higher means
/// in-distribution), set so that a fresh in-distribution row is stopped with at most a chosen probability.
/// </summary>
/// <remarks>
/// The threshold lies just below the k-th smallest of n scores, k = ⌊α(n + 1)⌋, and clear of rounding; a row below it is stopped.
/// A fresh row of the same kind falls below it with probability at most k/(n + 1) ≤ α, averaged over the draw of the n rows (the
/// inductive conformal argument; Vovk, Gammerman &amp; Shafer, 2005), for any distribution, with ties or without. For this the score
/// must not have been fitted on the same rows. It says nothing about how many unknowns it stops. Thread-safe: immutable.
/// </remarks>
public sealed class UnknownGate
{
    private UnknownGate(double threshold, double maxFalseAlarm, int rows, IReadOnlyList<string> warnings)
    {
        Threshold = threshold;
        MaxFalseAlarm = maxFalseAlarm;
        Rows = rows;
        Warnings = warnings;
    }

    /// <summary>A row passes when its score is at least this; −∞ where nothing is stopped.</summary>
    public double Threshold { get; }

    /// <summary>The probability α with which an in-distribution row may be stopped.</summary>
    public double MaxFalseAlarm { get; }

    /// <summary>Rows that it was set on.</summary>
    public int Rows { get; }

    /// <summary>Plain words, empty where there is nothing to say.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Sets the threshold.</summary>
    /// <param name="inDistributionScores">n scores of known rows, higher means in-distribution. −∞ is legal.</param>
    /// <param name="maxFalseAlarm">Probability α with which a known row may be stopped, in (0, 1).</param>
    /// <exception cref="ArgumentException">No rows, a NaN, or α outside (0, 1).</exception>
    public static UnknownGate Learn(ReadOnlySpan<double> inDistributionScores, double maxFalseAlarm)
    {
        Require.OpenShare(maxFalseAlarm, "maximal false alarm");
        Require.SomeRows(inDistributionScores.Length, "in-distribution scores");
        Require.NoNaN(inDistributionScores, "in-distribution scores");

        int n = inDistributionScores.Length;
        int rank = (int)Math.Min(n, decimal.Floor((decimal)maxFalseAlarm * ((decimal)n + 1)));   // decimal: 0.07 × 100 is 7, not 7.000000000000001
        if (rank == 0)
        {
            string warning = Invariant($"the gate stops nothing: a false-alarm rate of {maxFalseAlarm} needs at least {RowsNeeded(maxFalseAlarm)} rows to be set on, there are {n:N0}");
            return new UnknownGate(double.NegativeInfinity, maxFalseAlarm, n, [warning]);
        }
        double[] sorted = inDistributionScores.ToArray();
        Array.Sort(sorted);
        double last = sorted[rank - 1];   // the lowest score that must pass
        double threshold = double.IsFinite(last) ? Cut.Below(sorted, rank - 1) : last;
        string[] warnings = sorted[0] == last
            ? [Invariant($"the gate stops only scores below {last:G6}, which no row it was set on has: {sorted.AsSpan().LastIndexOf(last) + 1:N0} of {n:N0} rows share the lowest score, and equal scores pass")]
            : [];
        // With k = 1 the lowest of untied rows is the threshold, as it should be.
        return new UnknownGate(threshold, maxFalseAlarm, n, rank == 1 ? [] : warnings);
    }

    /// <summary>Whether a row is let through.</summary>
    /// <param name="score">Higher means in-distribution; NaN does not pass.</param>
    public bool Passes(double score) => score >= Threshold;

    /// <summary>Whether each row is let through.</summary>
    /// <param name="scores">N scores.</param>
    /// <param name="passes">N answers.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public void Passes(ReadOnlySpan<double> scores, Span<bool> passes)
    {
        Require.SameRows(scores.Length, passes.Length, nameof(scores), nameof(passes));
        for (int i = 0; i < scores.Length; i++) passes[i] = Passes(scores[i]);
    }

    /// <summary>Counts false alarms on known rows that the gate was not set on.</summary>
    /// <param name="inDistributionScores">Scores of known rows.</param>
    /// <param name="confidence">Confidence of the upper bound, one-sided, in (0, 1). The default value is 0.95.</param>
    /// <exception cref="ArgumentException">No rows, a NaN, or a confidence outside (0, 1).</exception>
    public FalseAlarms Observe(ReadOnlySpan<double> inDistributionScores, double confidence = .95)
    {
        Require.OpenShare(confidence, nameof(confidence));
        Require.SomeRows(inDistributionScores.Length, "in-distribution scores");
        Require.NoNaN(inDistributionScores, "in-distribution scores");
        int stopped = 0;
        foreach (double score in inDistributionScores)
        {
            if (!Passes(score)) stopped++;
        }
        double bound = ClopperPearson.Upper(stopped, inDistributionScores.Length, (double)(1m - (decimal)confidence));
        return new FalseAlarms(inDistributionScores.Length, stopped, bound, confidence);
    }

    private static string RowsNeeded(double maxFalseAlarm) => $"{Math.Ceiling((double)(1m / Math.Max((decimal)maxFalseAlarm, 1e-28m))) - 1:N0}";
}

/// <summary>Known rows that a gate stopped although it should not have.</summary>
/// <param name="Rows">Known rows looked at.</param>
/// <param name="Stopped">Those it stopped.</param>
/// <param name="UpperBound">The rate is at most this with the confidence (Clopper &amp; Pearson, 1934).</param>
/// <param name="Confidence">One-sided confidence of the bound.</param>
public sealed record FalseAlarms(int Rows, int Stopped, double UpperBound, double Confidence)
{
    /// <summary>Share of known rows stopped.</summary>
    public double Rate => (double)Stopped / Rows;
}
