using Probity.Decisions;

namespace Probity.Reporting.Sections;

/// <summary>The unknown rows that come closest to being accepted: accepted first, then past the gate, then the surest.</summary>
internal static class StrangersSection
{
    private const int Shown = 12;

    public static Stranger[] Of(ReportInput input, RankedRows ranked, PolicyDecisions decisions)
    {
        if (input.Unknowns is not { Confidence: { } confidence } unknowns) return [];
        return [.. Enumerable.Range(0, confidence.Length)
            .OrderByDescending(i => decisions.Unknown?[i] == Decision.Accept)
            .ThenByDescending(i => unknowns.PassesGate?[i] ?? decisions.Unknown?[i] != Decision.Reject)
            .ThenByDescending(i => ranked.Unknown![i]).ThenBy(i => i)
            .Take(Shown)
            .Select(i => new Stranger(
                unknowns.RowIds?[i] ?? $"unknown row {i}",
                unknowns.Predicted is { } predicted ? MistakesSection.ClassName(input, predicted[i]) : null,
                confidence[i],
                ranked.LogOdds(ranked.Unknown![i]),
                PolicyDecisions.Word(decisions.Unknown, i),
                MistakesSection.Picture(unknowns.Images, i)))];
    }
}
