namespace Probity.Scores;

/// <summary>A number that ranks rows by how far a model's output is to be trusted.</summary>
public enum Score
{
    /// <summary>Probability of the predicted class (Hendrycks &amp; Gimpel, ICLR 2017).</summary>
    MaxProbability,

    /// <summary>Largest minus second largest probability.</summary>
    MarginProbability,

    /// <summary>Largest minus second largest logit.</summary>
    MarginLogit,

    /// <summary>Shannon entropy of the probabilities, in nats.</summary>
    Entropy,

    /// <summary>log Σ exp z, the negative of the energy (Liu et al., NeurIPS 2020).</summary>
    LogSumExp,

    /// <summary>The largest logit (Hendrycks et al., ICML 2022).</summary>
    MaxLogit,

    /// <summary>1 − Σ p².</summary>
    Gini,

    /// <summary>(1 − Σ p²) / Σ p² (Granese et al., NeurIPS 2021).</summary>
    DoctorAlpha,

    /// <summary>(1 − p_max) / p_max (Granese et al., NeurIPS 2021).</summary>
    DoctorBeta,

    /// <summary>Generalised entropy, γ = 0.1, over the 100 largest probabilities (Liu et al., CVPR 2023).</summary>
    Gen,
}

/// <summary>The names of scores in files, tables and on the command line.</summary>
public static class ScoreTokens
{
    private static readonly string[] Tokens =
    [
        "max_probability", "margin_probability", "margin_logit", "entropy", "log_sum_exp", "max_logit",
        "gini", "doctor_alpha", "doctor_beta", "gen",
    ];

    /// <summary>Every score, in the order of the enumeration.</summary>
    public static IReadOnlyList<Score> All { get; } = Enum.GetValues<Score>();

    /// <summary>The score's name, such as <c>log_sum_exp</c>.</summary>
    public static string Token(this Score score) => Tokens[(int)score];

    /// <summary>Finds a score by its name.</summary>
    /// <exception cref="ArgumentException">No such score; the message lists those there are.</exception>
    public static Score Parse(string token)
    {
        int index = Array.IndexOf(Tokens, token);
        if (index < 0) throw new ArgumentException($"score '{token}' is not known; there are {string.Join(", ", Tokens)}");
        return (Score)index;
    }
}
