using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// Of each anchor the negatives that are closer than its farthest positive, and the positives that are farther than its closest negative, either by a
/// slack (Wang, Han, Huang, Dong &amp; Scott, CVPR 2019): pairs that are well in order are left out. An anchor that lacks either kind is left out.
/// </summary>
public sealed record MultiSimilarityMiner : Miner
{
    internal const double DefaultSlack = .1;

    /// <param name="slack">ε, in what the loss reads, distances or similarities; finite and not negative. The default value is 0.1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public MultiSimilarityMiner(double slack = DefaultSlack)
    {
        if (!(slack >= 0) || double.IsInfinity(slack)) throw new ArgumentException($"slack: {slack}; it must be finite and not negative");
        Slack = slack;
    }

    /// <summary>ε.</summary>
    public double Slack { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("multi-similarity", Slack);

    internal override void Mine(PairTable table, bool similarities, Step step)
    {
        double sign = similarities ? -1 : 1;
        for (int anchor = 0; anchor < table.Anchors; anchor++)
        {
            ReadOnlySpan<double> values = table.ValuesOf(anchor);
            Span<Relation> relations = table.RelationsOf(anchor);
            double farthest = double.NegativeInfinity, closest = double.PositiveInfinity;   // nothing compares with these where a kind is missing
            for (int j = 0; j < values.Length; j++)
            {
                if (relations[j] == Relation.Positive) farthest = Math.Max(farthest, sign * values[j]);
                if (relations[j] == Relation.Negative) closest = Math.Min(closest, sign * values[j]);
            }
            for (int j = 0; j < values.Length; j++)
            {
                double distance = sign * values[j];
                bool kept = relations[j] == Relation.Positive ? distance + Slack > closest : distance - Slack < farthest;
                if (!kept) relations[j] = Relation.None;
            }
        }
    }
}
