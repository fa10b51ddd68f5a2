using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Contrastive loss of the pairs of a batch (Hadsell, Chopra &amp; LeCun, CVPR 2006): ½·d² of those that belong together, ½·max(0, margin − d)² of the others.
/// By default of the hard ones only: positives no nearer than the anchor's nearest negative, negatives no farther than its farthest positive.
/// </summary>
/// <remarks>Positives and negatives are averaged apart, each over its pairs above 0. An item is never its own negative, however many are alike.</remarks>
public sealed record OnlineContrastiveLoss : SimilarityLoss
{
    internal const double DefaultMargin = .5;

    /// <param name="margin">How far apart those that do not belong together are to be; positive, in units of the distance. The default value is 0.5.</param>
    /// <param name="allPairs">Whether pairs that are not hard count as well. The default value is false.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public OnlineContrastiveLoss(double margin = DefaultMargin, bool allPairs = false)
    {
        Require.Positive(margin, nameof(margin));
        (Margin, AllPairs) = (margin, allPairs);
    }

    /// <summary>How far apart those that do not belong together are to be.</summary>
    public double Margin { get; }

    /// <summary>Whether pairs that are not hard count as well.</summary>
    public bool AllPairs { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write(AllPairs ? "online-contrastive-all" : "online-contrastive", Margin);

    internal override Reducer OwnReducer => Reducer.MeanOfNonZero;

    internal override void Check() => Only(Distance.Cosine, Distance.Euclidean, Distance.Manhattan);

    /// <summary>Anchors without a positive or without a negative have no hard pairs.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            double nearest = double.PositiveInfinity, farthest = double.NegativeInfinity;
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] == Relation.Negative) nearest = Math.Min(nearest, distances[j]);
                if (relations[j] == Relation.Positive) farthest = Math.Max(farthest, distances[j]);
            }
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] == Relation.Positive && (AllPairs || distances[j] >= nearest))
                {
                    elements.Add(.5 * distances[j] * distances[j], i, Relation.Positive);
                    gradient[j] = distances[j];
                }
                else if (relations[j] == Relation.Negative && (AllPairs || distances[j] <= farthest))
                {
                    double lacks = Math.Max(0, Margin - distances[j]);
                    elements.Add(.5 * lacks * lacks, i, Relation.Negative);
                    gradient[j] = -lacks;
                }
            }
        }
    }
}
