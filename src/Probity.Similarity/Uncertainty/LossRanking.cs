using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// Mean over the pairs of a batch with different losses of max(0, margin − sign(lᵢ − lⱼ)·(uᵢ − uⱼ)): rows with the larger loss shall have the larger number
/// (Yoo &amp; Kweon, CVPR 2019).
/// </summary>
internal sealed class LossRanking(double[] losses, double margin) : UncertaintyLoss
{
    public override double Compute(ReadOnlySpan<int> rows, ReadOnlySpan<double> outputs, Span<double> gradient, ReadOnlySpan<double> own, Span<double> ownGradient, Step step)
    {
        double sum = 0;
        long pairs = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                int sign = losses[rows[i]].CompareTo(losses[rows[j]]);
                if (sign == 0) continue;
                pairs++;
                double lack = margin - (sign * (outputs[i] - outputs[j]));
                if (lack <= 0) continue;
                sum += lack;
                gradient[i] -= sign;
                gradient[j] += sign;
            }
        }
        if (pairs == 0) return 0;
        for (int i = 0; i < gradient.Length; i++) gradient[i] /= pairs;
        return sum / pairs;
    }
}
