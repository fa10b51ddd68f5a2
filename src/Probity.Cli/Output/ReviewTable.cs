using Probity.Review;
using Spectre.Console;

namespace Probity.Cli.Output;

/// <summary>Answers by stratum.</summary>
internal static class ReviewTable
{
    public static void Print(ReviewReport report)
    {
        var table = new Table().RoundedBorder().Title("Answers by decision and confidence");
        table.AddColumn("stratum");
        foreach (string column in (ReadOnlySpan<string>)["rows", "asked", "answered", "right"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (StratumAnswers one in report.Strata)
        {
            string right = one.Answered == 0 ? "" : $"{one.Right:N0} ({Share.Of(one.Right, one.Answered)})";
            table.AddRow(Markup.Escape(one.Stratum.Name), $"{one.Rows:N0}", $"{one.Asked:N0}", $"{one.Answered:N0}", right);
        }
        AnsiConsole.Write(table);
    }
}
