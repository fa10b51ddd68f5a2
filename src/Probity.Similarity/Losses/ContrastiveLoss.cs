using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Contrastive loss of given pairs (Hadsell, Chopra &amp; LeCun, CVPR 2006): ½·(s·d² + (1 − s)·max(0, margin − d)²) of a pair with score s, which may lie
/// between 0 and 1.
/// </summary>
/// <remarks>For groups see <see cref="GroupContrastiveLoss"/>.</remarks>
public sealed record ContrastiveLoss : SimilarityLoss
{
    internal const double DefaultMargin = 1;

    /// <param name="margin">How far apart those that do not belong together are to be; positive, in units of the distance. The default value is 1.</param>
    /// <param name="otherSubgroups">Whether the nearest item of another subgroup counts as a pair with score 0 too. The default value is false.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public ContrastiveLoss(double margin = DefaultMargin, bool otherSubgroups = false)
    {
        Require.Positive(margin, nameof(margin));
        (Margin, OtherSubgroups) = (margin, otherSubgroups);
    }

    /// <summary>How far apart those that do not belong together are to be.</summary>
    public double Margin { get; }

    /// <summary>Whether the nearest item of another subgroup counts as a pair with score 0 too.</summary>
    public bool OtherSubgroups { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write(OtherSubgroups ? "contrastive-subgroups" : "contrastive", Margin);

    internal override LossSubject Subject => LossSubject.GivenPairs;

    internal override Reducer OwnReducer => Reducer.Mean;

    internal override void Check() => Only(Distance.Cosine, Distance.Euclidean, Distance.Manhattan);

    /// <summary>Each pair from both sides: the mean is the same, and a memory has no sides.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            double score = table.Scores[i];
            int nearest = -1;
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] == Relation.Negative && (nearest < 0 || distances[j] < distances[nearest])) nearest = j;
                if (relations[j] != Relation.Positive) continue;
                double lacks = Math.Max(0, Margin - distances[j]);
                gradient[j] = (score * distances[j]) - ((1 - score) * lacks);
                elements.Add(.5 * ((score * distances[j] * distances[j]) + ((1 - score) * lacks * lacks)), i, Relation.Positive);
            }
            if (!OtherSubgroups || nearest < 0) continue;
            double lacking = Math.Max(0, Margin - distances[nearest]);
            gradient[nearest] = -lacking;
            elements.Add(.5 * lacking * lacking, i, Relation.Negative);
        }
    }
}
