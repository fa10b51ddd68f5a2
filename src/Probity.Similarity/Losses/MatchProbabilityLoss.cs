using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Makes the agreement of feature groups a probability of belonging together: binary cross-entropy of σ(a·A + b), where A is the mean over the groups of
/// the chance that both items take the same value, Σ_g ⟨p_g, q_g⟩ / G. a and b are learned.
/// </summary>
/// <remarks>
/// At the start a = 10 and b = −5: the turning point is at half agreement, no agreement is a match with .7 % and full agreement with 99.3 %. Positives and
/// negatives are averaged apart, so that σ is the probability where so many pairs are matches as <see cref="PositiveShare"/> says; for another share move b by
/// the difference of the log-odds. It averages itself and takes no reducer; its distance is the product's.
/// </remarks>
public sealed record MatchProbabilityLoss : SimilarityLoss
{
    internal const double DefaultPositiveShare = .5, StartScale = 10, StartShift = -5;

    /// <param name="featureGroups">G of the head, at least 1: what A is divided by.</param>
    /// <param name="positiveShare">Weight of the positive pairs of a batch in all, in (0, 1); or 0: every pair counts alike. The default value is 0.5.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public MatchProbabilityLoss(int featureGroups, double positiveShare = DefaultPositiveShare)
    {
        if (featureGroups < 1) throw new ArgumentException($"{nameof(featureGroups)}: {featureGroups}; give as many as the head has, such as match-probability(8)");
        if (!(positiveShare >= 0 && positiveShare < 1)) throw new ArgumentException($"{nameof(positiveShare)}: {positiveShare}; it must lie in [0, 1), where 0 counts every pair alike");
        (FeatureGroups, PositiveShare) = (featureGroups, positiveShare);
        Distance = Distance.DotProduct;
    }

    /// <summary>G.</summary>
    public int FeatureGroups { get; }

    /// <summary>Weight of the positive pairs in all; 0 where every pair counts alike.</summary>
    public double PositiveShare { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("match-probability", FeatureGroups, PositiveShare);

    /// <exception cref="ArgumentException">Not a whole number of feature groups.</exception>
    internal static MatchProbabilityLoss Read(double[] settings) =>
        settings[0] == Math.Floor(settings[0]) && Math.Abs(settings[0]) <= int.MaxValue
            ? new MatchProbabilityLoss((int)settings[0], settings[1])
            : throw new ArgumentException($"{nameof(FeatureGroups)}: {settings[0]}; it must be a whole number, as many as the head has");

    internal override bool ReadsSimilarity => true;

    internal override Reducer OwnReducer => Reducer.Sum;

    internal override IReadOnlyList<double> OwnNumbers => [StartScale, StartShift];

    internal override void Check()
    {
        this.OnlyOn("agreement is a product", Distance.DotProduct);
        this.NoReducer();
    }

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        ReadOnlySpan<double> products = table.Values;
        ReadOnlySpan<Relation> relations = table.Relations;
        Span<double> gradient = table.Gradient;
        int positives = relations.Count(Relation.Positive), negatives = relations.Count(Relation.Negative);
        if (positives + negatives == 0) return;
        double each = 1.0 / (positives + negatives), scale = numbers[0], sum = 0;
        double positive = PositiveShare > 0 ? PositiveShare / Math.Max(positives, 1) : each;
        double negative = PositiveShare > 0 ? (1 - PositiveShare) / Math.Max(negatives, 1) : each;
        for (int c = 0; c < products.Length; c++)
        {
            if (relations[c] == Relation.None) continue;
            double agreement = products[c] / FeatureGroups, sign = relations[c] == Relation.Positive ? -1 : 1;
            double weight = sign < 0 ? positive : negative, t = sign * ((scale * agreement) + numbers[1]);
            sum += weight * Elementary.Softplus(t);
            double derivative = weight * sign * Elementary.Logistic(t);
            gradient[c] = derivative * scale / FeatureGroups;
            numbersGradient[0] += derivative * agreement;
            numbersGradient[1] += derivative;
        }
        elements.Add(sum, 0);
    }
}
