using System.Globalization;
using Probity.Cli.Output;
using Probity.Metrics;
using Probity.Similarity;
using Spectre.Console;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>Splits of an evaluation as tables on a terminal.</summary>
internal static class SplitTables
{
    private const int WideTerminal = 110;   // room for an interval beside its value in every split

    private const string Signed = "+.0000;−.0000;.0000";

    private static readonly string[] Main = ["r_precision", "precision_at_1", "map_at_r"];

    /// <summary>The main figures of the inputs as they are and of the head's embeddings, and what the head gains for the same queries, split by split.</summary>
    public static void Compare(string title, SplitEvaluation inputs, SplitEvaluation head)
    {
        Table table = New(title);
        table.AddColumn(Cell("queries")).AddColumn(Cell("inputs").RightAligned()).AddColumn(Cell("head").RightAligned()).AddColumn(Cell("95 %").Centered());
        table.AddColumn(Cell("gain").RightAligned()).AddColumn(Cell("95 %").Centered());
        Dictionary<string, RetrievalReport> before = new(inputs.Splits, StringComparer.Ordinal);
        List<KeyValuePair<string, RetrievalReport>> splits = [.. head.Splits];
        if (splits.Count > 1 && splits[1].Value == head.All) splits.RemoveAt(0);   // all queries are of one kind
        foreach ((string split, RetrievalReport report) in splits)
        {
            if (table.Rows.Count > 0) table.AddEmptyRow();
            table.AddRow(Invariant($"[bold]{split}[/] [grey]{report.Queries:N0}[/]"), "", "", "", "", "");
            IReadOnlyDictionary<string, Figure> gains = report.GainOver(before[split]);
            foreach (string name in Main)
            {
                (Figure raw, Figure found, Figure gain) = (before[split].Figures[name], report.Figures[name], gains[name]);
                table.AddRow($"  {name}", FigureTable.Value(raw.Value), $"[bold]{FigureTable.Value(found.Value)}[/]", Interval(found, ".0000", "–"), gain.Value is { } more ? more.ToString(Signed, CultureInfo.InvariantCulture) : "", Interval(gain, Signed, ", "));
            }
        }
        AnsiConsole.Write(table);
    }

    /// <summary>Every figure, a column a split, with its interval beside it or, where there is no room, below it.</summary>
    public static void Figures(string title, SplitEvaluation found)
    {
        Table table = New(title);
        bool wide = AnsiConsole.Profile.Width >= WideTerminal;
        table.AddColumn(Cell("figure\n[grey]queries[/]"));
        List<KeyValuePair<string, RetrievalReport>> splits = [.. found.Splits];
        if (splits.Count > 1 && splits[1].Value == found.All) splits.RemoveAt(0);
        foreach ((string split, RetrievalReport report) in splits) table.AddColumn(Cell($"{split}\n[grey]{report.Queries:N0}[/]").Centered());
        foreach (string name in splits[0].Value.Figures.Keys)
        {
            table.AddRow([Markup.Escape(name), .. splits.Select(split => Text(split.Value.Figures.GetValueOrDefault(name)))]);
        }
        AnsiConsole.Write(table);
        foreach ((string name, Figure figure) in found.All.Figures)
        {
            if (figure.Reason is { } reason) AnsiConsole.MarkupLineInterpolated($"[grey]{name}: {reason}[/]");
        }

        string Text(Figure? figure) => figure switch
        {
            null => "",
            { Low: { } low, High: { } high } => Invariant($"{FigureTable.Value(figure.Value)}{(wide || splits.Count == 1 ? " " : "\n")}[grey]{low:.0000}–{high:.0000}[/]"),
            _ => FigureTable.Value(figure.Value),
        };
    }

    private static string Interval(Figure figure, string format, string between) =>
        figure is { Low: { } low, High: { } high } ? $"[grey]{low.ToString(format, CultureInfo.InvariantCulture)}{between}{high.ToString(format, CultureInfo.InvariantCulture)}[/]" : "";

    private static Table New(string title) => new Table().RoundedBorder().Title(Markup.Escape(title));

    private static TableColumn Cell(string header) => new TableColumn(header).NoWrap();
}
