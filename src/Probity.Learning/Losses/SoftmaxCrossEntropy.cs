using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Probity.Learning.Engine;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// Cross-entropy of the softmax against the label: log Σ exp z − z_y, in nats. With smoothing ε the target is 1 − ε + ε/K for the label
/// and ε/K for the others (Szegedy et al., CVPR 2016).
/// </summary>
/// <remarks>A proper loss: its minimum over all functions is the true probability. Smoothed it is not: it asks for 1 − ε + ε/K at most.</remarks>
public sealed class SoftmaxCrossEntropy : Loss
{
    /// <summary>Cross-entropy, smoothed or not.</summary>
    /// <param name="labelSmoothing">ε in [0, 1). The default value is 0.</param>
    /// <exception cref="ArgumentException">ε out of range.</exception>
    public SoftmaxCrossEntropy(double labelSmoothing = 0)
    {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) throw new ArgumentException($"label smoothing: {labelSmoothing}; it must lie in [0, 1)");
        LabelSmoothing = labelSmoothing;
    }

    /// <summary>ε.</summary>
    public double LabelSmoothing { get; }

    /// <inheritdoc/>
    public override string ToString() => LabelSmoothing == 0 ? "cross-entropy" : string.Create(CultureInfo.InvariantCulture, $"cross-entropy({LabelSmoothing})");

    private protected override double Row<T>(ReadOnlySpan<T> logits, int label, double weight, Span<T> gradient)
    {
        double top = double.NegativeInfinity;
        foreach (T z in logits) top = Math.Max(top, double.CreateTruncating(z));
        double own = double.CreateTruncating(logits[label]) - top, others = 0, total, below = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            double d = double.CreateTruncating(logits[j]) - top;
            below += d;
            if (j != label) others += Math.Exp(d);
        }
        total = Math.Exp(own) + others;
        double share = weight / total, uniform = LabelSmoothing / logits.Length;
        for (int j = 0; j < logits.Length; j++)
        {
            // p_y − 1 from the other terms: exact however near p_y is to 1.
            double difference = j == label
                ? (LabelSmoothing * weight) - (share * others)
                : share * Math.Exp(double.CreateTruncating(logits[j]) - top);
            gradient[j] += T.CreateTruncating(difference - (weight * uniform));
        }
        double logTotal = own == 0 ? Elementary.Log1P(others) : Math.Log(total);
        return ((1 - LabelSmoothing) * (logTotal - own)) + (LabelSmoothing * (logTotal - (below / logits.Length)));
    }

    /// <summary>Rows of floats with one label each go through vectors; all others through the form above, in double.</summary>
    internal override LossSums Rows<T>(LossBatch<T> batch, int start, int end)
    {
        if (typeof(T) != typeof(float) || batch.Targets != TargetKind.Classes || batch.Shares.Length > 0) return base.Rows(batch, start, end);
        var sums = default(LossSums);
        for (int i = start; i < end; i++)
        {
            if (i < batch.Known && TryFloats(batch, i, ref sums)) continue;
            sums.Add(base.Rows(batch, i, i + 1));
        }
        return sums;
    }

    private bool TryFloats<T>(LossBatch<T> batch, int row, ref LossSums sums) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<float> logits = MemoryMarshal.Cast<T, float>(batch.Logits(row));
        Span<float> gradient = MemoryMarshal.Cast<T, float>(batch.Gradient(row));
        int label = batch.Labels[row];
        if (!SoftmaxOthers.TryRow(logits, label, gradient, out float top, out double others)) return false;

        double weight = batch.ClassWeight(label), own = (double)logits[label] - top, total = Math.Exp(own) + others;
        double step = batch.Scale * weight, share = step / total, uniform = LabelSmoothing / logits.Length;
        ElementWise.Scale(gradient, (float)share, (float)(-step * uniform));
        gradient[label] = (float)((LabelSmoothing * step) - (share * others) - (step * uniform));

        double logTotal = own == 0 ? Elementary.Log1P(others) : Math.Log(total), loss = logTotal - own;
        if (LabelSmoothing > 0)
        {
            double sum = 0;
            foreach (float z in logits) sum += (double)z - top;
            loss = ((1 - LabelSmoothing) * loss) + (LabelSmoothing * (logTotal - (sum / logits.Length)));
        }
        sums.Loss += weight * loss;
        if (own == 0 && logits[..label].IndexOf(top) < 0) sums.Correct++;
        return true;
    }
}
