namespace Probity.Learning;

/// <summary>
/// Outlier exposure (Hendrycks, Mazeika &amp; Dietterich, ICLR 2019): λ times the mean over the outliers of the cross-entropy to the uniform
/// distribution, log Σ exp z − mean z, in nats; at least ln K.
/// </summary>
/// <remarks>
/// Teaches the network to say "any of them" where it knows none. It helps with unknown rows that are like the outliers. Cells and sigmoids
/// count as their two classes.
/// </remarks>
public sealed class OutlierExposurePenalty : Penalty
{
    internal const double DefaultStrength = .5;

    /// <summary>Wants outliers to be uniform.</summary>
    /// <param name="strength">λ, at least 0. The default value is .5, the paper's for images.</param>
    /// <exception cref="ArgumentException">λ out of range.</exception>
    public OutlierExposurePenalty(double strength = DefaultStrength)
    {
        CheckStrength(strength, "outlier-exposure: λ");
        Strength = strength;
    }

    /// <summary>λ.</summary>
    public double Strength { get; }

    internal override bool NeedsOutliers => true;

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("outlier-exposure", Strength);

    private protected override double Row<T>(ReadOnlySpan<T> logits, double weight, Span<T> gradient)
    {
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, -1, stackalloc double[SoftmaxTerms.OnStack]);
        double below = 0, uniform = 1.0 / logits.Length;
        for (int j = 0; j < logits.Length; j++)
        {
            below += softmax.Top - double.CreateTruncating(logits[j]);
            gradient[j] += T.CreateTruncating(weight * Strength * ((softmax.Terms[j] / softmax.Total) - uniform));
        }
        return Strength * (softmax.LogTotal + (below * uniform));
    }
}
