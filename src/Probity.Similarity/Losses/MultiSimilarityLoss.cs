using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Multi-similarity loss (Wang et al., CVPR 2019): of each anchor (1/α)·ln(1 + Σ exp(−α(s − λ))) over its positives and (1/β)·ln(1 + Σ exp(β(s − λ))) over
/// its negatives. The paper uses it with <c>multi-similarity</c> mining.
/// </summary>
public sealed record MultiSimilarityLoss : SimilarityLoss
{
    internal const double DefaultPositiveScale = 2, DefaultNegativeScale = 50, DefaultBase = .5;

    /// <param name="positiveScale">α, positive. The default value is 2.</param>
    /// <param name="negativeScale">β, positive. The default value is 50.</param>
    /// <param name="similarityBase">λ, the similarity that parts near from far. The default value is 0.5.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public MultiSimilarityLoss(double positiveScale = DefaultPositiveScale, double negativeScale = DefaultNegativeScale, double similarityBase = DefaultBase)
    {
        Require.Positive(positiveScale, nameof(positiveScale));
        Require.Positive(negativeScale, nameof(negativeScale));
        if (!double.IsFinite(similarityBase)) throw new ArgumentException($"similarityBase: {similarityBase}; it must be finite");
        (PositiveScale, NegativeScale, Base) = (positiveScale, negativeScale, similarityBase);
    }

    /// <summary>α.</summary>
    public double PositiveScale { get; }

    /// <summary>β.</summary>
    public double NegativeScale { get; }

    /// <summary>λ.</summary>
    public double Base { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("multi-similarity", PositiveScale, NegativeScale, Base);

    internal override bool ReadsSimilarity => true;

    /// <summary>Anchors with neither positives nor negatives are left out; those with one of the two have that part.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            if (!relations.ContainsAnyExcept(Relation.None)) continue;
            elements.Add(Part(table, i, Relation.Positive, -PositiveScale) + Part(table, i, Relation.Negative, NegativeScale), i);
        }
    }

    private double Part(PairTable table, int anchor, Relation of, double factor)
    {
        ReadOnlySpan<double> similarities = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        double sum = RelationSums.LogSumExp(similarities, relations, of, factor);
        if (double.IsNegativeInfinity(sum)) return 0;
        double over = sum - (factor * Base), scale = Math.Abs(factor);
        RelationSums.AddDerivative(similarities, relations, of, factor, sum, Elementary.Logistic(over) / scale, table.GradientOf(anchor));
        return Elementary.Softplus(over) / scale;
    }
}
