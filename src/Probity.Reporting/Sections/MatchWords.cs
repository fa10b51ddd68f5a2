using Probity.Decisions;
using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>What the sections on match confidence say first, in plain words.</summary>
internal static class MatchWords
{
    public static MatchWordsData Of(MatchBlock block)
    {
        MatchSplit[] known = [.. block.Splits.Where(split => !split.IsForeign)];
        return new(
            Ranking(known),
            Calibration(known),
            block.TargetPrecision is { } target ? Promise(known, target) : null,
            block.Splits.FirstOrDefault(split => split.IsForeign) is { } foreign ? Foreign(foreign) : null);
    }

    private static string Ranking(MatchSplit[] splits)
    {
        var better = new List<string>();
        var worse = new List<string>();
        var unclear = new List<string>();
        foreach (MatchSplit split in splits)
        {
            if (split.Figures.GetValueOrDefault("auroc_gain")?.Value is null || split.Figures.GetValueOrDefault("auroc_confidence")?.Value is null) continue;
            Figure gain = split.Figures["auroc_gain"];
            string change = split.Figures.GetValueOrDefault("auroc_similarity")?.Value is { } before ? $"{split.Name} ({Area(before)} → {Area(split.Figures["auroc_confidence"].Value!.Value)})" : split.Name;
            (gain.Low > 0 ? better : gain.High < 0 ? worse : unclear).Add(change);
        }
        var parts = new List<string>();
        if (better.Count > 0) parts.Add($"The confidence tells right matches from wrong ones better than similarity alone on {SimilarityVerdict.List(better)}.");
        if (worse.Count > 0) parts.Add($"It does so worse than similarity alone on {SimilarityVerdict.List(worse)}.");
        if (unclear.Count > 0) parts.Add($"No difference from similarity alone is shown on {SimilarityVerdict.List(unclear)}.");
        return parts.Count > 0 ? string.Join(' ', parts) : "Matches are all right or all wrong, so nothing can be ranked.";
    }

    private static string Calibration(MatchSplit[] splits)
    {
        var over = new List<string>();
        var under = new List<string>();
        var fits = new List<string>();
        foreach (MatchSplit split in splits)
        {
            Figure? gap = split.Figures.GetValueOrDefault("confidence_gap");
            string claim = $"{split.Name} (says {HeadlineSection.Percent(split.Confidence.Average())}, is right {HeadlineSection.Percent(split.Right.Count(right => right) / (double)split.Right.Length)})";
            (gap?.Low > 0 ? over : gap?.High < 0 ? under : fits).Add(claim);
        }
        var parts = new List<string>();
        if (fits.Count > 0) parts.Add($"In the mean it claims no more and no less than is true, as far as these queries show, on {SimilarityVerdict.List(fits)}.");
        if (over.Count > 0) parts.Add($"It claims too much on {SimilarityVerdict.List(over)}.");
        if (under.Count > 0) parts.Add($"It claims too little on {SimilarityVerdict.List(under)}.");
        return string.Join(' ', parts);
    }

    private static string Promise(MatchSplit[] splits, double target)
    {
        var kept = new List<string>();
        var unclear = new List<string>();
        var broken = new List<string>();
        var none = new List<string>();
        foreach (MatchSplit split in splits)
        {
            if (split.Figures.GetValueOrDefault("precision_accepted") is not { Value: { } precision } figure)
            {
                none.Add(split.Name);
                continue;
            }
            string words = $"{split.Name} ({HeadlineSection.Percent(precision)} right, {HeadlineSection.Percent(split.Decisions.Count(one => one == Decision.Accept) / (double)split.Decisions.Length)} accepted)";
            (precision >= target ? kept : figure.High >= target ? unclear : broken).Add(words);
        }
        string promised = $"Promised: {Percent.Exact(target)} of accepted matches are right.";
        var parts = new List<string> { promised };
        if (kept.Count > 0) parts.Add($"Reached on {SimilarityVerdict.List(kept)}.");
        if (unclear.Count > 0) parts.Add($"Just missed, within chance, on {SimilarityVerdict.List(unclear)}.");
        if (broken.Count > 0) parts.Add($"Not kept on {SimilarityVerdict.List(broken)}: these queries, or what they are looked up among, are not like those that certified it.");
        if (none.Count > 0) parts.Add($"Nothing was accepted on {SimilarityVerdict.List(none)}.");
        return string.Join(' ', parts);
    }

    private static string Foreign(MatchSplit foreign)
    {
        int rejected = foreign.Decisions.Count(one => one == Decision.Reject), accepted = foreign.Decisions.Count(one => one == Decision.Accept), all = foreign.Decisions.Length;
        string told = foreign.Figures.GetValueOrDefault("foreign_auroc_alike")?.Value is { } alike ? $" By how alike its neighbours are, a known query stands above a foreign one {HeadlineSection.Percent(alike)} of the time." : "";
        string done = foreign.Figures.ContainsKey("foreign_rejected") ? $"{HeadlineSection.Percent(rejected / (double)all)} of the foreign queries are told that there is nothing like them" : "No query is told that there is nothing like it";
        string wrong = foreign.Figures.ContainsKey("foreign_accepted") ? $", {HeadlineSection.Percent(accepted / (double)all)} are accepted in error." : ".";
        return $"{done}{wrong}{told}";
    }

    private static string Area(double auroc) => FormattableString.Invariant($"{auroc:.000}");
}
