namespace Probity.Reporting.Sections;

/// <summary>What rows are ordered and compared by: log-odds where they are at hand, for those never tie by rounding, else the probability.</summary>
internal sealed class RankedRows
{
    private readonly bool _logOdds;

    private RankedRows(double[] known, double[]? unknown, double? threshold, bool logOdds)
    {
        Known = known;
        Unknown = unknown;
        Threshold = threshold;
        _logOdds = logOdds;
    }

    public double[] Known { get; }

    public double[]? Unknown { get; }

    /// <summary>The policy's threshold on the same scale; null where it is not on confidence.</summary>
    public double? Threshold { get; }

    public static RankedRows Of(ReportInput input)
    {
        double[]? logOdds = input.ConfidenceAfter is null ? input.RankingBefore : input.RankingAfter;
        return logOdds is null
            ? new(input.ConfidenceAfter ?? input.ConfidenceBefore, input.Unknowns?.Confidence, input.Policy?.Threshold, logOdds: false)
            : new(logOdds, input.Unknowns?.Ranking, input.Policy?.ThresholdLogOdds, logOdds: true);
    }

    public double Probability(double ranked) => _logOdds ? Sections.LogOdds.Inverse(ranked) : ranked;

    /// <summary>Where it lies on a log-odds axis, before infinities are drawn in.</summary>
    public double Place(double ranked) => _logOdds ? ranked : Sections.LogOdds.Of(ranked);

    /// <summary>The log-odds of a row, null where only the probability is known.</summary>
    public double? LogOdds(double ranked) => _logOdds ? ranked : null;
}
