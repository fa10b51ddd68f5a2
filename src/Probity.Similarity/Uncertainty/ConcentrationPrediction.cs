using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Every item as a von Mises-Fisher law around its frozen embedding, whose concentration κ is learned by the expected likelihood kernel, which has a closed
/// form (Shi &amp; Jain, ICCV 2019, for Gaussians; for vMF in a softmax: Kirchhof, Roth, Akata &amp; Kasneci, ECCV 2022). Confidence is κ.
/// </summary>
/// <remarks>
/// For an item whose nearest ones are wrong a wide law loses less, for one among its own a narrow law gains. Embeddings of a head on its own training items
/// are nearly all among their own: give items of groups that the head has not learned from where there are any.
/// </remarks>
public sealed class ConcentrationPrediction : LearnedUncertainty
{
    internal ConcentrationPrediction(TrainedUncertainty trained, double start) : base(trained) => Start = start;

    /// <summary>κ of an output of 0.</summary>
    internal double Start { get; }

    /// <summary>Learns κ behind fixed mean directions.</summary>
    /// <param name="features">N rows that κ is read from: frozen features.</param>
    /// <param name="embeddings">N × columns, row-major, finite: the mean directions, of any length.</param>
    /// <param name="columns">Numbers of an embedding, at least 2.</param>
    /// <param name="groups">N groups.</param>
    /// <param name="options">The default value is <see cref="UncertaintyOptions"/> as it comes.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a value is not finite, there is only one group, or an option is out of range.</exception>
    public static ConcentrationPrediction Train(Features features, ReadOnlySpan<float> embeddings, int columns, int[] groups, UncertaintyOptions? options = null)
    {
        UncertaintyTraining.RequireEmbeddings(features, embeddings, columns, groups);
        double[] unit = UncertaintyTraining.UnitRows(embeddings, columns);
        double start = Concentration(unit, columns, groups);
        var loss = new ExpectedLikelihoodLoss(new PairsOfBatch(unit, columns, groups), start);
        return new ConcentrationPrediction(UncertaintyTraining.Run(features, groups, loss, options ?? new UncertaintyOptions()), start);
    }

    private protected override double ConfidenceOf(double output) => ExpectedLikelihoodLoss.Concentration(output, Start);

    /// <summary>One κ for all groups, r(d − r²)/(1 − r²) of their mean resultant length (Banerjee et al., JMLR 2005).</summary>
    private static double Concentration(double[] unit, int columns, int[] groups)
    {
        double total = 0;
        foreach (IGrouping<int, int> group in Enumerable.Range(0, groups.Length).GroupBy(row => groups[row]))
        {
            var sum = new double[columns];
            foreach (int row in group)
            {
                for (int j = 0; j < columns; j++) sum[j] += unit[(row * columns) + j];
            }
            total += Math.Sqrt(sum.Sum(value => value * value));
        }
        double r = Math.Clamp(total / groups.Length, .05, .99);
        return r * (columns - (r * r)) / (1 - (r * r));
    }
}
