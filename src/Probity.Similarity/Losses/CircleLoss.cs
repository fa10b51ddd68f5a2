using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Circle loss (Sun et al., CVPR 2020): of each anchor ln(1 + Σ exp(γ·αₙ(sₙ − m)) · Σ exp(−γ·αₚ(sₚ − 1 + m))), αₚ = max(0, 1 + m − sₚ), αₙ = max(0, sₙ + m).
/// The farther a similarity is from where it should be, the harder it is pulled.
/// </summary>
/// <remarks>As in the paper the weights α are constants to the derivative, so it is not the slope of the value. The mean over anchors with a loss above 0.</remarks>
public sealed record CircleLoss : SimilarityLoss
{
    internal const double DefaultMargin = .4, DefaultScale = 80;

    /// <param name="margin">m, in [0, 1]: how far from 1 and from 0 similarities may stay. The default value is 0.4.</param>
    /// <param name="scale">γ, positive. The default value is 80.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public CircleLoss(double margin = DefaultMargin, double scale = DefaultScale)
    {
        if (!(margin >= 0 && margin <= 1)) throw new ArgumentException($"margin: {margin}; it must lie in [0, 1]");
        Require.Positive(scale, nameof(scale));
        (Margin, Scale) = (margin, scale);
    }

    /// <summary>m.</summary>
    public double Margin { get; }

    /// <summary>γ.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("circle", Margin, Scale);

    internal override bool ReadsSimilarity => true;

    internal override Reducer OwnReducer => Reducer.MeanOfNonZero;

    internal override void Check() => Only(Distance.Cosine);

    /// <summary>Anchors without a positive or without a negative are left out.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> cosines = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            if (!relations.Contains(Relation.Positive) || !relations.Contains(Relation.Negative)) continue;
            Span<double> gradient = table.GradientOf(i), exponents = table.Scratch(cosines.Length);
            for (int j = 0; j < cosines.Length; j++) exponents[j] = Pull(relations[j], cosines[j]) * (cosines[j] - Aim(relations[j]));
            double ofPositives = RelationSums.LogSumExp(exponents, relations, Relation.Positive, 1);
            double ofNegatives = RelationSums.LogSumExp(exponents, relations, Relation.Negative, 1);
            double slope = Elementary.Logistic(ofPositives + ofNegatives);
            RelationSums.AddDerivative(exponents, relations, Relation.Positive, 1, ofPositives, slope, gradient);
            RelationSums.AddDerivative(exponents, relations, Relation.Negative, 1, ofNegatives, slope, gradient);
            for (int j = 0; j < cosines.Length; j++) gradient[j] *= Pull(relations[j], cosines[j]);
            elements.Add(Elementary.Softplus(ofPositives + ofNegatives), i);
        }
    }

    private double Aim(Relation relation) => relation == Relation.Positive ? 1 - Margin : Margin;

    /// <summary>γ·αₙ, or −γ·αₚ.</summary>
    private double Pull(Relation relation, double cosine) => relation switch
    {
        Relation.Positive => -Scale * Math.Max(0, 1 + Margin - cosine),
        Relation.Negative => Scale * Math.Max(0, cosine + Margin),
        _ => 0,
    };
}
