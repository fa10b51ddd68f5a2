using System.Globalization;
using System.Text.Json;
using Probity.Decisions;
using Probity.Simulation;
using Spectre.Console;

namespace Probity.Cli.Output;

/// <summary>How a promise fared in many resplits.</summary>
internal static class SimulationTable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(SimulationReport report, IReadOnlyList<string>? names)
    {
        Console.Out.WriteLine(string.Create(Invariant, $"Simulated {report.Resplits:N0} times: {report.RowsLearned:N0} rows learn, {report.RowsCertified:N0} certify, drawn from {report.RowsOfWorld:N0} that stand for the world:"));
        var table = new Table().RoundedBorder();
        table.AddColumn("").AddColumn(new TableColumn("").RightAligned()).AddColumn("");
        table.AddRow("promise refused", Share.Of(report.Refused, report.Resplits), string.Create(Invariant, $"{report.Refused:N0} of {report.Resplits:N0}"));
        if (report.KeptShare is { } kept)
        {
            string promised = report.Promise.Confidence is { } confidence ? $"{Percent.Exact(confidence)} promised{(report.Scope == RuleScope.EachAlone ? " of each alone" : "")}" : "promised on average only";
            table.AddRow(report.Scope == RuleScope.Together ? "kept, of those given" : "kept by all classes, of those given", $"[bold]{Percent.Nearest(kept)}[/]", $"{Percent.Down(report.KeptLow!.Value)} to {Percent.Up(report.KeptHigh!.Value)}; {promised}");
            table.AddRow("coverage, median", Percent.Nearest(report.Coverage!.Median), $"{Percent.Nearest(report.Coverage.Low)} to {Percent.Nearest(report.Coverage.High)} in nine of ten");
            if (report.Precision is { } precision) table.AddRow("precision, median", Percent.Nearest(precision.Median), $"worst {Percent.Nearest(precision.Least)}");
            foreach (SimulatedPart part in report.Parts.Take(20)) Add(table, report, part, names);
        }
        AnsiConsole.Write(table);
        foreach (string line in Sentences(report)) Terminal.Prose(line);
    }

    public static void Write(Utf8JsonWriter json, SimulationReport report, IReadOnlyList<string>? names)
    {
        json.WriteStartObject("simulation");
        json.WriteNumber("resplits", report.Resplits);
        json.WriteNumber("rows_learned", report.RowsLearned);
        json.WriteNumber("rows_certified", report.RowsCertified);
        json.WriteNumber("rows_of_world", report.RowsOfWorld);
        json.WriteBoolean("certifying_side_only", report.CertifyingSideOnly);
        json.WriteString("calibrator", report.Calibrator);
        json.WriteNumber("seed", report.Seed);
        json.WriteNumber("refused", report.Refused);
        json.WriteStartArray("refusals");
        foreach (SimulatedRefusal refusal in report.Refusals)
        {
            json.WriteStartObject();
            json.WriteString("reason", refusal.Reason);
            json.WriteNumber("count", refusal.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("given", report.Given);
        json.WriteNumber("kept", report.Kept);
        json.Number("kept_share", report.KeptShare);
        json.Number("kept_low", report.KeptLow);
        json.Number("kept_high", report.KeptHigh);
        json.Number("promised", report.Promise.Confidence);
        json.Number("broken_share", report.BrokenShare);
        json.WriteBoolean("broken_too_often", report.BrokenTooOften);
        Write(json, "coverage", report.Coverage);
        Write(json, "precision", report.Precision);
        json.WriteStartArray("promises");
        foreach (SimulatedPart part in report.Parts)
        {
            json.WriteStartObject();
            if (part.Class is { } about) json.WriteString("class", names?[about] ?? about.ToString(Invariant));
            json.WriteString("rate", report.Promise.Kind.Token());
            json.WriteNumber("target", part.Target);
            json.WriteNumber("given", part.Given);
            json.WriteNumber("kept", part.Kept);
            Write(json, "achieved", part.Rate);
            Write(json, "threshold", part.Threshold);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Strings("notes", Sentences(report));
        json.WriteEndObject();
    }

    private static void Add(Table table, SimulationReport report, SimulatedPart part, IReadOnlyList<string>? names)
    {
        string of = part.Class is { } about ? $" of {Markup.Escape(names?[about] ?? $"class {about}")}" : "";
        string kind = report.Promise.Kind.Token().Replace('_', ' ');
        if (part.Rate is { } rate && (part.Class is not null || report.Promise.Kind is not (PromiseKind.Precision or PromiseKind.Coverage)))
        {
            double worst = report.Promise.Kind.IsFloor() ? rate.Least : rate.Most;
            table.AddRow($"{kind}{of}, median", Percent.Nearest(rate.Median), $"worst {Percent.Nearest(worst)}; {Percent.Exact(part.Target)} promised");
        }
        table.AddRow($"threshold{of}, median", part.Threshold.Median.ToString("G5", Invariant), string.Create(Invariant, $"{part.Threshold.Low:G5} to {part.Threshold.High:G5}"));
    }

    /// <summary>What is to be borne in mind.</summary>
    private static List<string> Sentences(SimulationReport report)
    {
        List<string> lines = [];
        if (report.Refusals.Count > 0)
            lines.Add(string.Create(Invariant, $"Refused most often ({report.Refusals[0].Count:N0} times), such as: {report.Refusals[0].Reason}."));
        if (report.BrokenTooOften)
        {
            lines.Add(string.Create(Invariant, $"The promise was broken {(report.Scope == RuleScope.EachAlone ? "for some class" : $"in {Percent.Nearest(report.BrokenShare)} of all resplits")}, more often than the {Percent.Exact((double)(1m - (decimal)report.Promise.Confidence!.Value))} it allows: ") +
                "these rows are not what it supposes (is precision worse where the threshold is stricter?).");
        }
        if (report.Promise.Confidence is null && report.Parts is [{ Rate: { } rate }, ..])
        {
            string error = double.IsNaN(rate.StandardError) ? "" : string.Create(Invariant, $" ± {rate.StandardError:G2}");
            lines.Add(string.Create(Invariant, $"The promise is one on average: the mean {report.Promise.Kind.Token().Replace('_', ' ')} was {rate.Mean:0.#####}{error}, the target is {report.Promise.Target}."));
        }
        if (report.CertifyingSideOnly) lines.Add("What was learned stayed as it is: the promise is about the draw of the certifying rows alone.");
        else if (report.Calibrator != "none") lines.Add($"The calibrator, {report.Calibrator}, was settled on all rows and fitted anew each time.");
        return lines;
    }

    private static void Write(Utf8JsonWriter json, string name, SimulatedSpread? spread)
    {
        if (spread is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.Number("mean", spread.Mean);
        json.Number("median", spread.Median);
        json.Number("low", spread.Low);
        json.Number("high", spread.High);
        json.Number("least", spread.Least);
        json.Number("most", spread.Most);
        json.WriteEndObject();
    }
}
