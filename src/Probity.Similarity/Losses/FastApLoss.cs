using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// FastAP (Cakir et al., CVPR 2019): 1 − the average precision of each anchor's ranking, from histograms of its distances in which each distance is shared by
/// the two nearest bins, so that there is a derivative.
/// </summary>
/// <remarks>On cosine distances only: bins need an end. Wants large batches, with whole groups.</remarks>
public sealed record FastApLoss : SimilarityLoss
{
    internal const int DefaultBins = 10, MostBins = 10_000;

    private const double Farthest = 2;

    /// <param name="bins">L, 2 to 10,000: as many steps from distance 0 to 2. The default value is 10.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public FastApLoss(int bins = DefaultBins)
    {
        Require.InRange(bins, 2, MostBins, nameof(bins));
        Bins = bins;
    }

    /// <summary>L.</summary>
    public int Bins { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("fastap", Bins);

    internal override void Check() => Only(Distance.Cosine);

    /// <summary>Anchors without a positive or without a negative are left out.</summary>
    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        int edges = Bins + 1;
        double width = Farthest / Bins;
        Span<double> scratch = table.Scratch(3 * edges), positives = scratch[..edges], all = scratch.Slice(edges, edges), slopes = scratch[(2 * edges)..];
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> distances = table.ValuesOf(i);
            ReadOnlySpan<Relation> relations = table.RelationsOf(i);
            int count = relations.Count(Relation.Positive);
            if (count == 0 || !relations.Contains(Relation.Negative)) continue;

            positives.Clear();
            all.Clear();
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] == Relation.None) continue;
                (int bin, double share) = Bin(distances[j], width);
                Share(all, bin, share);
                if (relations[j] == Relation.Positive) Share(positives, bin, share);
            }
            elements.Add(1 - (Precision(positives, all, slopes) / count), i);

            // A distance that moves on takes from its bin and gives to the next.
            Span<double> gradient = table.GradientOf(i);
            for (int j = 0; j < distances.Length; j++)
            {
                if (relations[j] == Relation.None) continue;
                (int bin, _) = Bin(distances[j], width);
                double rise = slopes[bin + 1] - slopes[bin];
                if (relations[j] == Relation.Positive) rise += positives[bin + 1] - positives[bin];
                gradient[j] = -rise / (count * width);
            }
        }
    }

    /// <summary>Σ h⁺·H⁺/H over the bins, H the running sums of h.</summary>
    /// <param name="positives">h⁺; then the derivative in it that it has above other distances: H⁺/H and what later bins gain.</param>
    /// <param name="all">h; then H.</param>
    /// <param name="slopes">Filled: the derivative in h.</param>
    private static double Precision(Span<double> positives, Span<double> all, Span<double> slopes)
    {
        double sum = 0, seen = 0, seenPositives = 0;
        for (int k = 0; k < all.Length; k++)
        {
            seen += all[k];
            seenPositives += positives[k];
            all[k] = seen;
            slopes[k] = seen > 0 ? seenPositives / seen : 0;
            sum += positives[k] * slopes[k];
        }
        double gain = 0, loss = 0;
        for (int k = all.Length - 1; k >= 0; k--)
        {
            double rate = slopes[k], each = all[k] > 0 ? positives[k] / all[k] : 0;
            gain += each;
            loss += each * rate;
            slopes[k] = -loss;
            positives[k] = rate + gain;
        }
        return sum;
    }

    private static void Share(Span<double> histogram, int bin, double share)
    {
        histogram[bin] += 1 - share;
        histogram[bin + 1] += share;
    }

    /// <summary>The bin below a distance, and how far it is on the way to the next.</summary>
    private (int Bin, double Share) Bin(double distance, double width)
    {
        double at = Math.Clamp(distance / width, 0, Bins);
        int bin = Math.Min((int)at, Bins - 1);
        return (bin, at - bin);
    }
}
