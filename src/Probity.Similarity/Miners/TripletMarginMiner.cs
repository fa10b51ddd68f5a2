using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>All triplets of a kind: those that keep a margin or do not.</summary>
/// <remarks>The margin is in what the loss reads, distances or similarities.</remarks>
public sealed record TripletMarginMiner : TripletMiner
{
    internal const double DefaultMargin = .2;

    /// <param name="kind">Which triplets. The default value is <see cref="TripletKind.All"/>.</param>
    /// <param name="margin">m, positive; hard triplets do not depend on it. The default value is 0.2.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public TripletMarginMiner(TripletKind kind = TripletKind.All, double margin = DefaultMargin)
    {
        Require.Positive(margin, nameof(margin));
        if (!Enum.IsDefined(kind)) throw new ArgumentException($"triplet kind: {(int)kind}; it must be 0 (all) to 3 (easy)");
        (Kind, Margin) = (kind, margin);
    }

    /// <summary>Which triplets.</summary>
    public TripletKind Kind { get; }

    /// <summary>m.</summary>
    public double Margin { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write(Kind switch
    {
        TripletKind.All => "triplets-all",
        TripletKind.Hard => "triplets-hard",
        TripletKind.SemiHard => "triplets-semi-hard",
        _ => "triplets-easy",
    }, Margin);

    private protected override void Choose(PairTable table, int anchor, double sign, Step step)
    {
        ReadOnlySpan<double> values = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        for (int p = 0; p < values.Length; p++)
        {
            if (relations[p] != Relation.Positive) continue;
            for (int n = 0; n < values.Length; n++)
            {
                if (relations[n] == Relation.Negative && Wants(sign * (values[n] - values[p]))) table.Triplets.Add(new Triplet(anchor, p, n));
            }
        }
    }

    private bool Wants(double behind) => Kind switch
    {
        TripletKind.All => behind < Margin,
        TripletKind.Hard => behind <= 0,
        TripletKind.SemiHard => behind > 0 && behind < Margin,
        _ => behind >= Margin,
    };
}
