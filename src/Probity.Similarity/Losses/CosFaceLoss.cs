using Probity.Learning;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>
/// Large margin cosine loss (Wang et al., CVPR 2018): softmax over s·cos θ to one learned direction for each group, where the item's own group
/// must win with cos θ − m.
/// </summary>
/// <remarks>An item of several groups has the margin on each, and the same share of each as its target.</remarks>
public sealed record CosFaceLoss : SimilarityLoss
{
    internal const double DefaultScale = 64, DefaultMargin = .35;

    /// <param name="scale">s, what cosines are multiplied by, positive. The default value is 64.</param>
    /// <param name="margin">m, in [0, 2]. The default value is 0.35.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public CosFaceLoss(double scale = DefaultScale, double margin = DefaultMargin)
    {
        Require.Positive(scale, nameof(scale));
        if (!(margin >= 0 && margin <= 2)) throw new ArgumentException($"{nameof(margin)}: {margin}; it must lie in [0, 2], as far as cosines can differ");
        (Scale, Margin) = (scale, margin);
    }

    /// <summary>s.</summary>
    public double Scale { get; }

    /// <summary>m.</summary>
    public double Margin { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("cosface", Scale, Margin);

    internal override LossSubject Subject => LossSubject.Proxies;

    internal override bool ReadsSimilarity => true;

    internal override void Check() => this.OnlyOn("its margin is one of cosines", Distance.Cosine);

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> cosines = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            Span<double> cells = table.GradientOf(i);
            for (int j = 0; j < cells.Length; j++) cells[j] = Scale * (relations[j] == Relation.Positive ? cosines[j] - Margin : cosines[j]);
            if (!ProxySoftmax.Add(cells, relations, i, elements)) continue;
            ElementWise.Scale(cells, Scale, 0);
        }
    }
}
