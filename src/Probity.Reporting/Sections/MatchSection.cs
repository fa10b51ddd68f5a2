using Probity.Decisions;

namespace Probity.Reporting.Sections;

/// <summary>Counts and bins of the sections on match confidence.</summary>
internal static class MatchSection
{
    public static MatchData Of(MatchBlock block)
    {
        MatchSplit? foreign = block.Splits.FirstOrDefault(split => split.IsForeign);
        return new(
            MatchWords.Of(block),
            block.TargetPrecision,
            block.AcceptFromLogOdds is { } odds ? LogOdds.Inverse(odds) : null,
            block.AcceptFromLogOdds,
            block.HasGate,
            block.Explanation,
            [.. block.Splits.Select(split => Split(split, foreign))],
            block.Splits.First(split => !split.IsForeign).Right.Count(right => !right),
            [.. block.Mistakes.Select(one => new MistakenMatch(
                one.Query, one.Split, one.Label, one.Reference, one.Matched, one.Similarity, one.Confidence, one.LogOdds, one.Decision == Decision.None ? null : one.Decision.Token(), one.Why))],
            block.Confused);
    }

    public static void Check(MatchBlock block)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (block.Splits.All(split => split.IsForeign)) throw new ArgumentException("match splits: none whose groups are known; give one at least");
        foreach (MatchSplit split in block.Splits)
        {
            if (!names.Add(split.Name)) throw new ArgumentException($"match splits: two are called '{split.Name}'; names must differ");
            string name = $"confidence of '{split.Name}'";
            Require.SomeRows(split.Confidence.Length, name);
            Require.Probabilities(split.Confidence, name);
            Require.SameRows(split.Confidence.Length, split.LogOdds.Length, name, "log-odds");
            Require.NoNaN(split.LogOdds, $"log-odds of '{split.Name}'");
            Require.SameRows(split.Confidence.Length, split.Right.Length, name, "right");
            Require.SameRows(split.Confidence.Length, split.Decisions.Length, name, "decisions");
            if (split.IsForeign && split.Right.Contains(true)) throw new ArgumentException($"split '{split.Name}': foreign, yet a match is right");
        }
    }

    private static MatchSplitData Split(MatchSplit split, MatchSplit? foreign)
    {
        int AreDecided(Decision decision, bool? right = null) =>
            split.Decisions.Where((one, i) => one == decision && (right is null || split.Right[i] == right)).Count();
        bool known = !split.IsForeign;
        return new(
            split.Name,
            split.Words,
            split.IsForeign,
            split.Confidence.Length,
            split.LoneQueries,
            split.Figures,
            split.Confidence.Average(),
            split.Right.Count(right => right) / (double)split.Right.Length,
            known ? HistogramSection.Confidence("confidence", split.Confidence, Held(split.LogOdds), split.Right, foreign?.Confidence, foreign is null ? null : Held(foreign.LogOdds)) : null,
            known ? ReliabilitySection.Of(split.Confidence, split.Right) : null,
            new(AreDecided(Decision.Accept, true), AreDecided(Decision.Accept, false), AreDecided(Decision.Review), AreDecided(Decision.Reject), AreDecided(Decision.None)));
    }

    /// <summary>Drawn within what a double's confidence can say.</summary>
    private static double[] Held(double[] logOdds) => Array.ConvertAll(logOdds, odds => Math.Clamp(odds, -LogOdds.Most, LogOdds.Most));
}
