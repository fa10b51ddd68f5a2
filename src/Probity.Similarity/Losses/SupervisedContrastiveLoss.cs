using Probity.Learning;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>
/// Supervised contrastive loss (Khosla et al., NeurIPS 2020, L_out): of each anchor the mean over its positives of −ln of their share among all
/// others, at a temperature.
/// </summary>
public sealed record SupervisedContrastiveLoss : SimilarityLoss
{
    internal const double DefaultTemperature = .1;

    /// <param name="temperature">τ, what similarities are divided by, positive. The default value is 0.1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public SupervisedContrastiveLoss(double temperature = DefaultTemperature)
    {
        Require.Positive(temperature, nameof(temperature));
        Temperature = temperature;
    }

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("supcon", Temperature);

    internal override bool ReadsSimilarity => true;

    /// <summary>Anchors without a positive are left out.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> similarities = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            int positives = relations.Count(Relation.Positive);
            if (positives == 0) continue;

            double top = double.NegativeInfinity, ofPositives = 0;
            for (int j = 0; j < similarities.Length; j++)
            {
                if (relations[j] != Relation.None && similarities[j] > top) top = similarities[j];
                if (relations[j] == Relation.Positive) ofPositives += similarities[j];
            }
            PairCells.Exp(similarities, top, 1 / Temperature, gradient);
            for (int j = 0; j < gradient.Length; j++)
            {
                if (relations[j] == Relation.None) gradient[j] = 0;
            }
            double sum = PairCells.Sum(gradient), share = 1 / (positives * Temperature);
            ElementWise.Scale(gradient, 1 / (sum * Temperature), 0);
            for (int j = 0; j < gradient.Length; j++)
            {
                if (relations[j] == Relation.Positive) gradient[j] -= share;
            }
            elements.Add(((top - (ofPositives / positives)) / Temperature) + Math.Log(sum), i);
        }
    }
}
