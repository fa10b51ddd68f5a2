using System.Diagnostics;
using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>What is added to a <see cref="Loss"/> to keep confidence honest. Immutable and thread-safe.</summary>
public abstract class Penalty
{
    private protected Penalty()
    {
    }

    /// <summary>In words, with its settings, such as <c>mmce(2)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Reads what <see cref="ToString"/> writes; settings that are left out are the defaults.</summary>
    /// <param name="text">Such as <c>mmce(2)</c>, <c>confidence(0.1)</c>, <c>outlier-exposure(0.5)</c> or <c>energy-margin(-23,-5,0.1)</c>.</param>
    /// <exception cref="ArgumentException">No such penalty, or a setting out of range; the message lists what there is.</exception>
    public static Penalty Parse(string text) => MethodText.Read("penalty", text, Known);

    private static readonly Method<Penalty>[] Known =
    [
        new("mmce", "mmce(λ)", [MmcePenalty.DefaultStrength], settings => new MmcePenalty(settings[0])),
        new("confidence", "confidence(β)", [ConfidencePenalty.DefaultStrength], settings => new ConfidencePenalty(settings[0])),
        new("outlier-exposure", "outlier-exposure(λ)", [OutlierExposurePenalty.DefaultStrength], settings => new OutlierExposurePenalty(settings[0])),
        new("energy-margin", "energy-margin(m_in,m_out,λ)", [EnergyMarginPenalty.DefaultKnown, EnergyMarginPenalty.DefaultOutlier, EnergyMarginPenalty.DefaultStrength],
            settings => new EnergyMarginPenalty(settings[0], settings[1], settings[2])),
    ];

    /// <summary>The penalty of rows, as it is added to their mean loss, and its derivative in every logit.</summary>
    /// <param name="logits">(N + M)×C finite outputs, row-major: N rows of known classes, then M outliers. C is K (or more, of which the first K count), or 1 for a sigmoid.</param>
    /// <param name="labels">N labels, 0 to K−1.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <param name="gradient">Room for as many values as there are logits, apart from them.</param>
    /// <param name="outliers">M. The default value is 0.</param>
    /// <exception cref="ArgumentException">The shapes differ, a label is out of range, a logit is not finite, or outliers are missing.</exception>
    public double ValueAndGradient(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, Span<float> gradient, int outliers = 0) =>
        Mean(logits, labels, classes, gradient, outliers);

    /// <inheritdoc cref="ValueAndGradient(ReadOnlySpan{float}, ReadOnlySpan{int}, int, Span{float}, int)"/>
    public double ValueAndGradient(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, Span<double> gradient, int outliers = 0) =>
        Mean(logits, labels, classes, gradient, outliers);

    private double Mean<T>(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, Span<T> gradient, int outliers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossBatch<T> batch = LossBatch<T>.Of(logits, labels, classes, outliers, added: -1, gradient.Length);
        Check(batch.Targets, outliers > 0);
        double value = Rows(batch, 0, batch.Count) / batch.Known;
        batch.AllGradients.CopyTo(gradient);
        return value;
    }

    /// <summary>Whether the penalty is about outliers: it cannot be computed where none are given.</summary>
    internal virtual bool NeedsOutliers => false;

    /// <summary>Whether the penalty has a meaning for such targets.</summary>
    internal virtual bool Serves(TargetKind targets) => targets != TargetKind.Value;

    /// <summary>Refuses targets that the penalty has no meaning for, and to go without the outliers that it needs.</summary>
    internal void Check(TargetKind targets, bool outliers)
    {
        if (!Serves(targets)) throw new ArgumentException($"{this} is no penalty for {targets.InWords()}; leave it out");
        if (NeedsOutliers && !outliers) throw new ArgumentException($"{this} needs outliers, rows of no known class; give some or leave it out");
    }

    /// <summary>Whether a row's derivative depends on the other rows of the batch: then it is asked once for all rows, not range by range.</summary>
    internal virtual bool CouplesRows => false;

    /// <summary>The penalty of one row; adds <paramref name="weight"/> times its derivative to <paramref name="gradient"/>.</summary>
    /// <param name="logits">K logits.</param>
    /// <param name="weight">Multiplies the derivative, not the returned penalty.</param>
    /// <param name="gradient">K values.</param>
    /// <remarks>Every penalty has its own, but for those that have their own <see cref="Rows"/>.</remarks>
    private protected virtual double Row<T>(ReadOnlySpan<T> logits, double weight, Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        throw new UnreachableException();

    /// <summary>Adds the derivative of the penalty's mean, for rows [start, end).</summary>
    /// <remarks>
    /// The mean is taken over the known rows, or over the outliers of the batch where it is about them: it does not grow with their number.
    /// Class weights and mixup do not count.
    /// </remarks>
    /// <returns>The penalty, times <see cref="LossBatch{T}.Known"/>, of these rows: what is added to the sum of losses, and divided by the known rows at last.</returns>
    internal virtual double Rows<T>(LossBatch<T> batch, int start, int end) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int first = NeedsOutliers ? Math.Max(start, batch.Known) : start, last = NeedsOutliers ? end : Math.Min(end, batch.Known);
        if (first >= last) return 0;
        double each = 1.0 / (NeedsOutliers ? batch.Count - batch.Known : batch.Known), sum = 0;
        for (int i = first; i < last; i++)
        {
            ReadOnlySpan<T> logits = batch.Logits(i);
            Span<T> gradient = batch.Gradient(i);
            if (batch.Targets == TargetKind.Classes)
            {
                sum += Row(logits[..batch.Classes], each, gradient[..batch.Classes]);
                continue;
            }
            for (int k = 0; k < logits.Length; k++) sum += Binary(logits[k], each, ref gradient[k]);
        }
        return sum * each * batch.Known;
    }

    /// <summary>The penalty of the two logits (0, z).</summary>
    private double Binary<T>(T z, double weight, ref T gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> logits = [T.Zero, z], both = [T.Zero, T.Zero];
        double penalty = Row<T>(logits, weight, both);
        gradient += both[1];
        return penalty;
    }

    private protected static void CheckStrength(double strength, string name)
    {
        if (!(strength >= 0 && strength <= 1e6)) throw new ArgumentException($"{name} is {strength}; it must lie in [0, 1000000]");
    }
}
