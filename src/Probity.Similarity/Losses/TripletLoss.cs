using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Triplet loss (Schroff, Kalenichenko &amp; Philbin, CVPR 2015; Hermans, Beyer &amp; Leibe, 2017): max(0, d(a, p) − d(a, n) + margin) of an anchor, a positive
/// and a negative.
/// </summary>
/// <remarks>Where a <see cref="Miner"/> chooses triplets it takes those, and the mode only says by what they are measured.</remarks>
public sealed record TripletLoss : SimilarityLoss
{
    internal const double DefaultMargin = .2;

    /// <param name="margin">By how much a negative is to be farther than a positive; not negative, in units of the distance. The default value is 0.2.</param>
    /// <param name="mode">Which triplets count. The default value is all.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public TripletLoss(double margin = DefaultMargin, TripletMode mode = TripletMode.All)
    {
        Require.NotNegative(margin, nameof(margin));
        if (!Enum.IsDefined(mode)) throw new ArgumentException($"mode: {(int)mode}; there are {string.Join(", ", Enum.GetNames<TripletMode>())}");
        (Margin, Mode) = (margin, mode);
    }

    /// <summary>By how much a negative is to be farther than a positive.</summary>
    public double Margin { get; }

    /// <summary>Which triplets count.</summary>
    public TripletMode Mode { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write(
        Mode switch
        {
            TripletMode.Hard => "triplet-hard",
            TripletMode.SemiHard => "triplet-semihard",
            TripletMode.Soft => "triplet-soft",
            _ => "triplet",
        },
        Margin);

    internal override Reducer OwnReducer => Mode is TripletMode.All or TripletMode.SemiHard ? Reducer.MeanOfNonZero : Reducer.Mean;

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        if (table.HasTriplets)
        {
            foreach (Triplet triplet in table.Triplets) Add(table, elements, triplet.Anchor, triplet.Positive, triplet.Negative);
            return;
        }
        for (int i = 0; i < table.Anchors; i++)
        {
            if (Mode == TripletMode.All) AddAll(table, elements, i);
            else if (Mode == TripletMode.SemiHard) AddSemiHard(table, elements, i);
            else AddHard(table, elements, i);
        }
    }

    /// <summary>All triplets of an anchor: those of a positive with a loss are its negatives up to a distance, and their sum is known.</summary>
    private void AddAll(PairTable table, LossElements elements, int anchor)
    {
        ReadOnlySpan<double> distances = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        Span<double> gradient = table.GradientOf(anchor);
        int positives = relations.Count(Relation.Positive);
        if (positives == 0) return;
        var negatives = new SortedNegatives(table, anchor);
        Span<int> reach = negatives.Counts;   // positives whose last negative with a loss this is
        reach.Clear();
        double sum = 0;
        long nonZero = 0;
        for (int j = 0; j < distances.Length; j++)
        {
            if (relations[j] != Relation.Positive) continue;
            double limit = distances[j] + Margin;
            int count = negatives.Nearer(limit);
            sum += (count * limit) - negatives.Sum(count);
            nonZero += count;
            gradient[j] = count;
            reach[count]++;
        }
        for (int k = negatives.Columns.Length - 1, reached = 0; k >= 0; k--)
        {
            reached += reach[k + 1];
            gradient[negatives.Columns[k]] = -reached;
        }
        elements.AddSum(sum, anchor, (long)positives * negatives.Columns.Length, nonZero);
    }

    private void AddSemiHard(PairTable table, LossElements elements, int anchor)
    {
        ReadOnlySpan<double> distances = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        if (!relations.Contains(Relation.Positive)) return;
        var negatives = new SortedNegatives(table, anchor);
        for (int j = 0; j < distances.Length; j++)
        {
            if (relations[j] != Relation.Positive) continue;
            int k = negatives.NotFarther(distances[j]);
            if (k < negatives.Columns.Length) Add(table, elements, anchor, j, negatives.Columns[k]);
        }
    }

    private void AddHard(PairTable table, LossElements elements, int anchor)
    {
        ReadOnlySpan<double> distances = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        int positive = -1, negative = -1;
        for (int j = 0; j < distances.Length; j++)
        {
            if (relations[j] == Relation.Positive && (positive < 0 || distances[j] > distances[positive])) positive = j;
            if (relations[j] == Relation.Negative && (negative < 0 || distances[j] < distances[negative])) negative = j;
        }
        if (positive >= 0 && negative >= 0) Add(table, elements, anchor, positive, negative);
    }

    private void Add(PairTable table, LossElements elements, int anchor, int positive, int negative)
    {
        ReadOnlySpan<double> distances = table.ValuesOf(anchor);
        Span<double> gradient = table.GradientOf(anchor);
        double by = distances[positive] - distances[negative] + Margin;
        bool soft = Mode == TripletMode.Soft;
        double slope = soft ? Elementary.Logistic(by) : by > 0 ? 1 : 0;
        gradient[positive] += slope;
        gradient[negative] -= slope;
        elements.Add(soft ? Elementary.Softplus(by) : Math.Max(by, 0), anchor);
    }
}
