using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>How sure it is that two items have the same code, and how much that says. p and q are their distributions over the values of a feature group.</summary>
/// <remarks>
/// <see cref="Agreement"/> = <see cref="Cosine"/> · √(C₁·C₂), where C are the two <see cref="ItemConfidence.SelfAgreement"/>: the cosine is the agreement
/// with confidence divided out. Two items that know nothing have cosine 1 and agreement 1/K. The identity is exact, with weights too.
/// </remarks>
public sealed record PairConfidence
{
    internal PairConfidence()
    {
    }

    /// <summary>a = Σ p q of each group, in [0, 1]: the chance that both take the same value there.</summary>
    public required IReadOnlyList<double> GroupAgreements { get; init; }

    /// <summary>A = Σ w a, the weights summing to 1, in [0, 1]: the expected share of groups that agree.</summary>
    public required double Agreement { get; init; }

    /// <summary>A/√(C₁·C₂), in [0, 1]: the usual cosine of the embeddings where no weights are given.</summary>
    public required double Cosine { get; init; }

    /// <summary>C₁ of the first item.</summary>
    public required double FirstSelfAgreement { get; init; }

    /// <summary>C₂ of the second.</summary>
    public required double SecondSelfAgreement { get; init; }

    /// <summary>ln Σ p q/π of each group, nats; empty without a reference. See <see cref="GroupReference.Floor"/> and <see cref="GroupReference.Doubt"/> for the ends.</summary>
    public required IReadOnlyList<double> GroupEvidence { get; init; }

    /// <summary>
    /// Their sum, without weights; NaN without a reference. How much more likely, in nats, the two codes are of one item than of two drawn from the
    /// reference, if groups are independent. 0 where one of the items says nothing: where its p is π.
    /// </summary>
    public required double Evidence { get; init; }

    /// <summary>Σ a: groups that are expected to agree, in [0, G].</summary>
    public double ExpectedGroups => GroupAgreements.Sum();

    /// <summary>The chance that so many groups agree or more, in [0, 1]: the Poisson-binomial distribution with the chances of the groups, exact.</summary>
    /// <param name="groups">0 to G.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public double ChanceOfAtLeast(int groups)
    {
        Require.InRange(groups, 0, GroupAgreements.Count, nameof(groups));
        double[] chances = ChancesOfGroups();
        double sum = 0;
        for (int k = chances.Length - 1; k >= groups; k--) sum += chances[k];
        return Math.Min(1, sum);
    }

    /// <summary>The chances that 0 to G groups agree: G + 1 numbers that sum to 1.</summary>
    public double[] ChancesOfGroups()
    {
        var chances = new double[GroupAgreements.Count + 1];
        PoissonBinomial.Distribution([.. GroupAgreements], chances);
        return chances;
    }

    /// <summary>Of two items.</summary>
    /// <param name="first">G·K numbers.</param>
    /// <param name="second">G·K numbers.</param>
    /// <param name="shape">G and K.</param>
    /// <param name="reference">What evidence is held against; null for none.</param>
    /// <param name="weights">G for <see cref="Agreement"/> and <see cref="Cosine"/>, not below 0, not all 0, of any sum; empty for the same for each.</param>
    /// <exception cref="ArgumentException">Shapes differ, or values are no distributions.</exception>
    public static PairConfidence Of(ReadOnlySpan<float> first, ReadOnlySpan<float> second, GroupShape shape, GroupReference? reference = null, ReadOnlySpan<double> weights = default)
    {
        Require.SameRows(GroupShares.Rows(first.Length, shape, nameof(first)), 1, nameof(first), "one item");
        Require.SameRows(GroupShares.Rows(second.Length, shape, nameof(second)), 1, nameof(second), "one item");
        RequireShape(reference, shape);
        double[] shares = GroupWeights.Normalized(weights, shape.Groups), agreements = new double[shape.Groups], evidence = new double[reference is null ? 0 : shape.Groups];
        double agreement = 0, firstPurity = 0, secondPurity = 0, total = reference is null ? double.NaN : 0;
        for (int g = 0; g < shape.Groups; g++)
        {
            ReadOnlySpan<float> p = first.Slice(g * shape.Values, shape.Values), q = second.Slice(g * shape.Values, shape.Values);
            GroupMoments ofFirst = GroupMoments.Of(p, 0, g, nameof(first)), ofSecond = GroupMoments.Of(q, 0, g, nameof(second));
            agreements[g] = Math.Min(1, GroupMoments.Product(p, q) / (ofFirst.Sum * ofSecond.Sum));
            agreement += shares[g] * agreements[g];
            firstPurity += shares[g] * ofFirst.Purity;
            secondPurity += shares[g] * ofSecond.Purity;
            if (reference is not null) total += evidence[g] = reference.Evidence(g, p, ofFirst.Sum, q, ofSecond.Sum);
        }
        return new PairConfidence
        {
            GroupAgreements = agreements,
            Agreement = agreement,
            Cosine = agreement / Math.Sqrt(firstPurity * secondPurity),
            FirstSelfAgreement = firstPurity,
            SecondSelfAgreement = secondPurity,
            GroupEvidence = evidence,
            Evidence = total,
        };
    }

    /// <summary>One measure of many pairs: row i of the first with row i of the second.</summary>
    /// <param name="measure">What is wanted.</param>
    /// <param name="first">N × (G·K), row-major.</param>
    /// <param name="second">N × (G·K).</param>
    /// <param name="shape">G and K.</param>
    /// <param name="destination">Room for N.</param>
    /// <param name="reference">For evidence.</param>
    /// <param name="weights">As for one pair.</param>
    /// <exception cref="ArgumentException">As for one pair, no such measure, or evidence without a reference.</exception>
    public static unsafe void Column(
        PairMeasure measure, ReadOnlySpan<float> first, ReadOnlySpan<float> second, GroupShape shape, Span<double> destination,
        GroupReference? reference = null, ReadOnlySpan<double> weights = default)
    {
        if (!Enum.IsDefined(measure)) throw new ArgumentException($"measure: {measure} is none");
        if (measure == PairMeasure.Evidence && reference is null) throw new ArgumentException("reference: evidence of a pair is held against a reference set; give one");
        int rows = GroupShares.Rows(first.Length, shape, nameof(first));
        Require.SameRows(rows, GroupShares.Rows(second.Length, shape, nameof(second)), nameof(first), nameof(second));
        Require.Destination(rows, destination.Length, nameof(destination));
        RequireShape(reference, shape);
        double[] shares = GroupWeights.Normalized(weights, shape.Groups);
        fixed (float* firstSource = first, secondSource = second)
        fixed (double* into = destination)
        {
            float* firstFrom = firstSource, secondFrom = secondSource;
            double* to = into;
            RowRanges.For(rows, RowRanges.Length(2 * shape.Columns), (_, start, end) =>
            {
                for (int i = start; i < end; i++)
                {
                    long at = (long)i * shape.Columns;
                    to[i] = Measure(measure, new ReadOnlySpan<float>(firstFrom + at, shape.Columns), new ReadOnlySpan<float>(secondFrom + at, shape.Columns), shape, reference, shares, i);
                }
            });
        }
    }

    private static double Measure(PairMeasure measure, ReadOnlySpan<float> first, ReadOnlySpan<float> second, GroupShape shape, GroupReference? reference, ReadOnlySpan<double> weights, int row)
    {
        double sum = 0, firstPurity = 0, secondPurity = 0;
        for (int g = 0; g < shape.Groups; g++)
        {
            ReadOnlySpan<float> p = first.Slice(g * shape.Values, shape.Values), q = second.Slice(g * shape.Values, shape.Values);
            GroupMoments ofFirst = GroupMoments.Of(p, row, g, nameof(first)), ofSecond = GroupMoments.Of(q, row, g, nameof(second));
            if (measure == PairMeasure.Evidence)
            {
                sum += reference!.Evidence(g, p, ofFirst.Sum, q, ofSecond.Sum);
                continue;
            }
            sum += weights[g] * Math.Min(1, GroupMoments.Product(p, q) / (ofFirst.Sum * ofSecond.Sum));
            firstPurity += weights[g] * ofFirst.Purity;
            secondPurity += weights[g] * ofSecond.Purity;
        }
        return measure == PairMeasure.Cosine ? sum / Math.Sqrt(firstPurity * secondPurity) : sum;
    }

    private static void RequireShape(GroupReference? reference, GroupShape shape)
    {
        if (reference is not null && reference.Shape != shape)
            throw new ArgumentException($"reference: {reference.Shape.Groups:N0} feature groups of {reference.Shape.Values:N0} values, but the items have {shape.Groups:N0} of {shape.Values:N0}");
    }
}
