using System.Text.Json;
using Probity.Calibration;
using Spectre.Console;
using static System.FormattableString;

namespace Probity.Cli.Output;

/// <summary>What <c>report --compare</c> found.</summary>
internal static class ComparisonTable
{
    private static readonly string[] Shown = ["nll", "brier", "ece"];   // as many as fit beside each other; the page and --json have more

    public static void Print(IReadOnlyList<ComparedCalibrator> compared)
    {
        ComparedCalibrator own = compared[0];
        var table = new Table().RoundedBorder().Title("Calibrators compared, cross-fitted");
        table.AddColumn(new TableColumn("calibrator").NoWrap());
        foreach (string name in Shown)
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
            if (name == "nll") table.AddColumn(new TableColumn("lower by").RightAligned().NoWrap());
        }
        table.AddColumn(new TableColumn("fit").RightAligned().NoWrap());
        foreach (ComparedCalibrator one in compared.Where(one => one.LeftOut is null))
        {
            List<string> cells = [Markup.Escape(one.Method)];
            foreach (string name in Shown)
            {
                cells.Add(FigureTable.Value(Value(one, name)));
                if (name == "nll") cells.Add(one == own ? "" : Invariant($"{one.Gain:0.0000} [grey]±{one.StandardError:0.0000}[/]"));
            }
            table.AddRow([.. cells, one == own ? "" : CandidateTable.Duration(one.FitTime)]);
        }
        AnsiConsole.Write(table);
        if (own.Figures["ece"].Null95 is { } chance)
            AnsiConsole.MarkupLineInterpolated($"[grey]ece: of a calibrated model below {FigureTable.Value(chance)} in 95 of 100 samples of this size[/]");
        foreach (ComparedCalibrator one in compared)
        {
            if (one.LeftOut is { } why) AnsiConsole.MarkupLineInterpolated($"[grey]{one.Method}: {why}[/]");
        }
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<ComparedCalibrator> compared)
    {
        json.WriteStartArray("calibrators");
        foreach (ComparedCalibrator one in compared)
        {
            json.WriteStartObject();
            json.WriteString("calibrator", one.Method);
            if (one.LeftOut is { } why)
            {
                json.WriteString("left_out", why);
            }
            else
            {
                json.Number("gain", one.Gain);
                json.Number("standard_error", one.StandardError);
                json.Number("fit_seconds", one.FitTime.TotalSeconds);
                json.Figures("metrics", Shown.Where(one.Figures.ContainsKey).ToDictionary(name => name, name => one.Figures[name], StringComparer.Ordinal));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static double? Value(ComparedCalibrator one, string name) => one.Figures.GetValueOrDefault(name)?.Value;
}
