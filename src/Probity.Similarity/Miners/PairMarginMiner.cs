using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>Positives that are farther apart than one distance and negatives that are closer than another: the pairs that are not yet where they belong.</summary>
public sealed record PairMarginMiner : Miner
{
    internal const double DefaultPositive = .2, DefaultNegative = .8;

    /// <param name="positive">Positives farther than this distance count. The default value is 0.2.</param>
    /// <param name="negative">Negatives closer than this distance count. The default value is 0.8.</param>
    /// <remarks>Both are distances of the loss, also where it reads similarities. They may be negative for <see cref="Distance.DotProduct"/> only.</remarks>
    /// <exception cref="ArgumentException">Not finite.</exception>
    public PairMarginMiner(double positive = DefaultPositive, double negative = DefaultNegative)
    {
        if (!double.IsFinite(positive) || !double.IsFinite(negative)) throw new ArgumentException($"pair-margin: {positive} and {negative}; both must be finite");
        (Positive, Negative) = (positive, negative);
    }

    /// <summary>Positives farther than this count.</summary>
    public double Positive { get; }

    /// <summary>Negatives closer than this count.</summary>
    public double Negative { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("pair-margin", Positive, Negative);

    internal override void Check(Distance distance)
    {
        if (distance != Distance.DotProduct && Math.Min(Positive, Negative) < 0)
            throw new ArgumentException($"miner {this}: the distance is {distance.Token()}, which is never negative; neither margin may be");
    }

    internal override void Mine(PairTable table, bool similarities, Step step)
    {
        double sign = similarities ? -1 : 1;
        double positive = similarities ? -Similarities.Of(table.Distance, Positive) : Positive;
        double negative = similarities ? -Similarities.Of(table.Distance, Negative) : Negative;
        ReadOnlySpan<double> values = table.Values;
        Span<Relation> relations = table.Relations;
        for (int i = 0; i < values.Length; i++)
        {
            double distance = sign * values[i];
            bool kept = relations[i] == Relation.Positive ? distance > positive : distance < negative;
            if (!kept) relations[i] = Relation.None;
        }
    }
}
