using System.Globalization;
using Probity.Cli.Output;
using Probity.Metrics;
using Probity.Similarity;
using Spectre.Console;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>What a match confidence is worth, as tables on a terminal.</summary>
internal static class MatchTables
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Print(MatchMeasuring match, IReadOnlyList<string>? names)
    {
        List<KeyValuePair<string, MatchEvaluation>> splits = [.. match.Found.Splits.Where(split => split.Value != match.Found.Foreign)];
        var table = new Table().RoundedBorder().Title("Match confidence: how likely is the closest right?");
        table.AddColumn(new TableColumn("figure\n[grey]queries[/]").NoWrap());
        foreach ((string split, MatchEvaluation found) in splits) table.AddColumn(new TableColumn(Invariant($"{split}\n[grey]{found.Queries:N0}[/]")).Centered().NoWrap());
        foreach (string name in splits[0].Value.Figures.Keys)
            table.AddRow([Markup.Escape(name), .. splits.Select(split => Cell(name, split.Value.Figures[name]))]);
        AnsiConsole.Write(table);
        foreach ((string split, MatchEvaluation found) in splits)
        {
            if (found.Figures["auroc_gain"].Reason is { } reason) AnsiConsole.MarkupLineInterpolated($"[grey]{split}: {reason}, so nothing is ranked[/]");
            if (found.LoneQueries > 0) AnsiConsole.MarkupLineInterpolated($"[grey]{split}: {found.LoneQueries:N0} queries have nothing right to find; their matches count as wrong[/]");
        }
        if (match.Found.Foreign is { } foreign) Print(foreign, match.Foreign!);
        if (match.Separations.Count > 0) Console.Out.WriteLine("Confused most often, and what tells them apart:");
        foreach (LabelSeparation pair in match.Separations) Terminal.Prose(Invariant($"  {pair.Confusions:N0} times {pair.Words(names)}."));
    }

    private static void Print(MatchEvaluation foreign, string file)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(Invariant($"Foreign: {foreign.Queries:N0} items of {file}")));
        table.AddColumn("figure").AddColumn(new TableColumn("value").RightAligned()).AddColumn(new TableColumn("95 %").Centered());
        foreach ((string name, Figure figure) in foreign.Figures)
            table.AddRow(Markup.Escape(name), FigureTable.Value(figure.Value), figure is { Low: { } low, High: { } high } ? Invariant($"{low:.0000}–{high:.0000}") : "");
        AnsiConsole.Write(table);
    }

    /// <summary>Four splits fit into 80 columns: three decimals, the interval below.</summary>
    private static string Cell(string name, Figure figure)
    {
        bool signed = name is "confidence_gap" or "auroc_gain";
        string format = signed ? "+.000;−.000;.000" : "0.000", ends = signed ? "+.000;−.000;.000" : ".000;−.000;.000";
        if (figure.Value is not { } value) return "–";
        string shown = value.ToString(format, Culture);
        return figure is { Low: { } low, High: { } high } ? $"{shown}\n[grey]{low.ToString(ends, Culture)}{(signed ? " " : "–")}{(high == 1 ? "1" : high.ToString(ends, Culture))}[/]" : shown;
    }
}
