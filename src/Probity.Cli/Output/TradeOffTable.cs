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
        foreach (string name in (ReadOnlySpan<string>)["threshold", "coverage", "precision", "recall", "false alarms", "f"]) table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        foreach (OperatingPoint point in points) table.AddRow([.. Cells(point, Stated(score, point.Threshold))]);
        AnsiConsole.Write(table);
    }

    /// <param name="chosen">With what each is called.</param>
    /// <param name="score">What they are thresholds of.</param>
    public static void Print(IReadOnlyList<(string Name, ChosenThreshold Threshold)> chosen, Score score)
    {
        var table = new Table().RoundedBorder().Title("Chosen by point estimate: nothing is guaranteed");
        table.AddColumn("for");
        foreach (string name in (ReadOnlySpan<string>)["threshold", "coverage", "precision", "recall", "alarms"]) table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        foreach ((string name, ChosenThreshold one) in chosen)
        {
            if (one.Point is { } point) table.AddRow([Markup.Escape(name), .. Cells(point, Stated(score, point.Threshold))[..5]]);
            else table.AddRow(Markup.Escape(name), "none", "", "", "", "");
        }
        AnsiConsole.Write(table);
        foreach ((string name, ChosenThreshold one) in chosen)
        {
            if (one.Reason is { } reason) Terminal.Prose($"{name}: {reason}.");
            if (one.Stability is { } stability) Terminal.Prose($"{name}: {Words(stability, score)}.");
        }
    }

    private static string Words(ThresholdStability stability, Score score)
    {
        string spread = stability.Threshold is { } ends ? $"{Percent.Exact(stability.Level)} of other samples of as many rows put it at {Stated(score, ends.Low)} to {Stated(score, ends.High)}" : "most other samples of as many rows give none";
        string precision = stability.Precision is { } right ? $", precision there {Share(right.Low)} to {Share(right.High)}" : "";
        return spread + precision + (stability.Unreached > 0 ? $", {Percent.Nearest(stability.Unreached)} of them give none" : "");
    }

    private static string[] Cells(OperatingPoint point, string threshold) =>
        [threshold, Share(point.Coverage), Share(point.Precision), Share(point.Recall), Share(point.FalseAlarm), point.FBeta is { } f ? f.ToString("0.0000", Invariant) : ""];

    private static string Share(double? share) => share is { } value ? value.ToString("0.0000", Invariant) : "";

    private static string Stated(Score score, double threshold) => RuleExplanation.Shown(score, threshold);
}
