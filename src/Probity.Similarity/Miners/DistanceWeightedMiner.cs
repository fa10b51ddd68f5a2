using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// For each anchor and each of its positives one negative, drawn so that all distances are as likely (Wu, Manmatha, Smola &amp; Krähenbühl, ICCV 2017):
/// on a sphere of many dimensions nearly all pairs are √2 apart, and even draws would see no others.
/// </summary>
/// <remarks>
/// The weight of a negative is 1/q(d) with q(d) ∝ dᴱ⁻²·(1 − d²/4)⁽ᴱ⁻³⁾ᐟ², where d is the Euclidean distance of the unit vectors. Cosine distance only. A pair
/// whose anchor has no negative closer than the farthest wanted is left out.
/// </remarks>
public sealed record DistanceWeightedMiner : TripletMiner
{
    internal const double DefaultNearest = .5, DefaultFarthest = 1.4;
    private const ulong Streams = 29UL << 32;

    /// <param name="nearest">Distances of unit vectors below this count as this, or the noise of the nearest would rule; above 0. The default value is 0.5.</param>
    /// <param name="farthest">Negatives at this distance or beyond are not drawn; above <paramref name="nearest"/> and below 2. The default value is 1.4.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public DistanceWeightedMiner(double nearest = DefaultNearest, double farthest = DefaultFarthest)
    {
        if (!(nearest > 0 && farthest > nearest && farthest < 2))
            throw new ArgumentException($"distance-weighted: nearest {nearest}, farthest {farthest}; it must be 0 < nearest < farthest < 2");
        (Nearest, Farthest) = (nearest, farthest);
    }

    /// <summary>Distances below count as this.</summary>
    public double Nearest { get; }

    /// <summary>Negatives from here on are not drawn.</summary>
    public double Farthest { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("distance-weighted", Nearest, Farthest);

    internal override void Check(Distance distance)
    {
        if (distance != Distance.Cosine)
            throw new ArgumentException($"miner {this}: the distance is {distance.Token()}; its weights are those of unit vectors, so it must be cosine");
    }

    /// <summary>ln of the weight of a negative at a distance, but for a constant.</summary>
    /// <param name="distance">Of unit vectors, below 2.</param>
    /// <param name="columns">E.</param>
    internal double LogWeight(double distance, int columns)
    {
        double d = Math.Max(distance, Nearest);
        return -((columns - 2) * Math.Log(d)) - ((columns - 3) / 2.0 * Math.Log(1 - (d * d / 4)));
    }

    private protected override void Choose(PairTable table, int anchor, double sign, Step step)
    {
        ReadOnlySpan<double> values = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        Span<double> cumulative = table.Scratch(values.Length);
        double top = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < values.Length; j++)
        {
            double cosineDistance = sign > 0 ? values[j] : 1 - values[j], distance = Math.Sqrt(Math.Max(0, 2 * cosineDistance));
            bool drawn = relations[j] == Relation.Negative && distance < Farthest;
            cumulative[j] = drawn ? LogWeight(distance, table.Columns) : double.NegativeInfinity;
            top = Math.Max(top, cumulative[j]);
        }
        if (double.IsNegativeInfinity(top)) return;
        foreach (ref double weight in cumulative)
        {
            sum += Math.Exp(weight - top);
            weight = sum;
        }
        var random = new RandomStream(step.Seed, Streams + (ulong)step.Number, (uint)anchor);
        for (int p = 0; p < values.Length; p++)
        {
            if (relations[p] != Relation.Positive) continue;
            double at = Math.Min(random.NextDouble() * sum, Math.BitDecrement(sum));
            int low = 0, high = cumulative.Length - 1;   // the first whose cumulative weight is above: one of weight 0 never is
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (cumulative[middle] > at) high = middle;
                else low = middle + 1;
            }
            table.Triplets.Add(new Triplet(anchor, p, low));
        }
    }
}
