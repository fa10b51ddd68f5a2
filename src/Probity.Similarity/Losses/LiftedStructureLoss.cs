using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Lifted structured embedding (Oh Song et al., CVPR 2016): of each pair that belongs together ½·max(0, d − positive margin + ln Σ exp(negative margin − d))²,
/// the sum over the negatives of both.
/// </summary>
/// <remarks>Of a positive that lies in the memory, or that a miner has left without this pair, only the anchor's own negatives are known.</remarks>
public sealed record LiftedStructureLoss : SimilarityLoss
{
    internal const double DefaultNegativeMargin = 1;

    /// <param name="positiveMargin">What positives may be apart; not negative. The default value is 0.</param>
    /// <param name="negativeMargin">What negatives are to be apart; not negative. The default value is 1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public LiftedStructureLoss(double positiveMargin = 0, double negativeMargin = DefaultNegativeMargin)
    {
        Require.NotNegative(positiveMargin, nameof(positiveMargin));
        Require.NotNegative(negativeMargin, nameof(negativeMargin));
        (PositiveMargin, NegativeMargin) = (positiveMargin, negativeMargin);
    }

    /// <summary>What positives may be apart.</summary>
    public double PositiveMargin { get; }

    /// <summary>What negatives are to be apart.</summary>
    public double NegativeMargin { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("lifted-structure", PositiveMargin, NegativeMargin);

    /// <summary>Pairs without any negative are left out. The derivative in a positive's negatives lies in its own row: the two are of one group.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        int anchors = table.Anchors;
        Span<double> scratch = table.Scratch(2 * anchors), sums = scratch[..anchors], weights = scratch[anchors..];
        weights.Clear();
        for (int i = 0; i < anchors; i++) sums[i] = RelationSums.LogSumExp(table.ValuesOf(i), table.RelationsOf(i), Relation.Negative, -1);
        for (int i = 0; i < anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] != Relation.Positive) continue;
                bool mutual = j < anchors && table.RelationsOf(j)[i] == Relation.Positive;   // so that a row with a derivative has an element
                double own = sums[i], other = mutual ? sums[j] : double.NegativeInfinity, top = Math.Max(own, other);
                if (double.IsNegativeInfinity(top)) continue;
                double both = top + Math.Log(Math.Exp(own - top) + Math.Exp(other - top));
                double over = Math.Max(0, distances[j] - PositiveMargin + NegativeMargin + both);
                elements.Add(.5 * over * over, i);
                table.GradientOf(i)[j] = over;
                weights[i] += over * Math.Exp(own - both);
                if (mutual) weights[j] += over * Math.Exp(other - both);
            }
        }
        for (int i = 0; i < anchors; i++)
        {
            if (weights[i] > 0) RelationSums.AddDerivative(table.ValuesOf(i), table.RelationsOf(i), Relation.Negative, -1, sums[i], weights[i], table.GradientOf(i));
        }
    }
}
