using Probity.Decisions;
using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>The policy's decisions: its own where they were given, else made from its threshold on confidence and its gate.</summary>
internal sealed record PolicyDecisions(Decision[]? Known, Decision[]? Unknown)
{
    public static PolicyDecisions Of(ReportInput input, RankedRows ranked)
    {
        if (input.Decisions is not null) return new(input.Decisions, input.Unknowns?.Decisions);
        if (input.Policy is null || ranked.Threshold is not { } threshold) return new(null, null);
        return new(
            Decide(ranked.Known, input.PassesGate, threshold),
            ranked.Unknown is null ? null : Decide(ranked.Unknown, input.Unknowns!.PassesGate, threshold));
    }

    public Outcome? Outcome(bool[] right)
    {
        if (Known is null) return null;
        int accepted = Known.Count(d => d == Decision.Accept), hits = Known.Where((d, i) => d == Decision.Accept && right[i]).Count();
        Interval interval = accepted == 0 ? new(0, 1) : Interval.Wilson(hits / (double)accepted, accepted, .95);
        return new(
            accepted, hits, Known.Count(d => d == Decision.Review), Known.Count(d => d == Decision.Reject), interval.Low, interval.High, Known.Length,
            Unknown?.Count(d => d == Decision.Accept), Unknown?.Count(d => d == Decision.Reject), Unknown?.Length ?? 0);
    }

    /// <summary>The name of a decision; null where the row was left undecided.</summary>
    public static string? Word(Decision[]? decisions, int row) =>
        decisions is null || decisions[row] == Decision.None ? null : decisions[row].Token();

    private static Decision[] Decide(double[] ranked, bool[]? passesGate, double threshold) =>
        [.. ranked.Select((value, i) =>
            passesGate is not null && !passesGate[i] ? Decision.Reject : value >= threshold ? Decision.Accept : Decision.Review)];
}
