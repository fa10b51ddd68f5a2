using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// Loss of DeVries &amp; Taylor (2018, arXiv 1802.04865): the probabilities are moved towards the label as far as the confidence c is below 1,
/// p' = c·p + (1 − c)·y, and c is paid for: −ln p'_y − λ·ln c.
/// </summary>
/// <remarks>
/// Such hints are given to half of a batch's rows, drawn by step and row; the others have p' = p but pay for c all the same. After a step λ is
/// divided by 1.01 where the mean of −ln c is below the budget and else by .99, as in the authors' code, within 10⁻⁶ and 10⁶ so that it can come
/// back. A mixed row has both labels' losses by their shares, with a hint for each or for none, and pays for c once. Class weights count for
/// −ln p'_y only.
/// </remarks>
internal sealed class LearnedConfidenceLoss(double budget) : Loss
{
    private const double FirstLambda = .1, LeastLambda = 1e-6, MostLambda = 1e6;
    private const ulong HintStreams = 8UL << 32;

    public override string ToString() => MethodText.Write("learned-confidence", budget);

    internal override int AddedOutputs => 1;

    internal override double[] InitialState => [FirstLambda];

    internal override bool Serves(TargetKind targets) => targets == TargetKind.Classes;

    /// <summary><see cref="LossSums.Extra"/> is the sum of −ln c over the budget.</summary>
    internal override void AfterStep(double[] state, in LossSums sums) =>
        state[0] = Math.Clamp(sums.Extra < 0 ? state[0] / 1.01 : state[0] / .99, LeastLambda, MostLambda);

    /// <summary>Whether a row of a batch gets a hint at a step.</summary>
    internal static bool Hint(in Step step, int row) => new RandomStream(step.Seed, HintStreams + (ulong)step.Number, (uint)row).NextUInt32() < 1U << 31;

    internal override LossSums Rows<T>(LossBatch<T> batch, int start, int end)
    {
        var sums = default(LossSums);
        double lambda = batch.State[0];
        for (int i = start; i < end; i++)
        {
            Span<T> gradient = batch.Gradient(i);
            gradient.Clear();
            if (i >= batch.Known) continue;
            ReadOnlySpan<T> outputs = batch.Logits(i);
            bool hint = Hint(batch.Step, i);
            int label = batch.Labels[i], partner = batch.PartnerLabels[i];
            double share = batch.Share(i), weight = share * batch.ClassWeight(label);
            sums.Correct += batch.IsCorrect(i) ? 1 : 0;
            sums.Loss += weight * Task(outputs, label, hint, batch.Scale * weight, gradient);
            if (share < 1)
            {
                weight = (1 - share) * batch.ClassWeight(partner);
                sums.Loss += weight * Task(outputs, partner, hint, batch.Scale * weight, gradient);
            }
            double a = double.CreateTruncating(outputs[batch.Classes]), cost = Elementary.Softplus(-a);
            gradient[batch.Classes] -= T.CreateTruncating(batch.Scale * lambda * Math.Exp(-Elementary.Softplus(a)));
            sums.Loss += lambda * cost;
            sums.Extra += cost - budget;
        }
        return sums;
    }

    /// <summary>−ln p'_y.</summary>
    private static double Task<T>(ReadOnlySpan<T> outputs, int label, bool hint, double weight, Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> logits = outputs[..^1];
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, label, stackalloc double[SoftmaxTerms.OnStack]);
        double loss = -softmax.LogP, earned = 1;   // the share of p'_y that is the network's own
        if (hint)
        {
            double a = double.CreateTruncating(outputs[^1]), logC = -Elementary.Softplus(-a), logGift = -Elementary.Softplus(a);
            double own = logC + softmax.LogP, log = Math.Max(own, logGift) + Elementary.Log1P(Math.Exp(-Math.Abs(own - logGift)));
            double lacks = Math.Exp(logC) * softmax.Q;
            loss = lacks < .5 ? -Elementary.Log1P(-lacks) : -log;
            earned = Math.Exp(own - log);
            gradient[^1] += T.CreateTruncating(weight * lacks * Math.Exp(logGift - log));
        }
        double pull = weight * earned;
        for (int j = 0; j < logits.Length; j++)
            gradient[j] += T.CreateTruncating(pull * (j == label ? -softmax.Q : softmax.Terms[j] / softmax.Total));
        return loss;
    }
}
