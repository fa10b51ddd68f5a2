namespace Probity.Metrics;

/// <summary>What the figures of a classifier are computed from: N-vectors, row i of each describing the same row.</summary>
public ref struct EvaluationRows
{
    /// <summary>No rows yet; set the columns that there are.</summary>
    public EvaluationRows()
    {
    }

    /// <summary>N stated probabilities of the predicted class, in [0, 1].</summary>
    public required ReadOnlySpan<double> Confidence { get; init; }

    /// <summary>
    /// N values that order the rows, higher = more trustworthy; any monotone form of a confidence, ±∞ included. Give one
    /// that does not round to ties, such as log-odds; empty means <see cref="Confidence"/>.
    /// </summary>
    public ReadOnlySpan<double> Ranking { get; init; }

    /// <summary>N outcomes: the prediction was right.</summary>
    public required ReadOnlySpan<bool> Correct { get; init; }

    /// <summary>N negative log-likelihoods of the true class in nats, +∞ included, or empty to leave the figure out.</summary>
    public ReadOnlySpan<double> Nll { get; init; }

    /// <summary>N Brier scores, each summed over classes, or empty to leave the figure out.</summary>
    public ReadOnlySpan<double> Brier { get; init; }

    /// <summary>N weights ≥ 0 that act as repetition, or empty for one each.</summary>
    public ReadOnlySpan<double> Weights { get; init; }

    /// <summary>N true labels, or empty to leave out the figures that look at classes.</summary>
    public ReadOnlySpan<int> Labels { get; init; }

    /// <summary>N×K logits, row-major (one column means binary), or empty to leave out the figures that look at every class. Wants <see cref="Labels"/>.</summary>
    public ReadOnlySpan<float> Logits { get; init; }

    /// <summary>The temperature whose softmax of <see cref="Logits"/> the other columns are computed from.</summary>
    /// <value>The default value is 1.</value>
    public double Temperature { get; init; } = 1;
}
