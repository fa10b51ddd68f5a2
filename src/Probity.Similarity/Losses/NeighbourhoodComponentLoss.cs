using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Neighbourhood components analysis (Goldberger et al., NeurIPS 2004): −ln of the chance that a neighbour drawn with probability ∝ exp(−scale·d) belongs
/// with the anchor. On Euclidean distances d is squared, as in the paper.
/// </summary>
/// <remarks>Twice the cosine distance is the squared Euclidean distance of unit vectors, hence the default scale.</remarks>
public sealed record NeighbourhoodComponentLoss : SimilarityLoss
{
    internal const double DefaultScale = 2;

    /// <param name="scale">What distances are multiplied by, positive. The default value is 2.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public NeighbourhoodComponentLoss(double scale = DefaultScale)
    {
        Require.Positive(scale, nameof(scale));
        Scale = scale;
    }

    /// <summary>What distances are multiplied by.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("nca", Scale);

    /// <summary>Anchors without a positive or without a negative are left out: with none to tell apart the loss is 0.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        bool squared = Distance == Distance.Euclidean;
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i), values = table.Scratch(distances.Length);
            for (int j = 0; j < distances.Length; j++) values[j] = squared ? distances[j] * distances[j] : distances[j];
            double ofPositives = RelationSums.LogSumExp(values, relations, Relation.Positive, -Scale);
            double ofNegatives = RelationSums.LogSumExp(values, relations, Relation.Negative, -Scale);
            if (double.IsNegativeInfinity(ofPositives) || double.IsNegativeInfinity(ofNegatives)) continue;

            double behind = ofNegatives - ofPositives, slope = Elementary.Logistic(behind);
            RelationSums.AddDerivative(values, relations, Relation.Positive, -Scale, ofPositives, -slope, gradient);
            RelationSums.AddDerivative(values, relations, Relation.Negative, -Scale, ofNegatives, slope, gradient);
            if (squared)
            {
                for (int j = 0; j < distances.Length; j++) gradient[j] *= 2 * distances[j];
            }
            elements.Add(Elementary.Softplus(behind), i);
        }
    }
}
