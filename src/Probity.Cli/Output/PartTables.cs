using Probity.Metrics;
using Spectre.Console;

namespace Probity.Cli.Output;

/// <summary>Tables of classes, labels and groups on a terminal: the worst few, all of them where they are few.</summary>
internal static class PartTables
{
    private const int WorstClasses = 5, MostGroups = 20;

    /// <summary>The classes of lowest F1; those that never occur and are never predicted come last.</summary>
    public static void PrintClasses(IReadOnlyList<ClassFigures> classes, IReadOnlyList<string>? names)
    {
        ClassFigures[] worst = [.. classes.OrderBy(one => one.Figures["f1"].Value ?? 2).Take(WorstClasses)];
        Table table = New(classes.Count > worst.Length ? $"Classes of lowest F1, {worst.Length} of {classes.Count:N0}" : "Classes, lowest F1 first", "class", "rows", "precision", "recall", "F1", "AUROC", "ECE");
        foreach (ClassFigures one in worst)
            AddRow(table, Name(names, one.Class), one.Rows, one.Figures, "precision", "recall", "f1", "auroc", "ece");
        Write(table, classes.Count > worst.Length ? "all classes, with intervals: --json" : "with intervals: --json");
    }

    /// <summary>The labels of lowest average precision.</summary>
    public static void PrintLabels(IReadOnlyList<LabelFigures> labels, IReadOnlyList<string>? names)
    {
        LabelFigures[] worst = [.. labels.OrderBy(one => one.Figures["average_precision"].Value ?? 2).Take(WorstClasses)];
        Table table = New(labels.Count > worst.Length ? $"Labels of lowest average precision, {worst.Length} of {labels.Count:N0}" : "Labels, lowest average precision first", "label", "present", "AUROC", "AP", "ECE");
        foreach (LabelFigures one in worst)
            AddRow(table, Name(names, one.Label), one.Rows, one.Figures, "auroc", "average_precision", "ece");
        Write(table, labels.Count > worst.Length ? "all labels, with intervals: --json" : "with intervals: --json");
    }

    /// <summary>The groups, those of lowest accuracy where they are many, and the gaps between them.</summary>
    public static void PrintGroups(GroupTable groups)
    {
        GroupFigures[] shown = [.. groups.Groups];
        if (shown.Length > MostGroups) shown = [.. shown.OrderBy(one => one.Figures["accuracy"].Value).Take(MostGroups)];
        string title = shown.Length < groups.Groups.Count ? $"Groups of lowest accuracy, {shown.Length} of {groups.Groups.Count:N0}" : "Groups";
        Table table = New(title, "group", "rows", "accuracy", "NLL", "Brier", "ECE", "AUROC", "AURC");
        foreach (GroupFigures one in shown) AddRow(table, one.Group, one.Rows, one.Figures, "accuracy", "nll", "brier", "ece", "auroc", "aurc");
        Write(table, shown.Length < groups.Groups.Count ? "all groups, with intervals: --json" : "with intervals: --json");
        foreach (var (name, gap) in groups.Gaps)
        {
            string text = gap.Gap.Value is { } value
                ? $"{name}: largest gap {value:0.0000}, {Short(gap.Highest)} over {Short(gap.Lowest)}{(gap.Gap.P is { } p ? $", p {FigureTable.Probability(p)}" : "")}"
                : $"{name}: no gap, {gap.Gap.Reason}";
            AnsiConsole.MarkupLineInterpolated($"[grey]{text}[/]");
        }
        int few = groups.Groups.Count(one => one.Rows < GroupTable.FewRows);
        if (few > 0) AnsiConsole.MarkupLineInterpolated($"[grey]{few:N0} of {groups.Groups.Count:N0} groups have fewer than {GroupTable.FewRows} rows: their intervals are rough[/]");
    }

    private static Table New(string title, params ReadOnlySpan<string> columns)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(title));
        for (int i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(columns[i]).NoWrap();
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }
        return table;
    }

    private static void AddRow(Table table, string name, int rows, IReadOnlyDictionary<string, Figure> figures, params ReadOnlySpan<string> shown)
    {
        List<string> cells = [Markup.Escape(Short(name)), $"{rows:N0}"];
        foreach (string figure in shown) cells.Add(figures.TryGetValue(figure, out Figure? one) ? FigureTable.Value(one.Value) : "");
        table.AddRow([.. cells]);
    }

    private static void Write(Table table, string rest)
    {
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"[grey]{rest}[/]");
    }

    private static string Name(IReadOnlyList<string>? names, int index) => names is null ? $"{index}" : names[index];

    private static string Short(string name) => name.Length <= 14 ? name : name[..13] + "…";
}
