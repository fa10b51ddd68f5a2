using System.Buffers;
using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Mean over feature groups of −μ·H(mean of p) + κ·mean of H(p), entropies in nats: all values are to be used, and each item is to choose one (Krause et al.,
/// NIPS 2010; Hu et al., ICML 2017). With μ = κ it is −μ times the mutual information of items and values.
/// </summary>
/// <remarks>
/// The mean is that of the batch: batches much smaller than K cannot use all values. A large κ at the start makes items choose before they know; μ alone
/// is met by groups that know nothing.
/// </remarks>
public sealed record GroupEntropyPenalty : EmbeddingPenalty
{
    internal const double DefaultMarginal = 1, DefaultConditional = 0;

    private const double Smallest = 1e-30;   // a share of 0 has no finite derivative of its logarithm; times the share it is 0 all the same

    /// <param name="marginal">μ, at least 0. The default value is 1.</param>
    /// <param name="conditional">κ, at least 0. The default value is 0: a falling temperature makes items choose at less cost.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public GroupEntropyPenalty(double marginal = DefaultMarginal, double conditional = DefaultConditional) =>
        (Marginal, Conditional) = (Strength(marginal, nameof(marginal)), Strength(conditional, nameof(conditional)));

    /// <summary>μ.</summary>
    public double Marginal { get; }

    /// <summary>κ.</summary>
    public double Conditional { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("entropy", Marginal, Conditional);

    internal override double Apply(ReadOnlySpan<double> embeddings, int rows, int groups, Span<double> gradient)
    {
        int columns = embeddings.Length / rows;
        double each = 1.0 / ((double)rows * groups), value = 0;
        double[] rented = ArrayPool<double>.Shared.Rent(columns);
        Span<double> means = rented.AsSpan(0, columns);
        means.Clear();
        for (int c = 0; c < embeddings.Length; c++)
        {
            double share = embeddings[c], log = Math.Log(Math.Max(share, Smallest));
            means[c % columns] += share / rows;
            value -= Conditional * each * share * log;
            gradient[c] -= Conditional * each * (log + 1);
        }
        for (int k = 0; k < columns; k++)
        {
            double log = Math.Log(Math.Max(means[k], Smallest));
            value += Marginal * means[k] * log / groups;
            means[k] = Marginal * each * (log + 1);
        }
        for (int c = 0; c < gradient.Length; c++) gradient[c] += means[c % columns];
        ArrayPool<double>.Shared.Return(rented);
        return value;
    }
}
