namespace Probity.Learning;

/// <summary>Confidence penalty (Pereyra et al., 2017, arXiv 1701.06548): −β·H(p), the entropy of the probabilities in nats, over the known rows.</summary>
/// <remarks>
/// Keeps the softmax from becoming a single spike: the penalty of a spike is 0, that of the uniform distribution −β·ln K. Cells and sigmoids
/// count as their two classes.
/// </remarks>
public sealed class ConfidencePenalty : Penalty
{
    internal const double DefaultStrength = .1;

    /// <summary>Rewards entropy.</summary>
    /// <param name="strength">β, at least 0. The default value is .1.</param>
    /// <exception cref="ArgumentException">β out of range.</exception>
    public ConfidencePenalty(double strength = DefaultStrength)
    {
        CheckStrength(strength, "confidence: β");
        Strength = strength;
    }

    /// <summary>β.</summary>
    public double Strength { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("confidence", Strength);

    private protected override double Row<T>(ReadOnlySpan<T> logits, double weight, Span<T> gradient)
    {
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, -1, stackalloc double[SoftmaxTerms.OnStack]);
        int largest = softmax.Class;
        double rest = 0;   // entropy but for the largest class: its own part, −p·ln p, would drown the others near p = 1
        for (int j = 0; j < logits.Length; j++)
        {
            if (j != largest) rest -= softmax.Terms[j] / softmax.Total * Log(j, logits[j], softmax);
        }
        double entropy = rest - (softmax.P * softmax.LogP);
        for (int j = 0; j < logits.Length; j++)
        {
            double derivative = j == largest
                ? softmax.P * (rest + (softmax.Q * softmax.LogP))
                : softmax.Terms[j] / softmax.Total * (Log(j, logits[j], softmax) + entropy);
            gradient[j] += T.CreateTruncating(weight * Strength * derivative);
        }
        return -Strength * entropy;

        static double Log(int j, T z, in SoftmaxTerms softmax) => double.CreateTruncating(z) - softmax.Top - softmax.LogTotal;
    }
}
