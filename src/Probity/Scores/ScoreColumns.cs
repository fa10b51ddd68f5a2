namespace Probity.Scores;

/// <summary>Where <see cref="LogitScores"/> writes: one span a score, each of N values or empty where it is not wanted.</summary>
/// <remarks>
/// All values are turned so that <b>higher means more trustworthy</b>: entropy, Gini, both DOCTOR scores and GEN are
/// written negated.
/// </remarks>
public ref struct ScoreColumns
{
    /// <summary>Index of the largest logit, the first one where several tie.</summary>
    public Span<int> Predicted { get; set; }

    /// <summary>p_max in (0, 1]. Rounds to exactly 1 where 1 − p_max &lt; 1e-16: rank by <see cref="MaxProbabilityLogOdds"/>.</summary>
    public Span<double> MaxProbability { get; set; }

    /// <summary>ln(p_max / (1 − p_max)), from the other terms: orders rows as p_max does without ever rounding to a tie.</summary>
    public Span<double> MaxProbabilityLogOdds { get; set; }

    /// <summary>1 − p_max, computed as the sum of the other terms, in [0, 1).</summary>
    public Span<double> ErrorProbability { get; set; }

    /// <summary>Largest minus second largest probability, in [0, 1]. Rank by <see cref="MarginProbabilityLogOdds"/>.</summary>
    public Span<double> MarginProbability { get; set; }

    /// <summary>ln(m / (1 − m)) of the probability margin m: same order, no ties by rounding.</summary>
    public Span<double> MarginProbabilityLogOdds { get; set; }

    /// <summary>Largest minus second largest logit, in [0, +∞].</summary>
    public Span<double> MarginLogit { get; set; }

    /// <summary>−H(p), in [−ln K, 0].</summary>
    public Span<double> NegativeEntropy { get; set; }

    /// <summary>T·log Σ exp(z/T).</summary>
    public Span<double> LogSumExp { get; set; }

    /// <summary>The largest logit, untouched by the temperature.</summary>
    public Span<double> MaxLogit { get; set; }

    /// <summary>−(1 − Σ p²), in (−1, 0].</summary>
    public Span<double> NegativeGini { get; set; }

    /// <summary>−(1 − Σ p²) / Σ p².</summary>
    public Span<double> NegativeDoctorAlpha { get; set; }

    /// <summary>−(1 − p_max) / p_max.</summary>
    public Span<double> NegativeDoctorBeta { get; set; }

    /// <summary>−Σ p^γ (1 − p)^γ over the 100 largest p, γ = 0.1. Costs a power a class.</summary>
    public Span<double> NegativeGen { get; set; }
}
