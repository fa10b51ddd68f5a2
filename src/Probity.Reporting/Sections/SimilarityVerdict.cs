using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>The answer in plain words: whether the head finds more than the raw embeddings do, and where.</summary>
/// <remarks>A gain is called one where the interval of the difference is above 0, or, without one, where the two intervals do not meet.</remarks>
internal static class SimilarityVerdict
{
    internal enum Outcome
    {
        Unknown,
        Gains,
        Loses,
        Unclear,
    }

    public static string[] Of(SimilarityReportInput input)
    {
        if (input.Splits.Count == 0) return ["A head was trained, but nothing was looked up: whether it finds what belongs together is not known."];
        SimilaritySplit main = input.Splits[0];
        if (RetrievalNames.Main(main) is not { } key) return [$"Nothing was measured on {main.Name}."];
        string name = RetrievalNames.Of(key);
        Figure? head = main.Head?.GetValueOrDefault(key), raw = main.Raw?.GetValueOrDefault(key);
        if (head?.Value is null && raw?.Value is null)
            return [$"On {main.Name}, {name} is undefined: {(head ?? raw)?.Reason ?? "no query has anything to find"}."];
        if (head?.Value is null) return [$"On {main.Name} the {name} of the raw embeddings is {Words(raw!)}; no head was measured."];
        if (raw?.Value is null) return [$"On {main.Name} the {name} of the head is {Words(head)}; the raw embeddings were not measured, so nothing is said about a gain."];

        string first = On(main, key) switch
        {
            Outcome.Gains => $"The head finds more of what belongs together than the raw embeddings: on {main.Name} {name} is {Words(head)} instead of {Words(raw)}.",
            Outcome.Loses => $"The head finds less of what belongs together than the raw embeddings: on {main.Name} {name} is {Words(head)} instead of {Words(raw)}.",
            Outcome.Unclear => $"The head is not shown to find more than the raw embeddings: on {main.Name} {name} is {Words(head)} beside {Words(raw)}, {(Paired(main, key) ? "closer than these queries can tell apart" : "and the intervals meet, which settles nothing")}.",
            _ => $"On {main.Name} {name} is {Words(head)} with the head and {Words(raw)} with the raw embeddings; without intervals nothing says whether that is chance.",
        };
        return Where(input.Splits.Skip(1), key) is { } where ? [first, where] : [first];
    }

    public static Outcome On(SimilaritySplit split, string key)
    {
        if (split.Gain?.GetValueOrDefault(key) is { Low: { } least, High: { } most }) return least > 0 ? Outcome.Gains : most < 0 ? Outcome.Loses : Outcome.Unclear;
        if (split.Head?.GetValueOrDefault(key) is not { Low: { } headLow, High: { } headHigh }
            || split.Raw?.GetValueOrDefault(key) is not { Low: { } rawLow, High: { } rawHigh })
        {
            return Outcome.Unknown;
        }
        return headLow > rawHigh ? Outcome.Gains : headHigh < rawLow ? Outcome.Loses : Outcome.Unclear;
    }

    private static bool Paired(SimilaritySplit split, string key) => split.Gain?.GetValueOrDefault(key)?.Low is not null;

    private static string? Where(IEnumerable<SimilaritySplit> others, string key)
    {
        var by = others
            .Where(split => split.Head?.GetValueOrDefault(key)?.Value is not null && split.Raw?.GetValueOrDefault(key)?.Value is not null)
            .ToLookup(split => On(split, key), split => $"{split.Name} ({Change(split, key)})");
        var parts = new List<string>();
        if (by[Outcome.Gains].Any()) parts.Add($"gains on {List(by[Outcome.Gains])}");
        if (by[Outcome.Loses].Any()) parts.Add($"loses on {List(by[Outcome.Loses])}");
        if (by[Outcome.Unclear].Any()) parts.Add($"shows no clear difference on {List(by[Outcome.Unclear])}");
        if (by[Outcome.Unknown].Any()) parts.Add($"has no intervals on {List(by[Outcome.Unknown])}");
        return parts.Count == 0 ? null : $"It {List(parts)}.";
    }

    private static string Change(SimilaritySplit split, string key) =>
        $"{HeadlineSection.Percent(split.Raw![key].Value!.Value)} → {HeadlineSection.Percent(split.Head![key].Value!.Value)}";

    private static string Words(Figure figure) => figure is { Low: { } low, High: { } high }
        ? $"{HeadlineSection.Percent(figure.Value!.Value)} ({HeadlineSection.Percent(low)[..^2]} to {HeadlineSection.Percent(high)[..^2]})"
        : HeadlineSection.Percent(figure.Value!.Value);

    internal static string List(IEnumerable<string> all)
    {
        string[] items = [.. all];
        return items.Length < 2 ? string.Concat(items) : $"{string.Join(", ", items[..^1])} and {items[^1]}";
    }
}
