namespace Probity.Decisions;

/// <summary>What came of asking for a threshold: either one that carries the promise, or the reason why none does.</summary>
public sealed record ThresholdOutcome
{
    /// <summary>What was asked for.</summary>
    public required DecisionPromise Promise { get; init; }

    /// <summary>The threshold that carries the promise; null when there is none.</summary>
    public CertifiedThreshold? Threshold { get; init; }

    /// <summary>Why there is none, with the numbers and what to do; null when there is one.</summary>
    public string? Refusal { get; init; }

    /// <summary>Every candidate that was tested, strict to lax. None when no candidate accepts enough rows to be worth a test.</summary>
    public required IReadOnlyList<TestedThreshold> Tested { get; init; }

    /// <summary>Learning rows, which gave the candidates.</summary>
    public required int RowsLearned { get; init; }

    /// <summary>Certifying rows, including those that the gate stops.</summary>
    public required int RowsCertified { get; init; }
}

/// <summary>One candidate threshold and how it fared on the certifying rows.</summary>
/// <param name="Threshold">Accepts a row when its score is at least this.</param>
/// <param name="Accepted">Certifying rows accepted: score high enough and not stopped by the gate.</param>
/// <param name="Errors">Wrong ones among them.</param>
/// <param name="PValue">P(Bin(accepted, 1 − p) ≤ errors) at the target precision p; with weights one over the highest wealth of the bets.</param>
/// <param name="Passed">Whether the p-value is at most δ/J.</param>
public sealed record TestedThreshold(double Threshold, int Accepted, int Errors, double PValue, bool Passed);

/// <summary>A threshold on a confidence, and what it promises. Immutable.</summary>
public sealed record CertifiedThreshold
{
    /// <summary>Accept a row when its score is at least this (and the gate lets it pass, where there is one). Lies a little below a learning score, so that rounding moves no row across it. Always finite.</summary>
    public required double Threshold { get; init; }

    /// <summary>What is promised of it.</summary>
    public required DecisionPromise Promise { get; init; }

    /// <summary>Learning rows, which gave the candidates.</summary>
    public required int RowsLearned { get; init; }

    /// <summary>Certifying rows, including those that the gate stops.</summary>
    public required int RowsCertified { get; init; }

    /// <summary>Certifying rows that the threshold accepts.</summary>
    public required int Accepted { get; init; }

    /// <summary>Wrong ones among the accepted.</summary>
    public required int Errors { get; init; }

    /// <summary>Certifying rows that count for the promise: accepted ones for precision, right ones for recall, wrong ones for false alarms, else all.</summary>
    public required int Counted { get; init; }

    /// <summary>Misses among those that count: see <see cref="PromiseKind"/>.</summary>
    public required int Misses { get; init; }

    /// <summary>How likely so few misses would be if their probability were just above what is promised; null for a promise in expectation.</summary>
    public required double? PValue { get; init; }

    /// <summary>
    /// Clopper–Pearson bound of the promised rate at the level of the test, for information: on the good side of the
    /// target, but only the target itself is promised, since the threshold was chosen on these rows. Null for a promise in expectation, and with weights.
    /// </summary>
    public required double? Bound { get; init; }

    /// <summary>Candidates tested in all sequences; 1 where the threshold is an order statistic.</summary>
    public required int CandidatesTested { get; init; }

    /// <summary>Certifying rows that a search by SGR shared its level among the tests of: with thresholds by class those answered with the class. Null for other methods, and where an older file does not tell.</summary>
    public int? RowsSearched { get; init; }

    /// <summary>What rows weigh, where they do not count once each; null where they do.</summary>
    public CertifiedWeights? Weights { get; init; }

    /// <summary>The procedure that certified it: that of the promise, or <c>betting</c> where rows have weights.</summary>
    public string Method => Weights is null ? Promise.Method : "betting";

    /// <summary>Accepted share of the certifying rows.</summary>
    public double Coverage => (double)Accepted / RowsCertified;

    /// <summary>Share of right rows among the accepted certifying rows.</summary>
    public double PrecisionObserved => (double)(Accepted - Errors) / Accepted;
}

/// <summary>Weights of the certifying rows of a threshold.</summary>
/// <param name="MaxWeight">The most that any row could weigh, known beforehand.</param>
/// <param name="Counted">Weight of the rows that count for the promise.</param>
/// <param name="Misses">Weight of the misses among them.</param>
public sealed record CertifiedWeights(double MaxWeight, double Counted, double Misses);
