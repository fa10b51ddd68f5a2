using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// A miner that chooses triplets of an anchor, a positive and a negative. Losses of triplets take those and no others; losses of pairs take the pairs that
/// stand in one. Immutable.
/// </summary>
public abstract record TripletMiner : Miner
{
    private const int MostTriplets = 1 << 25;

    private protected TripletMiner()
    {
    }

    internal sealed override void Mine(PairTable table, bool similarities, Step step)
    {
        table.HasTriplets = true;
        double sign = similarities ? -1 : 1;
        for (int anchor = 0; anchor < table.Anchors; anchor++)
        {
            int first = table.Triplets.Count;
            Choose(table, anchor, sign, step);
            if (table.Triplets.Count > MostTriplets)
                throw new ArgumentException($"miner {this}: more than {MostTriplets:N0} triplets of {table.Anchors:N0} anchors and {table.References:N0} references; make the batch or the memory smaller");
            Span<Relation> relations = table.RelationsOf(anchor);
            relations.Clear();
            for (int t = first; t < table.Triplets.Count; t++)
            {
                relations[table.Triplets[t].Positive] = Relation.Positive;
                relations[table.Triplets[t].Negative] = Relation.Negative;
            }
        }
    }

    /// <summary>Adds the triplets of an anchor.</summary>
    /// <param name="table">With all relations of the anchor.</param>
    /// <param name="anchor">Its row.</param>
    /// <param name="sign">What turns the values into numbers that grow with the distance: −1 for similarities.</param>
    /// <param name="step">Keys what is drawn.</param>
    private protected abstract void Choose(PairTable table, int anchor, double sign, Step step);
}
