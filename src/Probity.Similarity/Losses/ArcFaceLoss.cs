using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Additive angular margin (Deng et al., CVPR 2019): softmax over s·cos θ to one learned direction for each group, where the item's own group
/// must win with cos(θ + m).
/// </summary>
/// <remarks>
/// Where θ + m would pass π the own group's term is cos θ − m·sin m, as in the authors' code: below −1 and still falling, so that an item on the far
/// side is still pulled. An item of several groups has the margin on each, and the same share of each as its target.
/// </remarks>
public sealed record ArcFaceLoss : SimilarityLoss
{
    internal const double DefaultScale = 64, DefaultMargin = .5;

    private const double SmallestSine = 1e-3;   // cos(θ + m) has no derivative in cos θ at θ = 0 and π: this bounds it, within .06 degrees

    /// <param name="scale">s, what cosines are multiplied by, positive. The default value is 64.</param>
    /// <param name="margin">m in radians, in [0, π/2]. The default value is 0.5.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public ArcFaceLoss(double scale = DefaultScale, double margin = DefaultMargin)
    {
        Require.Positive(scale, nameof(scale));
        if (!(margin >= 0 && margin <= Math.PI / 2)) throw new ArgumentException($"{nameof(margin)}: {margin}; it must lie in [0, π/2] radians");
        (Scale, Margin) = (scale, margin);
    }

    /// <summary>s.</summary>
    public double Scale { get; }

    /// <summary>m, radians.</summary>
    public double Margin { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("arcface", Scale, Margin);

    internal override LossSubject Subject => LossSubject.Proxies;

    internal override bool ReadsSimilarity => true;

    internal override void Check() => this.OnlyOn("its margin is an angle", Distance.Cosine);

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        (double sine, double cosine) = Math.SinCos(Margin);
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> cosines = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> cells = table.GradientOf(i);
            for (int j = 0; j < cells.Length; j++) cells[j] = Scale * (relations[j] == Relation.Positive ? Own(cosines[j]) : cosines[j]);
            if (!ProxySoftmax.Add(cells, relations, i, elements)) continue;
            for (int j = 0; j < cells.Length; j++) cells[j] *= Scale * (relations[j] == Relation.Positive ? Slope(cosines[j]) : 1);
        }

        double Own(double c) => c > -cosine ? (c * cosine) - (Sine(c) * sine) : c - (Margin * sine);

        double Slope(double c) => c > -cosine ? cosine + (c * sine / Math.Max(Sine(c), SmallestSine)) : 1;
    }

    private static double Sine(double cosine) => Math.Sqrt(Math.Max(0, (1 - cosine) * (1 + cosine)));
}
