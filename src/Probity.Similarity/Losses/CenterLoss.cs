using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Center loss (Wen et al., ECCV 2016): λ/2·‖x − c‖² to the centre of the item's group, mean over the items. It draws items together and pushes nothing apart: alone
/// it collapses.
/// </summary>
/// <remarks>
/// The paper moves each centre towards the mean of its items by a rate of its own; here centres are learned like everything else, by the loss's
/// gradient in them. Reads lengths and directions on the Euclidean distance (the default), directions alone on the cosine's. An item of several
/// groups has the mean over its centres.
/// </remarks>
public sealed record CenterLoss : SimilarityLoss
{
    internal const double DefaultStrength = 1;

    /// <param name="strength">λ, positive. The default value is 1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public CenterLoss(double strength = DefaultStrength)
    {
        Require.Positive(strength, nameof(strength));
        Strength = strength;
        Distance = Distance.Euclidean;
    }

    /// <summary>λ.</summary>
    public double Strength { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("center", Strength);

    internal override LossSubject Subject => LossSubject.Proxies;

    internal override void Check() => this.OnlyOn("it needs a squared length", Distance.Euclidean, Distance.Cosine);

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> gradient = table.GradientOf(i);
            int positives = relations.Count(Relation.Positive);
            if (positives == 0) continue;
            double weight = Strength / (2 * positives), sum = 0;
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] != Relation.Positive) continue;
                sum += SquaredDistances.Of(Distance, distances[j]);
                gradient[j] = weight * SquaredDistances.Derivative(Distance, distances[j]);
            }
            elements.Add(weight * sum, i);
        }
    }
}
