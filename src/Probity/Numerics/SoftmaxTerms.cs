using System.Runtime.CompilerServices;

namespace Probity.Numerics;

/// <summary>
/// What one pass over a row of scaled logits z leaves behind, from which every softmax score follows without
/// cancellation. Sums run over all classes but the predicted one and are relative to the <i>second</i> largest logit,
/// so that they lie in [1, K−1] however far the winner is ahead.
/// </summary>
internal struct SoftmaxTerms
{
    /// <summary>Index of the largest logit, the first among ties.</summary>
    public int Predicted;

    /// <summary>The largest logit, unscaled.</summary>
    public double MaxLogit;

    /// <summary>β·(largest − second largest); +∞ where no other logit is finite.</summary>
    public double Gap;

    /// <summary>Σ exp(z_j − z₂) over the others; 0 where no other logit is finite.</summary>
    public double Others;

    /// <summary>Σ exp(z_j − z₂)·(z_j − z₂) over the others, ≤ 0.</summary>
    public double OthersTimesLog;

    /// <summary>Σ exp(z_j − z₂)² over the others.</summary>
    public double OthersSquared;

    /// <summary>exp(−gap): the second largest term relative to the largest.</summary>
    public readonly double Second => Math.Exp(-Gap);

    /// <summary>Σ of the other terms relative to the largest: (1 − p_max) / p_max.</summary>
    public readonly double Rest => Others == 0 ? 0 : Second * Others;

    /// <summary>The scalar form and oracle of every kernel.</summary>
    /// <param name="logits">K ≥ 2 logits, at least one finite, none NaN or +∞.</param>
    /// <param name="beta">1/T.</param>
    [SkipLocalsInit]
    public static SoftmaxTerms Scalar<T>(ReadOnlySpan<T> logits, double beta) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        double first = double.NegativeInfinity, second = double.NegativeInfinity;
        int predicted = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            double z = double.CreateTruncating(logits[j]);
            if (z > first)
            {
                (second, first, predicted) = (first, z, j);
            }
            else if (z > second)
            {
                second = z;
            }
        }

        var terms = new SoftmaxTerms { Predicted = predicted, MaxLogit = first, Gap = double.PositiveInfinity };
        if (double.IsNegativeInfinity(second)) return terms;

        terms.Gap = beta * (first - second);
        for (int j = 0; j < logits.Length; j++)
        {
            if (j == predicted) continue;
            double d = beta * (double.CreateTruncating(logits[j]) - second);
            double e = Math.Exp(d);
            terms.Others += e;
            if (e > 0) terms.OthersTimesLog += e * d;
            terms.OthersSquared += e * e;
        }
        return terms;
    }
}
