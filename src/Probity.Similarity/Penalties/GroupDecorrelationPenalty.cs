using System.Buffers;
using Probity.Learning;
using Probity.Numerics;
using Probity.Numerics.Products;

namespace Probity.Similarity;

/// <summary>
/// λ times the mean over each two feature groups of their RV coefficient ‖C_gh‖² / (‖C_gg‖·‖C_hh‖) in [0, 1], where C are covariances of values in the batch
/// (Robert &amp; Escoufier, 1976; linear CKA of Kornblith et al., ICML 2019): groups are to say different things.
/// </summary>
/// <remarks>
/// Unlike a covariance itself (as in VICReg) it does not shrink when groups say less; unlike correlations of single values (as in Barlow Twins) it needs no
/// variance of each, which dead values do not have. In batches of B it is some 1/B for independent groups. Groups that do not vary count as 0.
/// </remarks>
public sealed record GroupDecorrelationPenalty : EmbeddingPenalty
{
    internal const double DefaultStrength = .1;

    private const double Smallest = 1e-12;   // added to ‖C_gg‖·‖C_hh‖: groups that hardly vary have no say, and no wild derivative

    /// <param name="strength">λ, at least 0. The default value is 0.1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public GroupDecorrelationPenalty(double strength = DefaultStrength) => Lambda = Strength(strength, nameof(strength));

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("decorrelation", Lambda);

    /// <summary>Two products of matrices, B·(GK)² each.</summary>
    internal override double Apply(ReadOnlySpan<double> embeddings, int rows, int groups, Span<double> gradient)
    {
        if (groups < 2) return 0;
        int columns = embeddings.Length / rows, width = columns / groups;
        double[] ofCentred = ArrayPool<double>.Shared.Rent(embeddings.Length), ofCovariance = ArrayPool<double>.Shared.Rent(checked(columns * columns));
        double[] ofBlocks = ArrayPool<double>.Shared.Rent(groups * groups), ofFactors = ArrayPool<double>.Shared.Rent(groups * groups);
        Span<double> centred = ofCentred.AsSpan(0, embeddings.Length), covariance = ofCovariance.AsSpan(0, columns * columns);
        Span<double> blocks = ofBlocks.AsSpan(0, groups * groups), factors = ofFactors.AsSpan(0, groups * groups);

        Centre(embeddings, rows, centred);
        MatrixMultiply.Run(new MatrixView<double>(centred, rows, columns).Transposed, new MatrixView<double>(centred, rows, columns), covariance);
        double scale = 1.0 / ((double)rows * rows);   // of squared covariances: the product is B times them
        blocks.Clear();
        for (int at = 0; at < covariance.Length; at += width)
        {
            ReadOnlySpan<double> cells = covariance.Slice(at, width);
            blocks[Block(at, columns, width, groups)] += scale * DoubleVectors.Dot(cells, cells);
        }
        double value = Factors(blocks, factors, groups, Lambda / (groups * (groups - 1) / 2.0));
        for (int at = 0; at < covariance.Length; at += width)
        {
            double factor = 4 * scale * factors[Block(at, columns, width, groups)];
            foreach (ref double cell in covariance.Slice(at, width)) cell *= factor;
        }
        MatrixMultiply.Run(new MatrixView<double>(centred, rows, columns), new MatrixView<double>(covariance, columns, columns), gradient, accumulate: true);

        foreach (double[] rented in (ReadOnlySpan<double[]>)[ofCentred, ofCovariance, ofBlocks, ofFactors]) ArrayPool<double>.Shared.Return(rented);
        return value;
    }

    private static int Block(int cell, int columns, int width, int groups) => (cell / columns / width * groups) + (cell % columns / width);

    private static void Centre(ReadOnlySpan<double> embeddings, int rows, Span<double> centred)
    {
        int columns = embeddings.Length / rows;
        double[] rented = ArrayPool<double>.Shared.Rent(columns);
        Span<double> means = rented.AsSpan(0, columns);
        means.Clear();
        for (int at = 0; at < embeddings.Length; at += columns) DoubleVectors.AddScaled(1.0 / rows, embeddings.Slice(at, columns), means);
        embeddings.CopyTo(centred);
        for (int at = 0; at < embeddings.Length; at += columns) DoubleVectors.AddScaled(-1, means, centred.Slice(at, columns));
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The penalty from the squared norms of the blocks, and its derivative in those; each of the two blocks of a pair has half of it.</summary>
    private static double Factors(ReadOnlySpan<double> blocks, Span<double> factors, int groups, double weight)
    {
        factors.Clear();
        double value = 0;
        for (int g = 0; g < groups; g++)
        {
            for (int h = g + 1; h < groups; h++)
            {
                double own = blocks[(g * groups) + g], other = blocks[(h * groups) + h], norms = Math.Sqrt(own) * Math.Sqrt(other), room = norms + Smallest;
                double shared = weight * blocks[(g * groups) + h] / room;
                value += shared;
                factors[(g * groups) + h] = factors[(h * groups) + g] = weight / room / 2;
                if (norms == 0) continue;
                factors[(g * groups) + g] -= shared * norms / (2 * own * room);
                factors[(h * groups) + h] -= shared * norms / (2 * other * room);
            }
        }
        return value;
    }
}
