using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>
/// Energy margin (Liu et al., NeurIPS 2020): with the energy E = −log Σ exp z, λ times the mean over the known rows of max(0, E − m_in)² and
/// the mean over the outliers of max(0, m_out − E)².
/// </summary>
/// <remarks>
/// Drives the energies of known rows below m_in and those of outliers above m_out, so that log-sum-exp tells them apart. The margins are on
/// the scale of the logits: look at the energies of a network trained without, and put m_in a little below most of its known rows' and m_out
/// a little above its outliers'. Wants two logits at least: the energy of a lone sigmoid says which class, not whether it is known.
/// </remarks>
public sealed class EnergyMarginPenalty : Penalty
{
    internal const double DefaultKnown = -23, DefaultOutlier = -5, DefaultStrength = .1;

    /// <summary>Parts energies.</summary>
    /// <param name="known">m_in. The default value is −23, the paper's for CIFAR-10.</param>
    /// <param name="outlier">m_out, above m_in. The default value is −5.</param>
    /// <param name="strength">λ, at least 0. The default value is .1.</param>
    /// <exception cref="ArgumentException">A margin is not finite, they do not leave a gap, or λ is out of range.</exception>
    public EnergyMarginPenalty(double known = DefaultKnown, double outlier = DefaultOutlier, double strength = DefaultStrength)
    {
        if (!(Math.Abs(known) <= 1e6 && Math.Abs(outlier) <= 1e6 && known < outlier))
            throw new ArgumentException($"energy-margin: m_in is {known}, m_out {outlier}; m_in must be below m_out, both within ±1000000");
        CheckStrength(strength, "energy-margin: λ");
        Known = known;
        Outlier = outlier;
        Strength = strength;
    }

    /// <summary>m_in.</summary>
    public double Known { get; }

    /// <summary>m_out.</summary>
    public double Outlier { get; }

    /// <summary>λ.</summary>
    public double Strength { get; }

    internal override bool NeedsOutliers => true;

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("energy-margin", Known, Outlier, Strength);

    internal override bool Serves(TargetKind targets) => targets == TargetKind.Classes;

    internal override double Rows<T>(LossBatch<T> batch, int start, int end)
    {
        double sum = 0;
        for (int i = start; i < end; i++)
        {
            bool known = i < batch.Known;
            double each = Strength / (known ? batch.Known : batch.Count - batch.Known);
            sum += each * batch.Known * Hinge(batch.Logits(i)[..batch.Classes], known, each, batch.Gradient(i));
        }
        return sum;
    }

    private double Hinge<T>(ReadOnlySpan<T> logits, bool known, double weight, Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, -1, stackalloc double[SoftmaxTerms.OnStack]);
        double energy = -(softmax.Top + softmax.LogTotal), over = known ? energy - Known : Outlier - energy;
        if (over <= 0) return 0;   // not where it is NaN: a diverged training must show
        double slope = 2 * weight * over * (known ? -1 : 1) / softmax.Total;
        for (int j = 0; j < logits.Length; j++) gradient[j] += T.CreateTruncating(slope * softmax.Terms[j]);
        return over * over;
    }
}
