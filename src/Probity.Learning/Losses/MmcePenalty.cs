using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>
/// Maximum mean calibration error (Kumar, Sarawagi &amp; Jain, ICML 2018), weighted form: λ·√(Σ_ij w_i·w_j·exp(−|r_i − r_j| / 0.4)) with the
/// confidence r of the predicted class, w = (1 − r)/n for the n rows that are right and −r/m for the m that are wrong.
/// </summary>
/// <remarks>
/// The root, as in the paper's objective and its authors' code, whose 10⁻¹⁰ under the root keeps the derivative finite (here taken off again,
/// so that 0 is 0). Which rows are right counts as constant. 0 where all rows of a batch are right or all wrong, so it does nothing for a
/// network that fits its training rows perfectly; wants batches of 100 rows or more. Of mixed rows the label with the larger share counts.
/// Rows are sorted by confidence, so a batch of N costs N·log N and not N².
/// </remarks>
public sealed class MmcePenalty : Penalty
{
    internal const double DefaultStrength = 2;
    private const double Width = .4, UnderRoot = 1e-10;

    /// <summary>Adds the calibration error of every batch.</summary>
    /// <param name="strength">λ, at least 0. The default value is 2, with which Mukhoti et al. (NeurIPS 2020) compare it.</param>
    /// <exception cref="ArgumentException">λ out of range.</exception>
    public MmcePenalty(double strength = DefaultStrength)
    {
        CheckStrength(strength, "mmce: λ");
        Strength = strength;
    }

    /// <summary>λ.</summary>
    public double Strength { get; }

    internal override bool CouplesRows => true;

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("mmce", Strength);

    internal override bool Serves(TargetKind targets) => targets is TargetKind.Classes or TargetKind.Binary;

    internal override double Rows<T>(LossBatch<T> batch, int start, int end)
    {
        int rows = batch.Known, right = 0;
        Span<double> scratch = batch.Scratch(4), hit = scratch[..rows];   // row by row; the others in order of doubt
        Span<double> doubt = scratch.Slice(rows, rows), weight = scratch.Slice(2 * rows, rows), below = scratch.Slice(3 * rows, rows);
        Span<int> order = batch.Order.AsSpan(0, rows);
        for (int i = 0; i < rows; i++)
        {
            // The doubt 1 − r, not r: confidences near 1 keep their digits.
            doubt[i] = Doubt(batch, i, out int predicted);
            bool isRight = predicted == (batch.Share(i) < .5 ? batch.PartnerLabels[i] : batch.Labels[i]);
            hit[i] = isRight ? 1 : 0;
            right += isRight ? 1 : 0;
            order[i] = i;
        }
        if (right == 0 || right == rows) return 0;
        doubt.Sort(order);
        for (int k = 0; k < rows; k++) weight[k] = hit[order[k]] == 1 ? doubt[k] / right : (doubt[k] - 1) / (rows - right);

        // Kernel sums over the rows of less doubt going up, over those of more going down; rows of equal doubt pull neither way.
        double sum = 0, squared = 0;
        for (int k = 0, next; k < rows; k = next)
        {
            double less = k == 0 ? 0 : sum * Math.Exp((doubt[k - 1] - doubt[k]) / Width);
            sum = less;
            next = k;
            do   // at least one row, be it NaN
            {
                below[next] = less;
                sum += weight[next];
            }
            while (++next < rows && doubt[next] == doubt[k]);
        }
        sum = 0;
        for (int k = rows, next; k > 0; k = next)
        {
            double more = k == rows ? 0 : sum * Math.Exp((doubt[k - 1] - doubt[k]) / Width), equal = 0;
            next = k;
            do equal += weight[--next];
            while (next > 0 && doubt[next - 1] == doubt[k - 1]);
            for (int i = next; i < k; i++)
            {
                double all = below[i] + equal + more, rise = 1.0 / (hit[order[i]] == 1 ? right : rows - right);
                squared += weight[i] * all;
                below[i] = 2 * ((rise * all) + (weight[i] * (more - below[i]) / Width));   // now the derivative of the sum in the doubt
            }
            sum = more + equal;
        }
        squared = Math.Max(0, squared);
        double root = Math.Sqrt(squared + UnderRoot);
        for (int k = 0; k < rows; k++) AddDerivative(batch, order[k], Strength / (2 * root) * below[k]);
        return Strength * squared / (root + Math.Sqrt(UnderRoot)) * rows;
    }

    private static double Doubt<T>(LossBatch<T> batch, int row, out int predicted) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (batch.Targets == TargetKind.Binary)
        {
            double z = double.CreateTruncating(batch.Logits(row)[0]), small = Math.Exp(-Math.Abs(z));
            predicted = z > 0 ? 1 : 0;
            return small / (1 + small);
        }
        using SoftmaxTerms softmax = SoftmaxTerms.Of(batch.Logits(row)[..batch.Classes], -1, stackalloc double[SoftmaxTerms.OnStack]);
        predicted = softmax.Class;
        return softmax.Q;
    }

    private static void AddDerivative<T>(LossBatch<T> batch, int row, double weight) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> gradient = batch.Gradient(row);
        if (batch.Targets == TargetKind.Binary)
        {
            double z = double.CreateTruncating(batch.Logits(row)[0]), small = Math.Exp(-Math.Abs(z));
            gradient[0] += T.CreateTruncating((z > 0 ? -weight : weight) * small / ((1 + small) * (1 + small)));
            return;
        }
        using SoftmaxTerms softmax = SoftmaxTerms.Of(batch.Logits(row)[..batch.Classes], -1, stackalloc double[SoftmaxTerms.OnStack]);
        for (int j = 0; j < batch.Classes; j++)
            gradient[j] += T.CreateTruncating(weight * softmax.P * (j == softmax.Class ? -softmax.Q : softmax.Terms[j] / softmax.Total));
    }
}
