using System.Globalization;
using Probity.Decisions;

namespace Probity;

/// <summary>A chosen threshold in plain words, of which the first are that nothing is guaranteed.</summary>
internal static class ChoiceExplanation
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <param name="rule">The rule.</param>
    /// <param name="shown">How a threshold is stated.</param>
    public static IEnumerable<string> Lines(ChosenRule rule, Func<double, string> shown)
    {
        ChosenThreshold choice = rule.Choice;
        OperatingPoint point = choice.Point!;
        ThresholdStability? stability = choice.Stability;
        yield return string.Create(Invariant, $"Promise: none. The threshold was chosen for {choice.Target.Words} on {choice.Rows:N0} rows{On(rule.Rows)}; nothing is guaranteed of new rows.");
        string level = stability is null ? "" : $" (intervals: {Percent.Exact(stability.Level)}, bootstrap)";
        yield return string.Create(Invariant, $"There it accepts {Rate(point.Coverage, stability?.Coverage)} of rows, of which {Rate(point.Precision, stability?.Precision)} are right; " +
            $"it accepts {Rate(point.Recall, stability?.Recall)} of the right and {Rate(point.FalseAlarm, stability?.FalseAlarm)} of the wrong ones{Cost(point)}{level}.");
        if (stability is null) yield break;
        string spread = stability.Threshold is { } ends
            ? string.Create(Invariant, $"On other samples of as many rows it would have come out between {shown(ends.Low)} and {shown(ends.High)}")
            : "On most other samples of as many rows there would have been none";
        string unreached = stability.Unreached > 0 ? $", and in {Percent.Nearest(stability.Unreached)} of them no threshold would have served" : "";
        string flattered = double.IsNaN(stability.Optimism) ? "" : string.Create(Invariant, $". What it was chosen for looks better here than on new rows by some {Math.Abs(stability.Optimism):G2}");
        yield return spread + unreached + flattered + ".";
    }

    private static string On(EstimationRows rows) => rows switch
    {
        EstimationRows.HeldOut => " that nothing was learned from",
        EstimationRows.CrossFitted => ", each calibrated without its own fold",
        _ => " that its score was learned from",
    };

    private static string Rate(double? rate, RateInterval? interval) => rate is not { } share ? "an undefined share"
        : interval is null ? Percent.Nearest(share)
        : $"{Percent.Nearest(share)} ({Percent.Nearest(interval.Low)} to {Percent.Nearest(interval.High)})";

    private static string Cost(OperatingPoint point) => point.Cost is { } cost ? string.Create(Invariant, $", at a cost of {cost:G4} a row") : "";
}
