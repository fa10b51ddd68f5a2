namespace Probity.Learning;

/// <summary>
/// Focal loss (Lin et al., ICCV 2017): −(1 − p_y)^γ·ln p_y, in nats. Rows that are right already weigh less, so a network is not driven to
/// p = 1 (Mukhoti et al., NeurIPS 2020).
/// </summary>
/// <remarks>
/// γ = 0 is cross-entropy. Not a proper loss: its minimum is less sharp than the true probability (Charoenphakdee et al., CVPR 2021), so
/// calibrate afterwards.
/// </remarks>
public sealed class FocalLoss : Loss
{
    internal const double DefaultGamma = 3;
    private const double HardGamma = 5, HardBelow = .2;

    private readonly bool _sampleDependent;

    /// <summary>Focal loss.</summary>
    /// <param name="gamma">γ, 0 to 100. The default value is 3, a fixed one of Mukhoti et al. (2020); Lin et al. (2017) detect objects with 2.</param>
    /// <exception cref="ArgumentException">γ out of range.</exception>
    public FocalLoss(double gamma = DefaultGamma)
    {
        if (!(gamma >= 0 && gamma <= 100)) throw new ArgumentException($"focal: γ is {gamma}; it must lie in [0, 100]");
        Gamma = gamma;
    }

    private FocalLoss() : this(DefaultGamma) => _sampleDependent = true;

    /// <summary>FLSD-53 of Mukhoti et al. (2020): γ = 5 where p_y is below .2, else 3. The loss jumps where γ does; the derivative is that on either side.</summary>
    public static FocalLoss SampleDependent { get; } = new();

    /// <summary>γ; with the schedule of <see cref="SampleDependent"/> that of p_y from .2 on.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override string ToString() => _sampleDependent ? "focal-53" : MethodText.Write("focal", Gamma);

    private protected override double Row<T>(ReadOnlySpan<T> logits, int label, double weight, Span<T> gradient)
    {
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, label, stackalloc double[SoftmaxTerms.OnStack]);
        double gamma = _sampleDependent && softmax.P < HardBelow ? HardGamma : Gamma, q = softmax.Q, focus = Math.Pow(q, gamma);
        // −L'(ln p)·q, which the label loses and the others share by their terms.
        double pull = focus * (q - (gamma * softmax.P * softmax.LogP));
        double share = softmax.Others == 0 ? 0 : weight * pull / softmax.Others;
        for (int j = 0; j < gradient.Length; j++) gradient[j] += T.CreateTruncating(j == label ? -weight * pull : share * softmax.Terms[j]);
        return -focus * softmax.LogP;
    }
}
