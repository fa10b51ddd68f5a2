using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// How sure an item is of its code. The code is taken as drawn: of each feature group one value by its distribution, the groups independent of each other
/// given the item. With weights, such as <see cref="GroupReference.Information"/>, groups that say more count more.
/// </summary>
/// <remarks>
/// w are the weights, which sum to 1: 1/G each where none are given. An item that is sure may still be sure of nonsense: this looks at nothing but the item.
/// </remarks>
/// <param name="SelfAgreement">
/// C = Σ w c, c = Σ p² of each group, in [1/K, 1]: the chance that two draws of the item's own code agree in a group. The discrete form of the
/// self-mismatch of hedged instance embeddings (Oh et al., ICLR 2019), which is 1 − C. Unweighted it is ‖e‖²/G.
/// </param>
/// <param name="AttainableAgreement">Σ w m, m the largest share of each group, in [1/K, 1]: the agreement with the item that suits this one best.</param>
/// <param name="JointLogMaximum">G·Σ w ln m in nats, at most 0: the logarithm of the chance of the most likely code.</param>
/// <param name="TotalEntropy">G·Σ w H in nats, in [0, G·ln K]: the entropy of the code.</param>
/// <param name="MeanNormalizedEntropy">Σ w H/ln K, in [0, 1].</param>
public readonly record struct ItemConfidence(double SelfAgreement, double AttainableAgreement, double JointLogMaximum, double TotalEntropy, double MeanNormalizedEntropy)
{
    /// <summary>Of one item.</summary>
    /// <param name="embedding">G·K numbers.</param>
    /// <param name="shape">G and K.</param>
    /// <param name="weights">G, not below 0, not all 0, of any sum; empty for the same for each.</param>
    /// <exception cref="ArgumentException">The length is another, or values are no distributions.</exception>
    public static ItemConfidence Of(ReadOnlySpan<float> embedding, GroupShape shape, ReadOnlySpan<double> weights = default)
    {
        Require.SameRows(GroupShares.Rows(embedding.Length, shape, nameof(embedding)), 1, nameof(embedding), "one item");
        return Of(embedding, shape, GroupWeights.Normalized(weights, shape.Groups), 0);
    }

    /// <summary>Of many items.</summary>
    /// <param name="embeddings">N × (G·K), row-major.</param>
    /// <param name="shape">G and K.</param>
    /// <param name="destination">Room for N.</param>
    /// <param name="weights">As for one item.</param>
    /// <exception cref="ArgumentException">Shapes that differ, or values that are no distributions (below 0, or sums more than 0.001 from 1).</exception>
    public static unsafe void Of(ReadOnlySpan<float> embeddings, GroupShape shape, Span<ItemConfidence> destination, ReadOnlySpan<double> weights = default)
    {
        int rows = GroupShares.Rows(embeddings.Length, shape);
        Require.Destination(rows, destination.Length, nameof(destination));
        double[] shares = GroupWeights.Normalized(weights, shape.Groups);
        fixed (float* source = embeddings)
        fixed (ItemConfidence* into = destination)
        {
            float* from = source;
            ItemConfidence* to = into;
            RowRanges.For(rows, RowRanges.Length(shape.Columns), (_, start, end) =>
            {
                for (int i = start; i < end; i++) to[i] = Of(new ReadOnlySpan<float>(from + ((long)i * shape.Columns), shape.Columns), shape, shares, i);
            });
        }
    }

    /// <summary>One measure of many items: a column that can be calibrated or ranked by.</summary>
    /// <param name="measure">Those without entropies take a fraction of the time.</param>
    /// <param name="embeddings">N × (G·K), row-major.</param>
    /// <param name="shape">G and K.</param>
    /// <param name="destination">Room for N.</param>
    /// <param name="weights">As for one item.</param>
    /// <exception cref="ArgumentException">As above, or no such measure.</exception>
    public static unsafe void Column(ItemMeasure measure, ReadOnlySpan<float> embeddings, GroupShape shape, Span<double> destination, ReadOnlySpan<double> weights = default)
    {
        if (!Enum.IsDefined(measure)) throw new ArgumentException($"measure: {measure} is none");
        int rows = GroupShares.Rows(embeddings.Length, shape);
        Require.Destination(rows, destination.Length, nameof(destination));
        double[] shares = GroupWeights.Normalized(weights, shape.Groups);
        double scale = measure switch
        {
            ItemMeasure.JointLogMaximum or ItemMeasure.TotalEntropy => shape.Groups,
            ItemMeasure.MeanNormalizedEntropy => 1 / Math.Log(shape.Values),
            _ => 1,
        };
        fixed (float* source = embeddings)
        fixed (double* into = destination)
        {
            float* from = source;
            double* to = into;
            RowRanges.For(rows, RowRanges.Length(shape.Columns), (_, start, end) =>
            {
                for (int i = start; i < end; i++) to[i] = scale * Mean(measure, new ReadOnlySpan<float>(from + ((long)i * shape.Columns), shape.Columns), shape, shares, i);
            });
        }
    }

    private static ItemConfidence Of(ReadOnlySpan<float> row, GroupShape shape, ReadOnlySpan<double> weights, long index)
    {
        double purity = 0, maximum = 0, logarithm = 0, entropy = 0;
        for (int g = 0; g < shape.Groups; g++)
        {
            ReadOnlySpan<float> group = row.Slice(g * shape.Values, shape.Values);
            var moments = GroupMoments.Of(group, index, g);
            purity += weights[g] * moments.Purity;
            maximum += weights[g] * moments.Maximum;
            logarithm += weights[g] * Math.Log(moments.Maximum);
            entropy += weights[g] * moments.Entropy(group);
        }
        return new ItemConfidence(purity, maximum, shape.Groups * logarithm, shape.Groups * entropy, 1 / Math.Log(shape.Values) * entropy);
    }

    private static double Mean(ItemMeasure measure, ReadOnlySpan<float> row, GroupShape shape, ReadOnlySpan<double> weights, long index)
    {
        double sum = 0;
        for (int g = 0; g < shape.Groups; g++)
        {
            ReadOnlySpan<float> group = row.Slice(g * shape.Values, shape.Values);
            var moments = GroupMoments.Of(group, index, g);
            sum += weights[g] * measure switch
            {
                ItemMeasure.SelfAgreement => moments.Purity,
                ItemMeasure.AttainableAgreement => moments.Maximum,
                ItemMeasure.JointLogMaximum => Math.Log(moments.Maximum),
                _ => moments.Entropy(group),
            };
        }
        return sum;
    }
}
