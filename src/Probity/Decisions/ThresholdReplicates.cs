using Probity.Metrics;

namespace Probity.Decisions;

/// <summary>The threshold that looks best on ranked rows, and what becomes of it when they are drawn anew.</summary>
internal sealed class ThresholdReplicates
{
    /// <summary>Figures of a replicate.</summary>
    public const int Figures = 7;

    private readonly RankedAnswers _ranked;
    private readonly ThresholdTarget _target;
    private readonly double[] _accepted, _right;
    private readonly RankedAnswers.Totals _totals;
    private readonly int _best;

    public ThresholdReplicates(RankedAnswers ranked, ThresholdTarget target)
    {
        int groups = ranked.Thresholds.Length;
        (_ranked, _target, _accepted, _right) = (ranked, target, new double[groups], new double[groups]);
        _totals = ranked.Accumulate(ranked.Weights, ranked.Others, _accepted, _right);
        _best = ThresholdSearch.Choose(target, _accepted, _right, _totals);
        Chosen = new ChosenThreshold
        {
            Target = target,
            Rows = ranked.Rows,
            Point = _best < 0 ? null : OperatingPoint.Of(target, ranked.Thresholds[_best], ranked.Ends[_best], _accepted[_best], _right[_best], _totals),
            Reason = _best < 0 ? ThresholdSearch.Reason(target, ranked, _accepted, _right, _totals) : null,
        };
    }

    /// <summary>What was chosen, with no word on how stable it is.</summary>
    public ChosenThreshold Chosen { get; }

    /// <summary>Doubles of scratch that a replicate takes: two a threshold.</summary>
    public int Scratch => 2 * _accepted.Length;

    /// <summary>Chooses anew under weights of one replicate.</summary>
    /// <param name="weights">One a listed row.</param>
    /// <param name="others">Weight of the rows that are not listed.</param>
    /// <param name="scratch"><see cref="Scratch"/> or more.</param>
    /// <param name="values"><see cref="Figures"/> of them; NaN where undefined.</param>
    public void Run(ReadOnlySpan<double> weights, double others, Span<double> scratch, Span<double> values)
    {
        int groups = _ranked.Thresholds.Length;
        Span<double> taken = scratch[..groups], hits = scratch.Slice(groups, groups);
        RankedAnswers.Totals drawn = _ranked.Accumulate(weights, others, taken, hits);
        int best = ThresholdSearch.Choose(_target, taken, hits, drawn);
        values[0] = best < 0 ? double.NaN : _ranked.Thresholds[best];
        values[1] = best < 0 ? double.NaN : ThresholdSearch.Worth(_target, taken[best], hits[best], drawn) - ThresholdSearch.Worth(_target, _accepted[best], _right[best], _totals);
        double all = taken[_best], good = hits[_best];
        values[2] = good / all;   // NaN where nothing was drawn
        values[3] = good / drawn.Right;
        values[4] = all / drawn.Rows;
        values[5] = (all - good) / drawn.Wrong;
        values[6] = ThresholdSearch.FBeta(_target.Beta, all, good, drawn);
    }

    /// <summary>What the replicates say.</summary>
    /// <param name="figures"><see cref="Figures"/> arrays of one value a replicate.</param>
    /// <param name="level">Of the intervals.</param>
    /// <param name="effective">Effective rows of all; a rate's own share of them stands behind it.</param>
    public ThresholdStability Stability(ReadOnlySpan<double[]> figures, double level, double effective)
    {
        double[] found = Array.FindAll(figures[0], value => !double.IsNaN(value));
        Interval? spread = Interval.Percentile(figures[0], level);
        double sum = _totals.Right + _totals.Wrong;
        double all = _accepted[_best], good = _right[_best];
        return new ThresholdStability
        {
            Replicates = figures[0].Length,
            Level = level,
            Threshold = spread is { } ends ? new(ends.Low, ends.High) : null,
            Deviation = spread is null || found.Length < 2 ? null : Deviation(found),
            Unreached = 1 - ((double)found.Length / figures[0].Length),
            Optimism = (_target.Goal == ThresholdGoal.Cost ? -1 : 1) * DefinedMean.Of(figures[1]),
            Precision = Hull(figures[2], good, all),
            Recall = Hull(figures[3], good, _totals.Right),
            Coverage = Hull(figures[4], all, _totals.Rows),
            FalseAlarm = Hull(figures[5], all - good, _totals.Wrong),
            FBeta = Interval.Percentile(figures[6], level) is { } f ? new(f.Low, f.High) : null,
        };

        RateInterval? Hull(double[] rates, double part, double whole)
        {
            if (!(whole > 0) || Interval.Percentile(rates, level) is not { } percentile) return null;
            Interval hull = percentile.Hull(Interval.Wilson(part / whole, whole / sum * effective, level));
            return new(hull.Low, hull.High);
        }
    }

    private static double Deviation(double[] values)
    {
        double mean = DefinedMean.Of(values), squares = 0;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }
}
