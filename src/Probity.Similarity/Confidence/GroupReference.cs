using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>What feature groups say of the items of a reference set in all: what a match of one item is held against. Immutable and thread-safe.</summary>
public sealed class GroupReference
{
    /// <summary>ε of <see cref="Doubt"/> where nothing else is said.</summary>
    internal const double DefaultDoubt = 1e-6;

    private const int MostRanges = 256;   // sums of their own

    private readonly double[] _meanShares, _information, _inverses;

    /// <summary>Of figures that were kept.</summary>
    /// <param name="shape">G and K.</param>
    /// <param name="items">Items that the shares are the means of, at least 1.</param>
    /// <param name="meanShares">G·K: π, in [0, 1], those of a group summing to 1.</param>
    /// <param name="information">G, in [0, ln K].</param>
    /// <param name="doubt">See <see cref="Doubt"/>; in [0, 1). The default value is 0.000001.</param>
    /// <exception cref="ArgumentException">Other numbers of them, or out of range.</exception>
    public GroupReference(GroupShape shape, int items, ReadOnlySpan<double> meanShares, ReadOnlySpan<double> information, double doubt = DefaultDoubt)
    {
        shape.Check();
        Require.InRange(items, 1, int.MaxValue, nameof(items));
        if (meanShares.Length != shape.Columns) throw new ArgumentException($"{nameof(meanShares)}: {meanShares.Length:N0}, but {shape.Groups:N0} feature groups of {shape.Values:N0} values have {shape.Columns:N0}");
        if (information.Length != shape.Groups) throw new ArgumentException($"{nameof(information)}: {information.Length:N0}, but there are {shape.Groups:N0} feature groups");
        if (!(doubt >= 0 && doubt < 1)) throw new ArgumentException($"{nameof(doubt)}: {doubt}; it must lie in [0, 1)");
        Require.Probabilities(meanShares, nameof(meanShares));
        for (int g = 0; g < shape.Groups; g++)
        {
            double sum = 0;
            foreach (double share in meanShares.Slice(g * shape.Values, shape.Values)) sum += share;
            if (!GroupShares.IsOne(sum)) throw new ArgumentException($"{nameof(meanShares)}: those of feature group {g} sum to {sum:R}; a mean of distributions sums to 1");
            if (!(information[g] >= 0 && information[g] <= Math.Log(shape.Values) + 1e-9)) throw new ArgumentException($"{nameof(information)}: {information[g]:R} of feature group {g}; it lies in [0, {Math.Log(shape.Values):F2}]");
        }
        (Shape, Items, Doubt, _meanShares, _information) = (shape, items, doubt, meanShares.ToArray(), information.ToArray());
        _inverses = [.. _meanShares.Select(share => 1 / Math.Max(share, Floor))];
    }

    /// <summary>G and K.</summary>
    public GroupShape Shape { get; }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>π: mean share of each value over the items, group by group.</summary>
    public ReadOnlySpan<double> MeanShares => _meanShares;

    /// <summary>I of each group: H(π) − mean of H(p), in [0, ln K] nats (Krause et al., NIPS 2010). Weights for <see cref="ItemConfidence"/> and <see cref="PairConfidence"/>.</summary>
    public ReadOnlySpan<double> Information => _information;

    /// <summary>1/(K·(N + 1)): a value that no item takes counts as if its π were this, what one more item spread over all K would leave it.</summary>
    public double Floor => 1 / ((double)Shape.Values * (Items + 1.0));

    /// <summary>
    /// ε: how far codes are doubted. Each item's value is taken as drawn from p with 1 − ε and from π with ε, which makes the ratio r = Σ p q/π of a group
    /// 1 + (1 − ε)²(r − 1). It keeps evidence finite: one group counts at least ln(1 − (1 − ε)²), −13.1 nats by default, against a match.
    /// </summary>
    public double Doubt { get; }

    /// <summary>A copy with another doubt.</summary>
    /// <param name="doubt">ε in [0, 1); 0 lets groups that share no value count −∞.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public GroupReference WithDoubt(double doubt) => new(Shape, Items, _meanShares, _information, doubt);

    /// <summary>Of the items of a reference set.</summary>
    /// <param name="embeddings">N × (G·K), row-major: of each row G distributions over K values.</param>
    /// <param name="shape">G and K.</param>
    /// <exception cref="ArgumentException">No rows, shapes that differ, or values that are no distributions (below 0, or sums more than 0.001 from 1).</exception>
    public static unsafe GroupReference Of(ReadOnlySpan<float> embeddings, GroupShape shape)
    {
        int rows = GroupShares.Rows(embeddings.Length, shape);
        Require.SomeRows(rows, nameof(embeddings));
        int length = Math.Max(RowRanges.Length(shape.Columns), RowRanges.Count(rows, MostRanges)), width = shape.Columns + shape.Groups;
        var sums = new double[RowRanges.Count(rows, length) * width];   // of each range: shares, then entropies
        fixed (float* source = embeddings)
        {
            float* from = source;
            RowRanges.For(rows, length, (range, start, end) =>
            {
                Span<double> own = sums.AsSpan(range * width, width);
                for (int i = start; i < end; i++)
                {
                    for (int g = 0; g < shape.Groups; g++)
                    {
                        var shares = new ReadOnlySpan<float>(from + ((((long)i * shape.Groups) + g) * shape.Values), shape.Values);
                        var moments = GroupMoments.Of(shares, i, g);
                        double scale = 1 / moments.Sum;
                        Span<double> of = own.Slice(g * shape.Values, shape.Values);
                        for (int k = 0; k < of.Length; k++) of[k] += scale * shares[k];
                        own[shape.Columns + g] += moments.Entropy(shares);
                    }
                }
            });
        }
        for (int at = width; at < sums.Length; at++) sums[at % width] += sums[at];
        foreach (ref double sum in sums.AsSpan(0, width)) sum /= rows;
        var information = new double[shape.Groups];
        for (int g = 0; g < shape.Groups; g++)
            information[g] = Math.Clamp(GroupInformation.Entropy(sums.AsSpan(g * shape.Values, shape.Values)) - sums[shape.Columns + g], 0, Math.Log(shape.Values));
        foreach (ref double share in sums.AsSpan(0, shape.Columns)) share = Math.Min(share, 1);
        return new GroupReference(shape, rows, sums.AsSpan(0, shape.Columns), information);
    }

    /// <summary>Evidence of one group that two items belong together, nats; the distributions were checked and have these sums.</summary>
    internal double Evidence(int group, ReadOnlySpan<float> first, double firstSum, ReadOnlySpan<float> second, double secondSum)
    {
        double ratio = GroupMoments.Product(first, second, _inverses.AsSpan(group * Shape.Values, Shape.Values)) / (firstSum * secondSum);
        double kept = (1 - Doubt) * (1 - Doubt);
        return Math.Log(Math.Max(0, 1 - kept + (kept * ratio)));
    }
}
