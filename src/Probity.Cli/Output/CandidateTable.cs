using System.Text.Json;
using Probity.Calibration;
using Spectre.Console;
using static System.FormattableString;

namespace Probity.Cli.Output;

/// <summary>What <c>--calibrator auto</c> compared.</summary>
internal static class CandidateTable
{
    /// <summary>A line a candidate, the one taken in bold; nothing where one was asked for by name.</summary>
    public static void Print(ConfidencePolicy policy)
    {
        IReadOnlyList<CalibrationCandidate> candidates = policy.FitReport?.Candidates ?? [];
        if (candidates.Count == 0) return;
        string taken = policy.Calibrator?.Kind ?? "none";
        var table = new Table().RoundedBorder().Title("Calibrators that auto compared");
        table.AddColumn(new TableColumn("calibrator").NoWrap()).AddColumn(new TableColumn("cross-fitted nll").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("lower by").RightAligned().NoWrap()).AddColumn("").AddColumn(new TableColumn("fit").RightAligned().NoWrap());
        foreach (CalibrationCandidate one in candidates)
        {
            string name = one.Method == taken ? $"[bold]{Markup.Escape(one.Method)}[/]" : Markup.Escape(one.Method);
            if (one.LeftOut is { } why) table.AddRow(name, "", "", $"[grey]{Markup.Escape(why)}[/]", "");
            else if (one.Method == "none") table.AddRow(name, Invariant($"{one.Nll:0.00000}"), "", "", "");
            else table.AddRow(name, Invariant($"{one.Nll:0.00000}"), Invariant($"{one.Gain:0.00000}"), Invariant($"[grey]± {one.StandardError:0.00000}[/]"), Duration(one.FitTime));
        }
        AnsiConsole.Write(table);
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<CalibrationCandidate> candidates)
    {
        if (candidates.Count == 0) return;
        json.WriteStartArray("candidates");
        foreach (CalibrationCandidate one in candidates)
        {
            json.WriteStartObject();
            json.WriteString("calibrator", one.Method);
            json.Number("nll", one.Nll);
            json.Number("gain", one.Gain);
            json.Number("standard_error", one.StandardError);
            if (one.LeftOut is { } why) json.WriteString("left_out", why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    internal static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < .01 => Invariant($"{time.TotalMilliseconds:0.0} ms"),
        < 1 => Invariant($"{time.TotalMilliseconds:0} ms"),
        _ => Invariant($"{time.TotalSeconds:0.0} s"),
    };
}
