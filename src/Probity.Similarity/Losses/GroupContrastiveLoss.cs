using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Contrastive loss of groups: max(0, d − positive margin) of all pairs that belong together, max(0, negative margin − d) of all that do not
/// (Hadsell, Chopra &amp; LeCun, CVPR 2006, without the squares). The two kinds are averaged apart, each over its pairs above 0.
/// </summary>
public sealed record GroupContrastiveLoss : SimilarityLoss
{
    internal const double DefaultNegativeMargin = 1;

    /// <param name="positiveMargin">How near is near enough; not negative. The default value is 0.</param>
    /// <param name="negativeMargin">How far is far enough; positive. The default value is 1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public GroupContrastiveLoss(double positiveMargin = 0, double negativeMargin = DefaultNegativeMargin)
    {
        Require.NotNegative(positiveMargin, nameof(positiveMargin));
        Require.Positive(negativeMargin, nameof(negativeMargin));
        (PositiveMargin, NegativeMargin) = (positiveMargin, negativeMargin);
    }

    /// <summary>How near is near enough.</summary>
    public double PositiveMargin { get; }

    /// <summary>How far is far enough.</summary>
    public double NegativeMargin { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("group-contrastive", PositiveMargin, NegativeMargin);

    internal override Reducer OwnReducer => Reducer.MeanOfNonZero;

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            double far = 0, near = 0;
            int farPositives = 0, nearNegatives = 0;
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] == Relation.Positive && distances[j] > PositiveMargin)
                {
                    far += distances[j] - PositiveMargin;
                    farPositives++;
                    gradient[j] = 1;
                }
                else if (relations[j] == Relation.Negative && distances[j] < NegativeMargin)
                {
                    near += NegativeMargin - distances[j];
                    nearNegatives++;
                    gradient[j] = -1;
                }
            }
            elements.AddSum(far, i, relations.Count(Relation.Positive), farPositives, Relation.Positive);
            elements.AddSum(near, i, relations.Count(Relation.Negative), nearNegatives, Relation.Negative);
        }
    }
}
