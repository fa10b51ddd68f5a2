using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Proxy anchor (Kim et al., CVPR 2020): each group's learned vector looks at the whole batch, ln(1 + Σ exp(−α(s − δ))) over the items of its group and
/// ln(1 + Σ exp(α(s + δ))) over the others, so that items far from where they belong weigh most.
/// </summary>
/// <remarks>
/// The first part is averaged over the proxies that have an item in the batch, the second over all: it averages itself and takes no reducer. An item of
/// several groups is one of the items of each of their proxies.
/// </remarks>
public sealed record ProxyAnchorLoss : SimilarityLoss
{
    internal const double DefaultScale = 32, DefaultMargin = .1;

    /// <param name="scale">α, positive. The default value is 32.</param>
    /// <param name="margin">δ, in [0, 2]. The default value is 0.1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public ProxyAnchorLoss(double scale = DefaultScale, double margin = DefaultMargin)
    {
        Require.Positive(scale, nameof(scale));
        if (!(margin >= 0 && margin <= 2)) throw new ArgumentException($"{nameof(margin)}: {margin}; it must lie in [0, 2], as far as cosines can differ");
        (Scale, Margin) = (scale, margin);
    }

    /// <summary>α.</summary>
    public double Scale { get; }

    /// <summary>δ.</summary>
    public double Margin { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("proxy-anchor", Scale, Margin);

    internal override LossSubject Subject => LossSubject.Proxies;

    internal override bool ReadsSimilarity => true;

    internal override Reducer OwnReducer => Reducer.Sum;

    internal override void Check()
    {
        this.OnlyOn("its margin is one of cosines", Distance.Cosine);
        this.NoReducer();
    }

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        int present = 0;
        for (int p = 0; p < table.References; p++)
        {
            if (Has(table, p)) present++;
        }
        double sum = 0;
        for (int p = 0; p < table.References; p++)
        {
            if (present > 0) sum += Part(table, p, Relation.Positive, -Scale, -Margin, 1.0 / present);
            sum += Part(table, p, Relation.Negative, Scale, Margin, 1.0 / table.References);
        }
        elements.Add(sum, 0);
    }

    private static bool Has(PairTable table, int proxy)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            if (table.RelationsOf(i)[proxy] == Relation.Positive) return true;
        }
        return false;
    }

    /// <summary>weight·ln(1 + Σ exp(scale·(s + shift))) down a column, over the items of a relation; its derivative goes to the table.</summary>
    private static double Part(PairTable table, int proxy, Relation relation, double scale, double shift, double weight)
    {
        double top = 0, sum = 0;
        for (int i = 0; i < table.Anchors; i++)
        {
            if (table.RelationsOf(i)[proxy] == relation) top = Math.Max(top, Exponent(i));
        }
        for (int i = 0; i < table.Anchors; i++)
        {
            if (table.RelationsOf(i)[proxy] == relation) sum += Math.Exp(Exponent(i) - top);
        }
        double one = Math.Exp(-top);
        for (int i = 0; i < table.Anchors; i++)
        {
            if (table.RelationsOf(i)[proxy] == relation) table.GradientOf(i)[proxy] = weight * scale * (Math.Exp(Exponent(i) - top) / (one + sum));
        }
        return weight * (top == 0 ? Elementary.Log1P(sum) : top + Math.Log(one + sum));

        double Exponent(int i) => scale * (table.ValuesOf(i)[proxy] + shift);
    }
}
