using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Normalised temperature-scaled cross-entropy (Sohn, NeurIPS 2016; Chen et al., SimCLR, ICML 2020): of each anchor and positive −ln of the positive's share
/// among itself and the negatives of the anchor, at a temperature.
/// </summary>
/// <remarks>Other positives are no rivals here; <see cref="SupervisedContrastiveLoss"/> has them below the line too.</remarks>
public sealed record NTXentLoss : SimilarityLoss
{
    internal const double DefaultTemperature = .07;

    /// <param name="temperature">τ, what similarities are divided by, positive. The default value is 0.07.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public NTXentLoss(double temperature = DefaultTemperature)
    {
        Require.Temperature(temperature, nameof(temperature));
        Temperature = temperature;
    }

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("nt-xent", Temperature);

    internal override bool ReadsSimilarity => true;

    /// <summary>Anchors without a positive or without a negative are left out.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        double factor = 1 / Temperature;
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> similarities = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            double ofNegatives = RelationSums.LogSumExp(similarities, relations, Relation.Negative, factor);
            if (double.IsNegativeInfinity(ofNegatives)) continue;

            double weight = 0;
            for (int j = 0; j < similarities.Length; j++)
            {
                if (relations[j] != Relation.Positive) continue;
                double behind = ofNegatives - (factor * similarities[j]), slope = Elementary.Logistic(behind);
                elements.Add(Elementary.Softplus(behind), i);
                gradient[j] = -slope * factor;
                weight += slope;
            }
            RelationSums.AddDerivative(similarities, relations, Relation.Negative, factor, ofNegatives, weight, gradient);
        }
    }
}
