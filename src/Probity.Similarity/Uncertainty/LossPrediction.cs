using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Loss prediction (Yoo &amp; Kweon, CVPR 2019; on frozen features with a gradient that stops there: Kirchhof, Collier, Oh &amp; Kasneci, 2024): two layers of 512 learn which
/// of two items a frozen head does worse on. Confidence is the predicted loss, negated; its scale means nothing, only its order.
/// </summary>
/// <remarks>
/// Losses of a head's own training items are flattering; <see cref="RetrievalLosses.OutOfFold"/> has those of groups that no head was trained on. Which of them rank
/// better is a matter of measuring (<see cref="UncertaintyComparison"/>): on CLINC150's unseen intents the head's own losses did, by .02.
/// </remarks>
public sealed class LossPrediction : LearnedUncertainty
{
    /// <summary>By how much predictions of two items should differ at least. The default of the papers.</summary>
    public const double DefaultMargin = .1;

    internal LossPrediction(TrainedUncertainty trained) : base(trained)
    {
    }

    /// <summary>Trains on losses found elsewhere.</summary>
    /// <param name="features">N rows: frozen features.</param>
    /// <param name="losses">N losses of a head, finite. NaN leaves a row out.</param>
    /// <param name="groups">N groups, which batches are drawn by.</param>
    /// <param name="options">The default value is <see cref="UncertaintyOptions"/> as it comes.</param>
    /// <param name="margin">Positive. The default value is 0.1.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a loss is infinite, fewer than two rows have one, or an option is out of range.</exception>
    public static LossPrediction Train(Features features, double[] losses, int[] groups, UncertaintyOptions? options = null, double margin = DefaultMargin)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(groups);
        Require.SameRows(features.Rows, losses.Length, nameof(features), nameof(losses));
        Require.SameRows(features.Rows, groups.Length, nameof(features), nameof(groups));
        Require.Positive(margin, nameof(margin));
        int infinite = Array.FindIndex(losses, double.IsInfinity);
        if (infinite >= 0) throw new ArgumentException($"losses: row {infinite} is {losses[infinite]}; a loss is finite, or NaN to leave the row out");
        int[] kept = [.. Enumerable.Range(0, losses.Length).Where(row => !double.IsNaN(losses[row]))];
        if (kept.Length < 2) throw new ArgumentException($"losses: {kept.Length} rows have one; at least 2 are needed to compare");
        if (kept.Length < losses.Length) (features, groups, losses) = (features.Select(kept), Array.ConvertAll(kept, row => groups[row]), Array.ConvertAll(kept, row => losses[row]));
        return new LossPrediction(UncertaintyTraining.Run(features, groups, new LossRanking(losses, margin), options ?? new UncertaintyOptions()));
    }

    private protected override double ConfidenceOf(double output) => -output;
}
