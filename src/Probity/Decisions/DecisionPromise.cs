namespace Probity.Decisions;

/// <summary>The rate that a promise bounds. Every one is the probability of a miss among the rows that count for it.</summary>
public enum PromiseKind
{
    /// <summary>Among accepted rows, at least this share is right. A miss: an accepted row that is wrong. One minus it is the selective risk.</summary>
    Precision,

    /// <summary>Among right rows (with a class of interest: rows of that class), at least this share is accepted. A miss: one that is not.</summary>
    Recall,

    /// <summary>Among wrong rows (with a class of interest: rows of other classes), at most this share is accepted. A miss: one that is.</summary>
    FalseAlarm,

    /// <summary>Among all rows, at least this share is accepted. A miss: one that is not.</summary>
    Coverage,

    /// <summary>Among all rows, at most this share is accepted and wrong: precision and coverage in one number, and monotone in the threshold. A miss: such a row.</summary>
    JointRisk,
}

/// <summary>What is wanted of an accepting threshold, and how sure it must be.</summary>
public abstract record DecisionPromise
{
    private protected DecisionPromise(PromiseKind kind, double target, double? confidence)
    {
        Require.OpenShare(target, $"target {kind.Words()}");
        if (confidence is { } asked) CheckConfidence(asked);
        (Kind, Target, Confidence) = (kind, target, confidence);
    }

    /// <summary>Which rate is bounded.</summary>
    public PromiseKind Kind { get; }

    /// <summary>The bound, in (0, 1): the least share of right, accepted or covered rows, or the most of false alarms or accepted errors.</summary>
    public double Target { get; }

    /// <summary>
    /// Probability, over the draw of the certifying rows, that the promise holds: 1 − δ, in [0.5, 1). Null for a promise in expectation:
    /// the rate averaged over that draw, which a single draw may miss half the time.
    /// </summary>
    public double? Confidence { get; }

    /// <summary>The procedure that certifies it, as files and tables name it.</summary>
    public abstract string Method { get; }

    /// <summary>The most that the probability of a miss may be. In decimals: 1 − 0.98 is 0.02 and not a bit less.</summary>
    internal double Limit => Kind.IsFloor() ? (double)(1 - (decimal)Target) : Target;

    /// <summary>The same promise at the confidence that is left when δ is split evenly over so many of them (Bonferroni).</summary>
    internal abstract DecisionPromise Among(int parts);

    /// <summary>Looks for the threshold that accepts most under the promise, or for recall and coverage least.</summary>
    internal abstract ThresholdOutcome Certify(CertifyingRows rows);

    /// <exception cref="ArgumentException">Not in [0.5, 1).</exception>
    internal static void CheckConfidence(double confidence)
    {
        Require.OpenShare(confidence, "confidence");
        if (confidence < .5) throw new ArgumentException($"confidence: {confidence}; a promise that fails more often than it holds is none, ask for 0.5 or more");
    }

    /// <summary>1 − δ/parts in decimals, or null.</summary>
    private protected double? ConfidenceAmong(int parts) => Confidence is { } confidence ? (double)(1m - ((1m - (decimal)confidence) / parts)) : null;
}

/// <summary>What a promise is certified on. Lengths agree; the caller has seen to it.</summary>
internal readonly ref struct CertifyingRows
{
    /// <summary>Scores of the rows that learned, of which only the quantiles serve, as candidates.</summary>
    public required ReadOnlySpan<double> LearningScores { get; init; }

    /// <summary>Scores of the N certifying rows, on the scale that ranks; −∞ is never accepted.</summary>
    public required ReadOnlySpan<double> Scores { get; init; }

    /// <summary>Whether each row's answer is right.</summary>
    public required ReadOnlySpan<bool> Correct { get; init; }

    /// <summary>Whether each row passes the gate; empty without one.</summary>
    public ReadOnlySpan<bool> Passes { get; init; }

    /// <summary>Weights of the learning rows; empty without <see cref="Weights"/>.</summary>
    public ReadOnlySpan<double> LearningWeights { get; init; }

    /// <summary>What each row counts, 0 to <see cref="MaxWeight"/>; empty where each counts once.</summary>
    public ReadOnlySpan<double> Weights { get; init; }

    /// <summary>The most that any row could count, known beforehand. Unused without weights.</summary>
    public double MaxWeight { get; init; }

    /// <summary>Fixes the order in which weighted rows are tested.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether a threshold accepts a row.</summary>
    public bool Accepts(int row, double threshold) => (Passes.IsEmpty || Passes[row]) && Scores[row] >= threshold;

    /// <summary>Whether a row counts for a promise.</summary>
    public bool Counts(PromiseKind kind, int row, double threshold) => kind switch
    {
        PromiseKind.Precision => Accepts(row, threshold),
        PromiseKind.Recall => Correct[row],
        PromiseKind.FalseAlarm => !Correct[row],
        _ => true,
    };

    /// <summary>Whether a row that counts is a miss.</summary>
    public bool Misses(PromiseKind kind, int row, double threshold) => kind switch
    {
        PromiseKind.Precision => !Correct[row],
        PromiseKind.Recall or PromiseKind.Coverage => !Accepts(row, threshold),
        _ => Accepts(row, threshold) && !Correct[row],
    };

    /// <summary>Rows that count, and misses among them.</summary>
    public (int Counted, int Misses) Count(PromiseKind kind, double threshold)
    {
        int counted = 0, misses = 0;
        for (int i = 0; i < Scores.Length; i++)
        {
            if (!Counts(kind, i, threshold)) continue;
            counted++;
            if (Misses(kind, i, threshold)) misses++;
        }
        return (counted, misses);
    }
}

/// <summary>Names of promises in files, tables and sentences.</summary>
public static class PromiseKinds
{
    /// <summary><c>precision</c>, <c>recall</c>, <c>false_alarm</c>, <c>coverage</c> or <c>joint_risk</c>.</summary>
    public static string Token(this PromiseKind kind) => kind switch
    {
        PromiseKind.Precision => "precision",
        PromiseKind.Recall => "recall",
        PromiseKind.FalseAlarm => "false_alarm",
        PromiseKind.Coverage => "coverage",
        _ => "joint_risk",
    };

    /// <summary>The kind that a token names.</summary>
    /// <exception cref="ArgumentException">No such token.</exception>
    public static PromiseKind Parse(string token) =>
        Enum.GetValues<PromiseKind>().Cast<PromiseKind?>().FirstOrDefault(kind => kind!.Value.Token() == token)
        ?? throw new ArgumentException($"promise '{token}' is none of {string.Join(", ", Enum.GetValues<PromiseKind>().Select(Token))}");

    /// <summary>Whether the target is the least that the rate may be, rather than the most.</summary>
    public static bool IsFloor(this PromiseKind kind) => kind is PromiseKind.Precision or PromiseKind.Recall or PromiseKind.Coverage;

    internal static string Words(this PromiseKind kind) => kind switch
    {
        PromiseKind.FalseAlarm => "false-alarm rate",
        PromiseKind.JointRisk => "joint risk",
        _ => kind.Token(),
    };
}
