using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// N-pairs loss (Sohn, NeurIPS 2016): of each anchor the mean over its positives of ln(1 + Σ exp(⟨a, n⟩ − ⟨a, p⟩)) over its negatives, and ½·penalty·‖a‖²,
/// for a product alone rewards long vectors.
/// </summary>
/// <remarks>Its distance is <see cref="Distance.DotProduct"/> where none is given; the length counts on that one only.</remarks>
public sealed record NPairsLoss : SimilarityLoss
{
    internal const double DefaultPenalty = .002;

    /// <param name="penalty">Of the squared length of embeddings; not negative. The default value is 0.002.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public NPairsLoss(double penalty = DefaultPenalty)
    {
        Require.NotNegative(penalty, nameof(penalty));
        Penalty = penalty;
        Distance = Distance.DotProduct;
    }

    /// <summary>Of the squared length of embeddings.</summary>
    public double Penalty { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("n-pairs", Penalty);

    internal override bool ReadsSimilarity => true;

    /// <summary>Anchors without a positive or without a negative are left out.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> products = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            int positives = relations.Count(Relation.Positive);
            double ofNegatives = RelationSums.LogSumExp(products, relations, Relation.Negative, 1);
            if (positives == 0 || double.IsNegativeInfinity(ofNegatives)) continue;

            double sum = 0, weight = 0;
            for (int j = 0; j < products.Length; j++)
            {
                if (relations[j] != Relation.Positive) continue;
                double behind = ofNegatives - products[j], slope = Elementary.Logistic(behind) / positives;
                sum += Elementary.Softplus(behind);
                gradient[j] = -slope;
                weight += slope;
            }
            RelationSums.AddDerivative(products, relations, Relation.Negative, 1, ofNegatives, weight, gradient);
            double length = 0;
            if (Distance == Distance.DotProduct)
            {
                length = products[i];   // of an item with itself
                gradient[i] = .5 * Penalty;
            }
            elements.Add((sum / positives) + (.5 * Penalty * length), i);
        }
    }
}
