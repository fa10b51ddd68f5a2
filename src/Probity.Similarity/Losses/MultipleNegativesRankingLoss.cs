using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Multiple negatives ranking (Henderson et al., 2017): given pairs (a, b), −ln of the share of a's own b among the b of all pairs, by exp(scale·similarity).
/// A pair's loss is multiplied by its score.
/// </summary>
/// <remarks>
/// The similarity is the cosine itself, in [−1, 1]; with (cos + 1) / 2, as some have it, a scale of 20 is what 10 is here. The b of pairs with the same anchor,
/// or of the same subgroup, are no negatives.
/// </remarks>
public sealed record MultipleNegativesRankingLoss : SimilarityLoss
{
    internal const double DefaultScale = 20;

    /// <param name="scale">What similarities are multiplied by, positive. The default value is 20.</param>
    /// <param name="symmetric">Whether a is sought among the first of all pairs as well, and the two averaged. The default value is false.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public MultipleNegativesRankingLoss(double scale = DefaultScale, bool symmetric = false)
    {
        Require.Positive(scale, nameof(scale));
        (Scale, Symmetric) = (scale, symmetric);
    }

    /// <summary>What similarities are multiplied by.</summary>
    public double Scale { get; }

    /// <summary>Whether both directions count.</summary>
    public bool Symmetric { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write(Symmetric ? "multiple-negatives-symmetric" : "multiple-negatives", Scale);

    internal override LossSubject Subject => LossSubject.GivenPairs;

    internal override bool ReadsSimilarity => true;

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            bool second = table.Seconds[i];
            if (second && !Symmetric) continue;
            ReadOnlySpan<double> similarities = table.ValuesOf(i);
            Span<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            for (int j = 0; j < relations.Length; j++)
            {
                if (table.Seconds[j] == second) relations[j] = Relation.None;
            }
            double ofNegatives = RelationSums.LogSumExp(similarities, relations, Relation.Negative, Scale);
            if (double.IsNegativeInfinity(ofNegatives)) continue;

            double score = table.Scores[i], weight = 0;
            for (int j = 0; j < similarities.Length; j++)
            {
                if (relations[j] != Relation.Positive) continue;
                double behind = ofNegatives - (Scale * similarities[j]), slope = score * Elementary.Logistic(behind);
                elements.Add(score * Elementary.Softplus(behind), i);
                gradient[j] = -slope * Scale;
                weight += slope;
            }
            RelationSums.AddDerivative(similarities, relations, Relation.Negative, Scale, ofNegatives, weight, gradient);
        }
    }
}
