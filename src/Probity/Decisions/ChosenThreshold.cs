namespace Probity.Decisions;

/// <summary>A threshold chosen because it looked best on some rows, or the reason why there is none. Nothing is guaranteed of it on new rows.</summary>
public sealed record ChosenThreshold
{
    /// <summary>What it was chosen for.</summary>
    public required ThresholdTarget Target { get; init; }

    /// <summary>Accept a row when its score is at least this. Lies a little below a score, so that rounding moves no row across it. Null where no threshold serves.</summary>
    public double? Threshold => Point?.Threshold;

    /// <summary>What it does on the rows it was chosen on; null where no threshold serves.</summary>
    public required OperatingPoint? Point { get; init; }

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>Rows it was chosen on.</summary>
    public required int Rows { get; init; }

    /// <summary>How far another sample of as many rows might have led elsewhere; null where there is no threshold, or it was not asked for.</summary>
    public ThresholdStability? Stability { get; init; }
}

/// <summary>What a threshold does to rows: ties are accepted together.</summary>
public sealed record OperatingPoint
{
    /// <summary>The least score accepted, or a little less.</summary>
    public required double Threshold { get; init; }

    /// <summary>Rows accepted, whatever their weight.</summary>
    public required int Accepted { get; init; }

    /// <summary>Share of right rows among those accepted.</summary>
    public required double Precision { get; init; }

    /// <summary>Share of accepted rows among the right ones; null where no row is right.</summary>
    public required double? Recall { get; init; }

    /// <summary>Share of rows accepted.</summary>
    public required double Coverage { get; init; }

    /// <summary>Share of accepted rows among the wrong ones; null where no row is wrong.</summary>
    public required double? FalseAlarm { get; init; }

    /// <summary>F-beta, with the β that was asked for, else 1; null where no row is right.</summary>
    public required double? FBeta { get; init; }

    /// <summary>Mean cost of a row, where the goal was cost; else null.</summary>
    public double? Cost { get; init; }

    internal static OperatingPoint Of(ThresholdTarget target, double threshold, int rows, double accepted, double right, RankedAnswers.Totals totals) => new()
    {
        Threshold = threshold,
        Accepted = rows,
        Precision = right / accepted,
        Recall = totals.Right > 0 ? right / totals.Right : null,
        Coverage = accepted / totals.Rows,
        FalseAlarm = totals.Wrong > 0 ? (accepted - right) / totals.Wrong : null,
        FBeta = totals.Right > 0 ? ThresholdSearch.FBeta(target.Beta, accepted, right, totals) : null,
        Cost = target.Goal == ThresholdGoal.Cost ? -ThresholdSearch.Worth(target, accepted, right, totals) : null,
    };
}

/// <summary>The bootstrap of a chosen threshold: rows drawn with replacement, as many as there are (Efron, 1979).</summary>
public sealed record ThresholdStability
{
    /// <summary>Replicates.</summary>
    public required int Replicates { get; init; }

    /// <summary>Level of the intervals, such as 0.95.</summary>
    public required double Level { get; init; }

    /// <summary>Percentile interval of the threshold, chosen anew in every replicate; null where fewer than half of them have one.</summary>
    public required RateInterval? Threshold { get; init; }

    /// <summary>Standard deviation of it; null likewise.</summary>
    public required double? Deviation { get; init; }

    /// <summary>Share of replicates in which no threshold served.</summary>
    public required double Unreached { get; init; }

    /// <summary>
    /// By how much the goal's own figure looks better on the rows a threshold was chosen on than on others (Efron, 1983): the mean over replicates of the
    /// figure there less the figure of the same threshold on all rows. Above 0 flatters a floor, below 0 a ceiling or a cost.
    /// </summary>
    public required double Optimism { get; init; }

    /// <summary>Interval of the precision at the chosen threshold, held fixed: percentile, no narrower than Wilson's.</summary>
    public required RateInterval? Precision { get; init; }

    /// <summary>Interval of the recall.</summary>
    public required RateInterval? Recall { get; init; }

    /// <summary>Interval of the coverage.</summary>
    public required RateInterval? Coverage { get; init; }

    /// <summary>Interval of the false-alarm rate.</summary>
    public required RateInterval? FalseAlarm { get; init; }

    /// <summary>Interval of F-beta: percentile alone, as it is no share.</summary>
    public required RateInterval? FBeta { get; init; }
}

/// <summary>Two ends of an interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record RateInterval(double Low, double High);
