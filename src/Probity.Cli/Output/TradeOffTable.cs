using System.Globalization;
using Probity.Decisions;
using Probity.Scores;
using Spectre.Console;

namespace Probity.Cli.Output;

/// <summary>Operating points and chosen thresholds, a line each.</summary>
internal static class TradeOffTable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(string title, IReadOnlyList<OperatingPoint> points, Score score)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(title));
        Columns(table, "threshold");
        foreach (OperatingPoint point in points) table.AddRow([.. Cells(point, score, Stated(score, point.Threshold))]);
        AnsiConsole.Write(table);
    }

    /// <param name="chosen">With what each is called.</param>
    /// <param name="score">What they are thresholds of.</param>
    public static void Print(IReadOnlyList<(string Name, ChosenThreshold Threshold)> chosen, Score score)
    {
        var table = new Table().RoundedBorder().Title("Chosen by point estimate: nothing is guaranteed");
        table.AddColumn(new TableColumn("for").NoWrap());
        Columns(table, "threshold (on other samples)");
        foreach ((string name, ChosenThreshold one) in chosen)
        {
            if (one.Point is not { } point)
            {
                table.AddRow(Markup.Escape(name), "none", "", "", "", "", "");
                continue;
            }
            string spread = one.Stability?.Threshold is { } ends ? $" [grey]{Stated(score, ends.Low)} to {Stated(score, ends.High)}[/]" : "";
            table.AddRow([Markup.Escape(name), .. Cells(point, score, Stated(score, point.Threshold) + spread)]);
        }
        AnsiConsole.Write(table);
        foreach ((string name, ChosenThreshold one) in chosen)
        {
            if (one.Reason is { } reason) Terminal.Prose($"{name}: {reason}.");
        }
    }

    private static void Columns(Table table, string first)
    {
        table.AddColumn(new TableColumn(first).RightAligned());
        foreach (string name in (ReadOnlySpan<string>)["coverage", "precision", "recall", "false alarms", "f"]) table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
    }

    private static string[] Cells(OperatingPoint point, Score score, string threshold) =>
        [threshold, Share(point.Coverage), Share(point.Precision), Share(point.Recall), Share(point.FalseAlarm), point.FBeta is { } f ? f.ToString("0.0000", Invariant) : ""];

    private static string Share(double? share) => share is { } value ? value.ToString("0.0000", Invariant) : "";

    private static string Stated(Score score, double threshold) => RankingScale.Stated(score, threshold).ToString("G5", Invariant);
}
