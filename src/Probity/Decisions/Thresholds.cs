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
        return Choose(RankedAnswers.Of(scores, right, weights, acceptable, []), target, replicates, level, seed);
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
        bool[] own = new bool[scores.Length], can = new bool[scores.Length], right = new bool[scores.Length];
        Check(scores, right, target, weights, replicates, level);

        var chosen = new ChosenThreshold[classes];
        for (int k = 0; k < classes; k++)
        {
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = answers[i] == k;
                can[i] = own[i] && (acceptable.IsEmpty || acceptable[i]);
                right[i] = labels[i] == k;
            }
            chosen[k] = Choose(RankedAnswers.Of(scores, right, weights, can, own), target, replicates, level, seed);
        }
        return chosen;
    }

    internal static ChosenThreshold Choose(RankedAnswers ranked, ThresholdTarget target, int replicates, double level, ulong seed)
    {
        int groups = ranked.Thresholds.Length;
        double[] accepted = new double[groups], right = new double[groups];
        RankedAnswers.Totals totals = ranked.Accumulate(ranked.Weights, accepted, right);
        int best = ThresholdSearch.Choose(target, accepted, right, totals);
        var chosen = new ChosenThreshold
        {
            Target = target,
            Rows = ranked.Rows,
            Point = best < 0 ? null : OperatingPoint.Of(target, ranked.Thresholds[best], ranked.Ends[best], accepted[best], right[best], totals),
            Reason = best < 0 ? ThresholdSearch.Reason(target, ranked, accepted, right, totals) : null,
        };
        return best < 0 || replicates == 0 ? chosen : chosen with { Stability = Stability(ranked, target, best, accepted, right, totals, replicates, level, seed) };
    }

    private static ThresholdStability Stability(
        RankedAnswers ranked, ThresholdTarget target, int chosen, double[] accepted, double[] right, RankedAnswers.Totals totals, int replicates, double level, ulong seed)
    {
        int rows = ranked.Rows, groups = ranked.Thresholds.Length;
        var draws = new MultinomialWeights(seed, ReplicateStreams.Thresholds, rows);
        double[][] figures = Replicates.Run(replicates, 7, rows + (2 * groups), (replicate, scratch, values) =>
        {
            Span<double> weights = scratch.AsSpan(0, rows), taken = scratch.AsSpan(rows, groups), hits = scratch.AsSpan(rows + groups, groups);
            draws.Resample(replicate, ranked.Weights, weights);
            RankedAnswers.Totals drawn = ranked.Accumulate(weights, taken, hits);
            int best = ThresholdSearch.Choose(target, taken, hits, drawn);
            values[0] = best < 0 ? double.NaN : ranked.Thresholds[best];
            values[1] = best < 0 ? double.NaN : ThresholdSearch.Worth(target, taken[best], hits[best], drawn) - ThresholdSearch.Worth(target, accepted[best], right[best], totals);
            double all = taken[chosen], good = hits[chosen];
            values[2] = good / all;   // NaN where nothing was drawn
            values[3] = good / drawn.Right;
            values[4] = all / drawn.Rows;
            values[5] = (all - good) / drawn.Wrong;
            values[6] = ThresholdSearch.FBeta(target.Beta, all, good, drawn);
        });

        double[] found = Array.FindAll(figures[0], value => !double.IsNaN(value));
        Interval? spread = Interval.Percentile(figures[0], level);
        double effective = EffectiveRows(ranked.Weights);   // of all rows; a rate's own share of them stands behind it
        double sum = totals.Right + totals.Wrong;
        double all = accepted[chosen], good = right[chosen];
        return new ThresholdStability
        {
            Replicates = replicates,
            Level = level,
            Threshold = spread is { } ends ? new(ends.Low, ends.High) : null,
            Deviation = spread is null || found.Length < 2 ? null : Deviation(found),
            Unreached = 1 - ((double)found.Length / replicates),
            Optimism = (target.Goal == ThresholdGoal.Cost ? -1 : 1) * DefinedMean.Of(figures[1]),
            Precision = Hull(figures[2], good, all),
            Recall = Hull(figures[3], good, totals.Right),
            Coverage = Hull(figures[4], all, totals.Rows),
            FalseAlarm = Hull(figures[5], all - good, totals.Wrong),
            FBeta = Interval.Percentile(figures[6], level) is { } f ? new(f.Low, f.High) : null,
        };

        RateInterval? Hull(double[] rates, double part, double whole)
        {
            if (!(whole > 0) || Interval.Percentile(rates, level) is not { } percentile) return null;
            Interval hull = percentile.Hull(Interval.Wilson(part / whole, whole / sum * effective, level));
            return new(hull.Low, hull.High);
        }
    }

    private static double EffectiveRows(double[] weights)
    {
        double sum = 0, squares = 0;
        foreach (double weight in weights)
        {
            sum += weight;
            squares += weight * weight;
        }
        return sum * sum / squares;
    }

    private static double Deviation(double[] values)
    {
        double mean = DefinedMean.Of(values), squares = 0;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }

    private static void Check(ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ThresholdTarget target, ReadOnlySpan<double> weights, int replicates, double level)
    {
        ArgumentNullException.ThrowIfNull(target);
        Require.Ranking(scores, right, weights, nameof(scores), nameof(right));
        Require.InRange(replicates, 0, 1_000_000, nameof(replicates));
        Require.OpenShare(level, nameof(level));
    }
}
