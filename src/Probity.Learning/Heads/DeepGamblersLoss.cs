using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// Loss of Deep Gamblers (Liu et al., NeurIPS 2019): −ln(p_y + p_r/o) with the softmax p over K classes and a reservation r; a right bet pays
/// o, what is reserved is kept.
/// </summary>
/// <remarks>
/// With a small o training may stay where all is reserved (the paper then trains by cross-entropy for some epochs first; here raise o). A mixed
/// row has both labels' losses by their shares.
/// </remarks>
internal sealed class DeepGamblersLoss(double reward) : Loss
{
    public override string ToString() => MethodText.Write("deep-gamblers", reward);

    internal override int AddedOutputs => 1;

    internal override bool Serves(TargetKind targets) => targets == TargetKind.Classes;

    private protected override double Row<T>(ReadOnlySpan<T> logits, int label, double weight, Span<T> gradient)
    {
        int reserve = logits.Length - 1;
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, label, stackalloc double[SoftmaxTerms.OnStack]);
        Span<double> terms = softmax.Terms;
        double others = 0;   // of the classes that are wrong
        for (int k = 0; k < reserve; k++)
        {
            if (k != label) others += terms[k];
        }
        // Of what counts, p_y + p_r/o, the shares of label and reservation; from logits, for both terms may be too small to divide.
        double own = double.CreateTruncating(logits[label]), kept = double.CreateTruncating(logits[reserve]) - Math.Log(reward);
        double bet = 1 / (1 + Math.Exp(kept - own)), held = 1 / (1 + Math.Exp(own - kept));
        double lost = others + (terms[reserve] * (1 - (1 / reward)));
        for (int j = 0; j < logits.Length; j++)
        {
            double derivative = j == label ? -bet * lost
                : j == reserve ? held * (((reward - 1) * terms[label]) - others)
                : terms[j];
            gradient[j] += T.CreateTruncating(weight * derivative / softmax.Total);
        }
        double counts = terms[label] + (terms[reserve] / reward);
        return lost < counts
            ? Elementary.Log1P(lost / counts)
            : softmax.Top + softmax.LogTotal - Math.Max(own, kept) - Elementary.Log1P(Math.Exp(-Math.Abs(own - kept)));
    }
}
