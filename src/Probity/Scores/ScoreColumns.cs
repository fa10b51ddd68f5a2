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

    /// <summary>The columns with one destination, that of a score on the scale on which rows are ranked (DOCTOR β orders as p_max does).</summary>
    internal static ScoreColumns ForRanking(Score score, Span<double> destination)
    {
        var columns = default(ScoreColumns);
        if (score is Score.MaxProbability or Score.DoctorBeta) columns.MaxProbabilityLogOdds = destination;
        else if (score == Score.MarginProbability) columns.MarginProbabilityLogOdds = destination;
        else columns.Set(score, destination);
        return columns;
    }

    /// <summary>Sets the destination of a score's plain value.</summary>
    internal void Set(Score score, Span<double> destination)
    {
        switch (score)
        {
            case Score.MaxProbability: MaxProbability = destination; break;
            case Score.MarginProbability: MarginProbability = destination; break;
            case Score.MarginLogit: MarginLogit = destination; break;
            case Score.Entropy: NegativeEntropy = destination; break;
            case Score.LogSumExp: LogSumExp = destination; break;
            case Score.MaxLogit: MaxLogit = destination; break;
            case Score.Gini: NegativeGini = destination; break;
            case Score.DoctorAlpha: NegativeDoctorAlpha = destination; break;
            case Score.DoctorBeta: NegativeDoctorBeta = destination; break;
            case Score.Gen: NegativeGen = destination; break;
            default: throw new ArgumentOutOfRangeException(nameof(score), score, "no such score");
        }
    }

    /// <summary>The same columns from a row on.</summary>
    internal readonly ScoreColumns From(int row) => row == 0 ? this : new()
    {
        Predicted = Rest(Predicted, row),
        MaxProbability = Rest(MaxProbability, row),
        MaxProbabilityLogOdds = Rest(MaxProbabilityLogOdds, row),
        ErrorProbability = Rest(ErrorProbability, row),
        MarginProbability = Rest(MarginProbability, row),
        MarginProbabilityLogOdds = Rest(MarginProbabilityLogOdds, row),
        MarginLogit = Rest(MarginLogit, row),
        NegativeEntropy = Rest(NegativeEntropy, row),
        LogSumExp = Rest(LogSumExp, row),
        MaxLogit = Rest(MaxLogit, row),
        NegativeGini = Rest(NegativeGini, row),
        NegativeDoctorAlpha = Rest(NegativeDoctorAlpha, row),
        NegativeDoctorBeta = Rest(NegativeDoctorBeta, row),
        NegativeGen = Rest(NegativeGen, row),
    };

    internal readonly void RequireRoom(int rows)
    {
        Room(rows, Predicted.Length, nameof(Predicted));
        Room(rows, MaxProbability.Length, nameof(MaxProbability));
        Room(rows, MaxProbabilityLogOdds.Length, nameof(MaxProbabilityLogOdds));
        Room(rows, ErrorProbability.Length, nameof(ErrorProbability));
        Room(rows, MarginProbability.Length, nameof(MarginProbability));
        Room(rows, MarginProbabilityLogOdds.Length, nameof(MarginProbabilityLogOdds));
        Room(rows, MarginLogit.Length, nameof(MarginLogit));
        Room(rows, NegativeEntropy.Length, nameof(NegativeEntropy));
        Room(rows, LogSumExp.Length, nameof(LogSumExp));
        Room(rows, MaxLogit.Length, nameof(MaxLogit));
        Room(rows, NegativeGini.Length, nameof(NegativeGini));
        Room(rows, NegativeDoctorAlpha.Length, nameof(NegativeDoctorAlpha));
        Room(rows, NegativeDoctorBeta.Length, nameof(NegativeDoctorBeta));
        Room(rows, NegativeGen.Length, nameof(NegativeGen));

        static void Room(int needed, int length, string name)
        {
            if (length != 0) Require.Destination(needed, length, name);
        }
    }

    private static Span<T> Rest<T>(Span<T> column, int row) => column.IsEmpty ? column : column[row..];
}
