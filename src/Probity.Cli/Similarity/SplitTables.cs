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

    private static readonly string[] Main = ["r_precision", "precision_at_1", "map_at_r"];

    /// <summary>The main figures of the inputs as they are and of the head's embeddings, split by split.</summary>
    public static void Compare(string title, SplitEvaluation raw, SplitEvaluation head)
    {
        Table table = New(title);
        table.AddColumn(Cell("queries")).AddColumn(Cell("inputs").RightAligned()).AddColumn(Cell("95 % interval").Centered());
        table.AddColumn(Cell("head").RightAligned()).AddColumn(Cell("95 % interval").Centered());
        Dictionary<string, RetrievalReport> before = new(raw.Splits, StringComparer.Ordinal);
        List<KeyValuePair<string, RetrievalReport>> splits = [.. head.Splits];
        if (splits.Count > 1 && splits[1].Value == head.All) splits.RemoveAt(0);   // all queries are of one kind
        foreach ((string split, RetrievalReport report) in splits)
        {
            if (table.Rows.Count > 0) table.AddEmptyRow();
            table.AddRow($"[bold]{split}[/]", "", Invariant($"[grey]{report.Queries:N0} queries[/]"), "", "");
            foreach (string name in Main)
            {
                (Figure figure, Figure then) = (before[split].Figures[name], report.Figures[name]);
                table.AddRow($"  {name}", FigureTable.Value(figure.Value), FigureTable.Interval(figure), $"[bold]{FigureTable.Value(then.Value)}[/]", FigureTable.Interval(then));
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

    private static Table New(string title) => new Table().RoundedBorder().Title(Markup.Escape(title));

    private static TableColumn Cell(string header) => new TableColumn(header).NoWrap();
}
