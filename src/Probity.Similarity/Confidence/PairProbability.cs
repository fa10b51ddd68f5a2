using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// The probability that two items belong together, σ(a·A + b) of their agreement A, with a and b as <see cref="MatchProbabilityLoss"/> learned them.
/// </summary>
/// <remarks>
/// It holds for pairs like those of training: two items drawn at random, of groups that were seen. The closest of many is no such pair, nor are items of new
/// groups: for these fit a confidence on matches of their kind.
/// </remarks>
/// <param name="Scale">a.</param>
/// <param name="Shift">b.</param>
/// <param name="PositiveShare">Share of pairs that are matches where it holds; 0 where it is that of training's batches, whatever it was.</param>
public sealed record PairProbability(double Scale, double Shift, double PositiveShare)
{
    /// <summary>What a model learned.</summary>
    /// <param name="model">Trained by <see cref="MatchProbabilityLoss"/>.</param>
    /// <exception cref="ArgumentException">Trained by another loss.</exception>
    public static PairProbability Of(SimilarityModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        string text = model.History.Recipe.GetValueOrDefault("loss", "an unknown loss");
        if (model.LossNumbers.Count != 2 || !text.StartsWith("match-probability", StringComparison.Ordinal))
            throw new ArgumentException($"model: trained by {text}; a probability of pairs is learned by match-probability only");
        return new PairProbability(model.LossNumbers[0], model.LossNumbers[1], ((MatchProbabilityLoss)SimilarityLoss.Parse(text)).PositiveShare);
    }

    /// <summary>P(match), in (0, 1).</summary>
    /// <param name="agreement">A, without weights, in [0, 1].</param>
    public double Of(double agreement) => Elementary.Logistic((Scale * agreement) + Shift);

    /// <summary>The same where another share of pairs are matches: b moves by the difference of the log-odds.</summary>
    /// <param name="share">In (0, 1).</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    /// <exception cref="InvalidOperationException">It is not known for which share it holds: the loss counted every pair alike.</exception>
    public PairProbability AtShare(double share)
    {
        Require.OpenShare(share, nameof(share));
        if (PositiveShare is 0) throw new InvalidOperationException("positive share: 0, so it holds for the share of training's batches, which is not known; train with match-probability(G,0.5), or give the share");
        return new PairProbability(Scale, Shift + LogOdds(share) - LogOdds(PositiveShare), share);

        static double LogOdds(double p) => Math.Log(p) - Elementary.Log1P(-p);
    }
}
