using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// Of each anchor and each of its positives the closest negative that is farther than the positive, by less than a margin (Schroff, Kalenichenko &amp;
/// Philbin, CVPR 2015): hard enough to teach, not so hard as to make the embedding collapse. A pair without such a negative is left out.
/// </summary>
/// <remarks>Of ties the first counts. The margin is in what the loss reads, distances or similarities.</remarks>
public sealed record SemiHardMiner : TripletMiner
{
    internal const double DefaultMargin = .2;

    /// <param name="margin">m in d(a, p) &lt; d(a, n) &lt; d(a, p) + m, positive. The default value is 0.2.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public SemiHardMiner(double margin = DefaultMargin)
    {
        Require.Positive(margin, nameof(margin));
        Margin = margin;
    }

    /// <summary>m.</summary>
    public double Margin { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("semi-hard", Margin);

    private protected override void Choose(PairTable table, int anchor, double sign, Step step)
    {
        ReadOnlySpan<double> values = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        Span<double> negatives = table.Scratch(values.Length);
        Span<int> columns = table.Order(values.Length);
        int count = 0;
        for (int n = 0; n < values.Length; n++)
        {
            if (relations[n] == Relation.Negative) (negatives[count], columns[count++]) = (sign * values[n], n);
        }
        negatives[..count].Sort(columns[..count]);
        for (int p = 0; p < values.Length; p++)
        {
            if (relations[p] != Relation.Positive) continue;
            double from = sign * values[p];
            int first = Beyond(negatives[..count], from);
            if (first == count || !(negatives[first] - from < Margin)) continue;
            int closest = columns[first];
            for (int n = first + 1; n < count && negatives[n] == negatives[first]; n++) closest = Math.Min(closest, columns[n]);
            table.Triplets.Add(new Triplet(anchor, p, closest));
        }
    }

    /// <summary>The first of ascending values that is above another.</summary>
    private static int Beyond(ReadOnlySpan<double> ascending, double value)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ascending[middle] > value) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
