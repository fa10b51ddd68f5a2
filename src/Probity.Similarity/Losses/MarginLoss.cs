using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Margin loss (Wu et al., ICCV 2017): max(0, margin + d − boundary) of pairs that belong together, max(0, margin + boundary − d) of those that do not; the
/// mean over those above 0. The paper uses it with distance-weighted triplets.
/// </summary>
/// <remarks>
/// Where a <see cref="Miner"/> chooses triplets, the two pairs of each count. A learned boundary moves by the mean over pairs above 0, whatever the reducer.
/// </remarks>
public sealed record MarginLoss : SimilarityLoss
{
    internal const double DefaultMargin = .2, DefaultBoundary = .7;

    /// <param name="margin">α, what is kept free on both sides; not negative. The default value is 0.2.</param>
    /// <param name="boundary">β, the distance that parts near from far. The default value is 0.7, which suits cosine distances.</param>
    /// <param name="learnsBoundary">Whether training moves β. The default value is false.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public MarginLoss(double margin = DefaultMargin, double boundary = DefaultBoundary, bool learnsBoundary = false)
    {
        Require.NotNegative(margin, nameof(margin));
        if (!double.IsFinite(boundary)) throw new ArgumentException($"boundary: {boundary}; it must be finite");
        (Margin, Boundary, LearnsBoundary) = (margin, boundary, learnsBoundary);
    }

    /// <summary>α.</summary>
    public double Margin { get; }

    /// <summary>β, at the start where it is learned.</summary>
    public double Boundary { get; }

    /// <summary>Whether training moves β.</summary>
    public bool LearnsBoundary { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write(LearnsBoundary ? "margin-learned" : "margin", Margin, Boundary);

    internal override Reducer OwnReducer => Reducer.MeanOfNonZero;

    internal override IReadOnlyList<double> OwnNumbers => LearnsBoundary ? [Boundary] : [];

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient)
    {
        double boundary = LearnsBoundary ? numbers[0] : Boundary;
        int balance = 0, nonZero = 0;   // negatives less positives, and all, above 0
        if (table.HasTriplets)
        {
            foreach (Triplet triplet in table.Triplets)
            {
                Add(triplet.Anchor, triplet.Positive, Relation.Positive);
                Add(triplet.Anchor, triplet.Negative, Relation.Negative);
            }
        }
        else
        {
            for (int i = 0; i < table.Anchors; i++)
            {
                ReadOnlySpan<Relation> relations = table.RelationsOf(i);
                for (int j = 0; j < relations.Length; j++)
                {
                    if (relations[j] != Relation.None) Add(i, j, relations[j]);
                }
            }
        }
        if (LearnsBoundary && nonZero > 0) numbersGradient[0] = (double)balance / nonZero;

        void Add(int anchor, int other, Relation relation)
        {
            int sign = relation == Relation.Positive ? 1 : -1;
            double over = Margin + (sign * (table.ValuesOf(anchor)[other] - boundary));
            elements.Add(Math.Max(0, over), anchor);
            if (!(over > 0)) return;
            table.GradientOf(anchor)[other] += sign;
            balance -= sign;
            nonZero++;
        }
    }
}
