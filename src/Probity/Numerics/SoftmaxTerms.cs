namespace Probity.Numerics;

/// <summary>
/// What one look at a row of logits z leaves behind, from which every softmax score at inverse temperature β follows
/// without cancellation. Sums run over all classes but the predicted one and are relative to the <i>second</i> largest
/// logit z₂, so that they lie in [1, K−1] however far the winner is ahead.
/// </summary>
internal struct SoftmaxTerms
{
    /// <summary>Index of the largest logit, the first among ties.</summary>
    public int Predicted;

    /// <summary>The largest logit, unscaled.</summary>
    public double MaxLogit;

    /// <summary>Largest − second largest logit, unscaled; +∞ where no other logit is finite.</summary>
    public double Margin;

    /// <summary>β·(largest − second largest); +∞ where no other logit is finite.</summary>
    public double Gap;

    /// <summary>Σ exp β(z − z₂) over the others; 0 where no other logit is finite.</summary>
    public double Others;

    /// <summary>Σ exp β(z − z₂) · β(z − z₂) over the others, ≤ 0.</summary>
    public double OthersTimesLog;

    /// <summary>Over the others, Σ (exp β(z − z₂))² or Σ exp β(z − z₂) · (β(z − z₂))², as <see cref="IThirdSum"/> chose.</summary>
    public double Third;

    /// <summary>exp(−gap): the second largest term relative to the largest.</summary>
    public readonly double Second => Math.Exp(-Gap);

    /// <summary>Σ of the other terms relative to the largest: (1 − p_max) / p_max.</summary>
    public readonly double Rest => Second * Others;
}
