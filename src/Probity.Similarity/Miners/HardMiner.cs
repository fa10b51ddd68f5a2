using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// Of each anchor its farthest positive and its closest negative (batch-hard; Hermans, Beyer &amp; Leibe, 2017). For clean labels: a wrong label is the
/// hardest of all. Of ties the first counts; an anchor that lacks either is left out.
/// </summary>
public sealed record HardMiner : TripletMiner
{
    /// <inheritdoc/>
    public override string ToString() => "hard";

    private protected override void Choose(PairTable table, int anchor, double sign, Step step)
    {
        ReadOnlySpan<double> values = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        int positive = -1, negative = -1;
        double farthest = double.NegativeInfinity, closest = double.PositiveInfinity;
        for (int j = 0; j < values.Length; j++)
        {
            double distance = sign * values[j];
            if (relations[j] == Relation.Positive && distance > farthest) (positive, farthest) = (j, distance);
            if (relations[j] == Relation.Negative && distance < closest) (negative, closest) = (j, distance);
        }
        if (positive >= 0 && negative >= 0) table.Triplets.Add(new Triplet(anchor, positive, negative));
    }
}
