using Probity.Decisions;
using Probity.Metrics;

namespace Probity;

/// <summary>Figures of a cost estimate with their definitions, which files do not hold.</summary>
internal static class CostFigures
{
    public static Figure Policy(EstimationRows source, int rows, double value, Interval? interval) =>
        Of(source, rows, value, interval, "mean cost of a row under the policy: of its answer where it is accepted, of a review or a rejection where not");

    public static Figure AlwaysAnswer(EstimationRows source, int rows, double value, Interval? interval) =>
        Of(source, rows, value, interval, "mean cost of a row where every row is given the answer of least expected cost");

    public static Figure AlwaysReview(EstimationRows source, int rows, double value, Interval? interval) =>
        Of(source, rows, value, interval, "mean cost of a row where every row is reviewed");

    private static Figure Of(EstimationRows source, int rows, double value, Interval? interval, string definition) => new()
    {
        Value = value,
        Low = interval?.Low,
        High = interval?.High,
        Rows = rows,
        Definition = $"{definition}; {Words(source)}; percentile bootstrap of 1,000 draws, 95 %",
    };

    public static string Words(EstimationRows source) => source switch
    {
        EstimationRows.CrossFitted => "on the learning rows, each calibrated without its own fold",
        EstimationRows.HeldOut => "on rows that nothing was learned from",
        _ => "on the rows that the calibrator was fitted on, so new rows will cost more",
    };
}
