using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>
/// Thresholds by point estimate: the one that looks best on labelled rows, for a goal of <see cref="ThresholdGoal"/>, with how stable that is.
/// </summary>
/// <remarks>
/// Nothing is guaranteed: a threshold that was chosen because it looked good is worse on new rows, the more so the fewer the rows
/// (<see cref="ThresholdStability.Optimism"/>). For a guarantee use <see cref="PrecisionPromise"/> or <see cref="RatePromise"/>. A goal that no
/// threshold reaches gives none, with the reason, and is never rounded to the nearest that can be had.
/// </remarks>
public static class Thresholds
{
    /// <summary>Chooses one threshold for all rows.</summary>
    /// <param name="scores">N scores, high when to be trusted; equal ones are accepted together. −∞ is never accepted, NaN is refused.</param>
    /// <param name="right">N outcomes: whether the row's answer is right (with a class of interest: whether it is of that class).</param>
    /// <param name="target">What it is for.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight acts as repetition.</param>
    /// <param name="acceptable">Whether each row can be accepted at all, such as by a gate; empty for all.</param>
    /// <param name="replicates">Bootstrap replicates; 0 for none. The default value is 1,000.</param>
    /// <param name="level">Level of the intervals, in (0, 1). The default value is 0.95.</param>
    /// <param name="seed">Seed of the bootstrap. The default value is 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, or a bad weight.</exception>
    public static ChosenThreshold Choose(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ThresholdTarget target, ReadOnlySpan<double> weights = default, ReadOnlySpan<bool> acceptable = default,
        int replicates = 1_000, double level = .95, ulong seed = 0)
    {
        Check(scores, right, target, weights, replicates, level);
        if (!acceptable.IsEmpty) Require.SameRows(scores.Length, acceptable.Length, nameof(scores), nameof(acceptable));
        return Choose(RankedAnswers.Of(scores, right, weights, acceptable), target, replicates, level, seed);
    }

    /// <summary>Chooses a threshold for every class that is answered, each on its own.</summary>
    /// <remarks>
    /// Of class k: precision is the share of class k among rows accepted as k, recall the share accepted as k among all rows of class k, the false-alarm
    /// rate that among all rows of other classes; coverage and cost are of the rows answered k.
    /// </remarks>
    /// <param name="scores">N scores of the answers.</param>
    /// <param name="answers">N classes answered, 0 to K − 1.</param>
    /// <param name="labels">N true classes.</param>
    /// <param name="classes">K.</param>
    /// <param name="target">What each is for.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <param name="acceptable">Whether each row can be accepted at all; empty for all.</param>
    /// <param name="replicates">Bootstrap replicates; 0 for none. The default value is 1,000.</param>
    /// <param name="level">Level of the intervals, in (0, 1). The default value is 0.95.</param>
    /// <param name="seed">Seed of the bootstrap. The default value is 0.</param>
    /// <returns>K thresholds, or reasons where there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, a bad weight, or a class out of range.</exception>
    public static IReadOnlyList<ChosenThreshold> ChoosePerClass(
        ReadOnlySpan<double> scores, ReadOnlySpan<int> answers, ReadOnlySpan<int> labels, int classes, ThresholdTarget target, ReadOnlySpan<double> weights = default,
        ReadOnlySpan<bool> acceptable = default, int replicates = 1_000, double level = .95, ulong seed = 0)
    {
        Require.SameRows(scores.Length, answers.Length, nameof(scores), nameof(answers));
        Require.SameRows(scores.Length, labels.Length, nameof(scores), nameof(labels));
        Require.InRange(classes, 2, int.MaxValue, nameof(classes));
        Require.Labels(answers, classes, nameof(answers));
        Require.Labels(labels, classes, nameof(labels));
        if (!acceptable.IsEmpty) Require.SameRows(scores.Length, acceptable.Length, nameof(scores), nameof(acceptable));
        Check(scores, new bool[scores.Length], target, weights, replicates, level);
        return ClassThresholdChoice.Choose(scores, answers, labels, classes, target, weights, acceptable, replicates, level, seed);
    }

    internal static ChosenThreshold Choose(RankedAnswers ranked, ThresholdTarget target, int replicates, double level, ulong seed)
    {
        var choice = new ThresholdReplicates(ranked, target);
        if (choice.Chosen.Point is null || replicates == 0) return choice.Chosen;
        int rows = ranked.Rows, groups = ranked.Thresholds.Length;
        var draws = new MultinomialWeights(seed, ReplicateStreams.Thresholds, rows);
        double[][] figures = Replicates.Run(replicates, ThresholdReplicates.Figures, rows + (2 * groups), (replicate, scratch, values) =>
        {
            Span<double> weights = scratch.AsSpan(0, rows);
            draws.Resample(replicate, ranked.Weights, weights);
            choice.Run(weights, 0, scratch.AsSpan(rows), values);
        });
        return choice.Chosen with { Stability = choice.Stability(figures, level, EffectiveRows(ranked.Weights)) };
    }

    /// <summary>How many rows of equal weight say as much (Kish).</summary>
    internal static double EffectiveRows(ReadOnlySpan<double> weights)
    {
        double sum = 0, squares = 0;
        foreach (double weight in weights)
        {
            sum += weight;
            squares += weight * weight;
        }
        return sum * sum / squares;
    }

    private static void Check(ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ThresholdTarget target, ReadOnlySpan<double> weights, int replicates, double level)
    {
        ArgumentNullException.ThrowIfNull(target);
        Require.Ranking(scores, right, weights, nameof(scores), nameof(right));
        Require.InRange(replicates, 0, 1_000_000, nameof(replicates));
        Require.OpenShare(level, nameof(level));
    }
}
