using Probity.Metrics;
using Spectre.Console;

namespace Probity.Cli.Output;

/// <summary>Figures as tables on a terminal.</summary>
internal static class FigureTable
{
    // What is read together stands together.
    private static readonly string[][] Kinds =
    [
        ["accuracy", "subset_accuracy", "nll", "nll_calibration", "nll_refinement", "brier", "brier_calibration", "brier_refinement"],
        [
            "ece", "overconfidence", "underconfidence", "ece_equal_mass", "ece_classwise", "ece_labelwise", "smooth_ece", "mce", "rmsce", "rmsce_debiased",
            "brier_reliability", "brier_resolution", "brier_uncertainty",
        ],
        ["ks", "kuiper", "spiegelhalter_z"],
        [
            "auroc", "prr", "auroc_micro", "auroc_macro", "average_precision_micro", "average_precision_macro",
            "aurc", "eaurc", "augrc", "aurc_class_balanced", "risk_at_coverage_80", "coverage_at_risk_5", "sac_99",
        ],
    ];

    // What a change is judged by; a table of two columns of everything would not fit on a screen.
    private static readonly string[] Compared =
    [
        "accuracy", "nll", "brier", "ece", "ece_classwise", "smooth_ece", "mce", "rmsce_debiased",
        "auroc", "aurc", "augrc", "risk_at_coverage_80", "coverage_at_risk_5",
    ];

    /// <summary>Name, value, interval, and the test where there is one.</summary>
    public static void Print(string title, IReadOnlyDictionary<string, Figure> figures)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(title));
        table.AddColumn(new TableColumn("figure").NoWrap()).AddColumn(new TableColumn("value").RightAligned().NoWrap()).AddColumn(new TableColumn("95 % interval").Centered().NoWrap());
        table.AddColumn(new TableColumn("null 95 %").RightAligned().NoWrap()).AddColumn(new TableColumn("p").RightAligned().NoWrap());
        foreach (string name in ByKind(figures.Keys, table))
        {
            Figure figure = figures[name];
            table.AddRow(
                Markup.Escape(name), Value(figure.Value), Interval(figure),
                figure.Null95 is { } null95 ? Number(null95) : "", figure.P is { } p ? Probability(p) : "");
        }
        AnsiConsole.Write(table);
        Reasons(figures);
    }

    /// <summary>Names in order of display, with an empty row of the table before each kind but the first.</summary>
    private static IEnumerable<string> ByKind(IEnumerable<string> names, Table table)
    {
        HashSet<string> left = new(names, StringComparer.Ordinal);
        foreach (string[] kind in Kinds)
        {
            string[] present = [.. kind.Where(left.Remove)];
            if (present.Length > 0 && table.Rows.Count > 0) table.AddEmptyRow();
            foreach (string name in present) yield return name;
        }
        foreach (string name in names.Where(left.Contains)) yield return name;
    }

    /// <summary>The main figures before and after.</summary>
    public static void Print(string title, IReadOnlyDictionary<string, Figure> before, IReadOnlyDictionary<string, Figure> after)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(title));
        table.AddColumn(new TableColumn("figure").NoWrap()).AddColumn(new TableColumn("before").RightAligned().NoWrap()).AddColumn(new TableColumn("95 % interval").Centered().NoWrap());
        table.AddColumn(new TableColumn("after").RightAligned().NoWrap()).AddColumn(new TableColumn("95 % interval").Centered().NoWrap());
        foreach (string name in ByKind(Compared.Where(name => before.ContainsKey(name) && after.ContainsKey(name)), table))
        {
            (Figure figure, Figure then) = (before[name], after[name]);
            table.AddRow(Markup.Escape(name), Value(figure.Value), Interval(figure), $"[bold]{Value(then.Value)}[/]", Interval(then));
        }
        AnsiConsole.Write(table);
        Reasons(after.Where(figure => Compared.Contains(figure.Key, StringComparer.Ordinal)));
    }

    /// <summary>One row a score that tells known from unknown rows.</summary>
    public static void PrintUnknowns(IReadOnlyDictionary<string, Figure> figures)
    {
        const string prefix = "ood_auroc_";
        var table = new Table().RoundedBorder().Title("Known against unknown rows");
        table.AddColumn(new TableColumn("score").NoWrap()).AddColumn(new TableColumn("AUROC").RightAligned().NoWrap()).AddColumn(new TableColumn("95 % interval").Centered().NoWrap());
        table.AddColumn(new TableColumn("FPR95").RightAligned().NoWrap()).AddColumn(new TableColumn("AUPR in").RightAligned().NoWrap()).AddColumn(new TableColumn("AUPR out").RightAligned().NoWrap());
        foreach (string score in figures.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]))
        {
            Figure auroc = figures[prefix + score];
            table.AddRow(
                Markup.Escape(score), Value(auroc.Value), Interval(auroc), Value(figures[$"ood_fpr95_{score}"].Value),
                Value(figures[$"ood_aupr_in_{score}"].Value), Value(figures[$"ood_aupr_out_{score}"].Value));
        }
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("[grey]AUTC and OSCR of each score, and every interval: --json[/]");   // the table fills 80 columns
    }

    private static void Reasons(IEnumerable<KeyValuePair<string, Figure>> figures)
    {
        foreach (var (name, figure) in figures)
        {
            if (figure.Reason is { } reason) AnsiConsole.MarkupLineInterpolated($"[grey]{name}: {reason}[/]");
        }
    }

    internal static string Value(double? value) => value is { } v ? Number(v) : "[grey]none[/]";

    internal static string Interval(Figure figure) => figure is { Low: { } low, High: { } high } ? $"[grey]{Number(low)} – {Number(high)}[/]" : "";

    private static string Number(double value) => Math.Abs(value) is >= .0001 or 0 ? $"{value:0.0000}" : $"{value:0.0E+0}";

    internal static string Probability(double p) => p < .001 ? "< .001" : $"{p:0.000}";
}
