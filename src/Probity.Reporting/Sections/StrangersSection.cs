namespace Probity.Reporting.Sections;

/// <summary>The unknown rows that come closest to being accepted: past the gate first, then the surest.</summary>
internal static class StrangersSection
{
    private const int Shown = 12;

    public static Stranger[] Of(ReportInput input)
    {
        if (input.Unknowns is not { Confidence: { } confidence } unknowns) return [];
        return [.. Enumerable.Range(0, confidence.Length)
            .OrderByDescending(i => unknowns.PassesGate?[i] ?? true).ThenByDescending(i => confidence[i]).ThenBy(i => i)
            .Take(Shown)
            .Select(i => new Stranger(
                unknowns.RowIds?[i] ?? $"unknown row {i}",
                unknowns.Predicted is { } predicted ? MistakesSection.ClassName(input, predicted[i]) : null,
                confidence[i],
                MistakesSection.Decision(input.Policy, unknowns.PassesGate, confidence, i),
                MistakesSection.Picture(unknowns.Images, i)))];
    }
}
