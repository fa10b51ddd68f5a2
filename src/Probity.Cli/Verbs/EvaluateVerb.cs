using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.IO;
using Probity.Metrics;

namespace Probity.Cli.Verbs;

/// <summary><c>probity evaluate</c>: every metric with its interval and definition.</summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "evaluate",
            "Measure accuracy, calibration, ranking and unknown detection, each with an interval",
            "probity evaluate --logits test_logits.npy --labels test_labels.npy \\\n    --ood unknown_logits.npy --report r.html");
        OutputOptions outputs = new OutputOptions().AddTo(command, multiLabel: true);
        EvaluationFlags flags = new EvaluationFlags().AddTo(command);
        var report = new Option<string?>("--report") { Description = "Also write the HTML report", HelpName = "r.html" };
        command.Options.Add(report);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(report) is { } page) WholeFile.RequireTarget(page);
            EvaluationOptions options = flags.Options(parsed);
            LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs);
            Outputs? ood = flags.ReadUnknowns(parsed, rows.Outputs, rows.Columns);

            List<string> notes = [.. rows.Outputs.Notes, .. ood?.Notes ?? []];
            if (parsed.GetValue(outputs.MultiLabel))
                notes.Add("every (row, label) cell counts as a binary row; cells of one row are not independent, so the intervals are too narrow");
            var columns = new RowColumns(rows.Logits, rows.Labels, rows.Columns);
            using var progress = new ProgressLine("bootstrap");
            var figures = new Dictionary<string, Figure>(columns.Figures(options, rows.Weights, progress), StringComparer.Ordinal);
            UnknownScores? unknowns = ood is null ? null : UnknownScores.Compute(rows.Logits, ood.Logits, rows.Columns, options, progress);
            foreach (var (name, figure) in unknowns?.Figures ?? new Dictionary<string, Figure>(StringComparer.Ordinal)) figures.Add(name, figure);
            notes.AddRange(unknowns?.Notes ?? []);
            progress.Dispose();

            if (parsed.GetValue(report) is { } path)
            {
                new ReportBuilder { Rows = rows, Options = options, Seed = options.Seed, Unknown = ood }
                    .Write(path, columns, figures, unknowns);
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("rows", columns.Predicted.Length);
                    json.WriteNumber("classes", rows.Outputs.Classes);
                    json.Strings("notes", notes);
                    json.Figures("metrics", figures);
                });
                return;
            }
            Notes.Print(notes);
            FigureTable.Print(
                $"{rows.Outputs.Name}: {columns.Predicted.Length:N0} rows, {rows.Outputs.Classes:N0} classes",
                figures.Where(figure => !figure.Key.StartsWith("ood_", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal));
            if (unknowns is not null) FigureTable.PrintUnknowns(unknowns.Figures);
            if (parsed.GetValue(report) is { } written) Console.Error.WriteLine($"report: {written}");
        });
        return command;
    }
}
