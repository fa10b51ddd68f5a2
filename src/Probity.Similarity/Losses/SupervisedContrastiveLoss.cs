using Probity.Learning;

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

            double top = double.NegativeInfinity, ofPositives = 0, sum = 0;
            for (int j = 0; j < similarities.Length; j++)
            {
                if (relations[j] != Relation.None) top = Math.Max(top, similarities[j]);
                if (relations[j] == Relation.Positive) ofPositives += similarities[j];
            }
            for (int j = 0; j < similarities.Length; j++)
            {
                gradient[j] = relations[j] == Relation.None ? 0 : Math.Exp((similarities[j] - top) / Temperature);
                sum += gradient[j];
            }
            for (int j = 0; j < similarities.Length; j++)
            {
                if (relations[j] == Relation.None) continue;
                double share = relations[j] == Relation.Positive ? 1.0 / positives : 0;
                gradient[j] = ((gradient[j] / sum) - share) / Temperature;
            }
            elements.Add(((top - (ofPositives / positives)) / Temperature) + Math.Log(sum), i);
        }
    }
}
