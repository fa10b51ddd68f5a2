using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Tuplet margin loss (Yu &amp; Tao, ICCV 2019): of each anchor and positive at angle θ, ln(1 + Σ exp(s·(cos θₙ − cos(θ − β)))) over the anchor's negatives. The
/// slack β forgives that much, so that positives need not coincide.
/// </summary>
/// <remarks>Where θ is below β the positive counts as at angle 0: the formula as it stands would push it away.</remarks>
public sealed record TupletMarginLoss : SimilarityLoss
{
    internal const double DefaultSlack = 5.73, DefaultScale = 64;

    private const double LeastSine = 1e-4;   // opposite vectors: the derivative of the angle has no end there, that of the cosine in the vectors is 0

    /// <param name="slack">β in degrees, 0 to 180. The default value is 5.73.</param>
    /// <param name="scale">s, positive. The default value is 64.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public TupletMarginLoss(double slack = DefaultSlack, double scale = DefaultScale)
    {
        if (!(slack >= 0 && slack <= 180)) throw new ArgumentException($"slack: {slack}; it must be an angle of 0 to 180 degrees");
        Require.Positive(scale, nameof(scale));
        (Slack, Scale) = (slack, scale);
    }

    /// <summary>β in degrees.</summary>
    public double Slack { get; }

    /// <summary>s.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("tuplet-margin", Slack, Scale);

    internal override bool ReadsSimilarity => true;

    internal override void Check() => Only(Distance.Cosine);

    /// <summary>Anchors without a positive or without a negative are left out.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        double slack = Slack * Math.PI / 180;
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> cosines = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            double ofNegatives = RelationSums.LogSumExp(cosines, relations, Relation.Negative, Scale);
            if (double.IsNegativeInfinity(ofNegatives)) continue;

            double weight = 0;
            for (int j = 0; j < cosines.Length; j++)
            {
                if (relations[j] != Relation.Positive) continue;
                double angle = Math.Acos(Math.Clamp(cosines[j], -1, 1)), beyond = Math.Max(0, angle - slack);
                double behind = ofNegatives - (Scale * Math.Cos(beyond)), slope = Elementary.Logistic(behind);
                elements.Add(Elementary.Softplus(behind), i);
                gradient[j] = -slope * Scale * (beyond > 0 ? Math.Sin(beyond) / Math.Max(Math.Sin(angle), LeastSine) : slack > 0 ? 0 : 1);
                weight += slope;
            }
            RelationSums.AddDerivative(cosines, relations, Relation.Negative, Scale, ofNegatives, weight, gradient);
        }
    }
}
