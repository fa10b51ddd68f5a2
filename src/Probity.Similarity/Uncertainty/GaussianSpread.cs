using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Hedged instance embedding on frozen means (HIB; Oh et al., ICLR 2019): every item a Gaussian around its embedding of unit length, with a σ of its own. Confidence is
/// its self-match, the chance that two draws of the same item match, mean of σ(b − a‖z₁ − z₂‖), in (0, 1). For heads without feature groups; where there are groups,
/// self-agreement is the same idea without any learning. The noise lies along the line between two means: in all of many dimensions it would only push draws apart.
/// </summary>
public sealed class GaussianSpread : LearnedUncertainty
{
    private const int Draws = 16, SelfDraws = 512;

    private readonly double[] _normal = new double[SelfDraws], _rest = new double[SelfDraws];

    private GaussianSpread(TrainedUncertainty trained) : base(trained)
    {
        (Steepness, Offset) = (Math.Exp(trained.Own[0]), trained.Own[1]);
        MatchedGaussianLoss.Draw(seed: 0, step: uint.MaxValue, MatchedGaussianLoss.NoiseDimensions, _normal, _rest);   // the same for every item, so that only σ makes a difference
    }

    /// <summary>a: learned.</summary>
    public double Steepness { get; }

    /// <summary>b: learned.</summary>
    public double Offset { get; }

    /// <summary>Learns σ behind fixed means.</summary>
    /// <param name="features">N rows that σ is read from: frozen features.</param>
    /// <param name="embeddings">N × columns, row-major, finite: the means, brought to length 1.</param>
    /// <param name="columns">Numbers of an embedding, at least 2.</param>
    /// <param name="groups">N groups.</param>
    /// <param name="options">The default value is <see cref="UncertaintyOptions"/> as it comes.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a value is not finite, there is only one group, or an option is out of range.</exception>
    public static GaussianSpread Train(Features features, ReadOnlySpan<float> embeddings, int columns, int[] groups, UncertaintyOptions? options = null)
    {
        UncertaintyTraining.RequireEmbeddings(features, embeddings, columns, groups);
        var loss = new MatchedGaussianLoss(new PairsOfBatch(UncertaintyTraining.UnitRows(embeddings, columns), columns, groups), Draws);
        return new GaussianSpread(UncertaintyTraining.Run(features, groups, loss, options ?? new UncertaintyOptions()));
    }

    private protected override double ConfidenceOf(double output) =>
        MatchedGaussianLoss.Match(0, Math.Sqrt(2) * MatchedGaussianLoss.Deviation(output), Steepness, Offset, _normal, _rest, out _, out _, out _);
}
