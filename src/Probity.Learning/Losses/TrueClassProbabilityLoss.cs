using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>
/// Squared error of a sigmoid against a number in [0, 1]: what ConfidNet learns the probability of the true class by (Corbière et al.,
/// NeurIPS 2019).
/// </summary>
internal sealed class TrueClassProbabilityLoss : Loss
{
    public override string ToString() => "true-class-probability";

    internal override bool Serves(TargetKind targets) => targets == TargetKind.Value;

    internal override LossSums Rows<T>(LossBatch<T> batch, int start, int end)
    {
        var sums = default(LossSums);
        for (int i = start; i < end; i++)
        {
            Span<T> gradient = batch.Gradient(i);
            gradient.Clear();
            if (i >= batch.Known) continue;
            double z = double.CreateTruncating(batch.Logits(i)[0]), small = Math.Exp(-Math.Abs(z)), slope = small / ((1 + small) * (1 + small));
            // From the nearer end of [0, 1], so that neither probability loses its digits.
            double error = z < 0 ? (small / (1 + small)) - batch.Values[i] : (1 - batch.Values[i]) - (small / (1 + small));
            gradient[0] = T.CreateTruncating(2 * batch.Scale * error * slope);
            sums.Loss += error * error;
        }
        return sums;
    }
}
