using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>How sure one feature group of one item is of its value. Of the distribution p over its K values, divided by its sum.</summary>
/// <remarks>−ln <see cref="Maximum"/> ≤ −ln <see cref="Purity"/> ≤ <see cref="Entropy"/> always; 1/K ≤ purity ≤ maximum ≤ 1.</remarks>
/// <param name="Value">The value chosen: the largest share, the first of equals. 0 to K − 1.</param>
/// <param name="Maximum">m: its share, in [1/K, 1].</param>
/// <param name="Margin">m less the second largest share, in [0, 1]; 0 where two values share the first place.</param>
/// <param name="Entropy">H = −Σ p ln p in nats, in [0, ln K].</param>
/// <param name="NormalizedEntropy">H/ln K: 0 where the group is decided, 1 where it knows nothing.</param>
/// <param name="Purity">c = Σ p²: the chance that two draws agree, in [1/K, 1].</param>
public readonly record struct GroupConfidence(int Value, double Maximum, double Margin, double Entropy, double NormalizedEntropy, double Purity)
{
    /// <summary>1 − H/ln K: 1 where the group is decided, 0 where it knows nothing.</summary>
    public double Certainty => 1 - NormalizedEntropy;

    /// <summary>1/c, in [1, K]: a choice among so many equally likely values would be as open.</summary>
    public double EffectiveValues => 1 / Purity;

    /// <summary>Of one distribution.</summary>
    /// <param name="shares">K of them, 2 to 4,096, none below 0, sum 1.</param>
    /// <exception cref="ArgumentException">No distribution.</exception>
    public static GroupConfidence Of(ReadOnlySpan<float> shares)
    {
        new GroupShape(1, shares.Length).Check();
        return Of(shares, 0, 0);
    }

    /// <summary>Of all feature groups of rows.</summary>
    /// <param name="embeddings">N × (G·K), row-major.</param>
    /// <param name="shape">G and K.</param>
    /// <param name="destination">Room for N×G, row by row.</param>
    /// <exception cref="ArgumentException">Shapes that differ, or values that are no distributions (below 0, or sums more than 0.001 from 1).</exception>
    public static unsafe void Of(ReadOnlySpan<float> embeddings, GroupShape shape, Span<GroupConfidence> destination)
    {
        int rows = GroupShares.Rows(embeddings.Length, shape);
        Require.Destination(checked(rows * shape.Groups), destination.Length, nameof(destination));
        fixed (float* source = embeddings)
        fixed (GroupConfidence* into = destination)
        {
            float* from = source;
            GroupConfidence* to = into;
            RowRanges.For(rows, RowRanges.Length(shape.Columns), (_, start, end) =>
            {
                for (int i = start; i < end; i++)
                {
                    for (int g = 0; g < shape.Groups; g++)
                    {
                        long at = ((long)i * shape.Groups) + g;
                        to[at] = Of(new ReadOnlySpan<float>(from + (at * shape.Values), shape.Values), i, g);
                    }
                }
            });
        }
    }

    private static GroupConfidence Of(ReadOnlySpan<float> shares, long row, int group)
    {
        var moments = GroupMoments.Of(shares, row, group);
        double most = Math.Log(shares.Length), entropy = Math.Min(moments.Entropy(shares), most);
        return new GroupConfidence(shares.IndexOf((float)moments.Largest), moments.Maximum, (moments.Largest - GroupMoments.SecondLargest(shares)) / moments.Sum, entropy, entropy / most, moments.Purity);
    }
}
