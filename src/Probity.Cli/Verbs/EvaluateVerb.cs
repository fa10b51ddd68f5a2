using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Measuring;
using Probity.Cli.Output;
using Probity.Cli.Usage;
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
        OutputOptions outputs = new OutputOptions().AddTo(command, multiLabel: true, groups: true);
        EvaluationFlags flags = new EvaluationFlags().AddTo(command);
        var report = new Option<string?>("--report") { Description = "Also write the HTML report", HelpName = "r.html" };
        command.Options.Add(report);
        command.SetAction(parsed =>
        {
            string? page = OutputPath.Of(parsed, report, ".html", ".htm");
            EvaluationOptions options = flags.Options(parsed);
            LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs);
            Outputs? ood = flags.ReadUnknowns(parsed, rows.Outputs, rows.Columns);

            if (parsed.GetValue(outputs.MultiLabel))
            {
                if (ood is not null) throw new ArgumentException("--ood does not go with --multilabel: there a row has no one score");
                MultiLabelFigures.Print(rows, options, page, parsed.GetValue(CommonOptions.Json));
                return;
            }
            List<string> notes = [.. rows.Outputs.Notes, .. ood?.Notes ?? []];
            if (rows.Outputs.Model?.Policy is not null)
                notes.Add($"{rows.Outputs.Name}: figures of the network's own probabilities; the model's policy is applied by predict, and report shows before and after");
            var measured = new AllFigures(rows, ood, policy: null, options, tables: true);
            notes.AddRange(measured.Unknowns?.Notes ?? []);
            if (page is not null)
            {
                new ReportBuilder { Rows = rows, Seed = options.Seed, Unknown = ood }
                    .Write(page, measured.Columns, measured.Before, measured.Unknowns);
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("rows", measured.Columns.Predicted.Length);
                    json.WriteNumber("classes", rows.Outputs.Classes);
                    json.Strings("notes", notes);
                    json.Figures("metrics", measured.Before);
                    json.Classes(measured.Classes, rows.ClassNames);
                    if (measured.Groups is { } groups) json.Groups(groups);
                });
                return;
            }
            Notes.Print(notes);
            FigureTable.Print(
                $"{rows.Outputs.Name}: {measured.Columns.Predicted.Length:N0} rows, {rows.Outputs.Classes:N0} classes",
                measured.Before.Where(figure => !figure.Key.StartsWith("ood_", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal));
            PartTables.PrintClasses(measured.Classes, rows.ClassNames);
            if (measured.Groups is { } table) PartTables.PrintGroups(table);
            if (measured.Unknowns is { } unknowns) FigureTable.PrintUnknowns(unknowns.Figures);
            if (page is not null) Console.Error.WriteLine($"report: {page}");
        });
        return command;
    }
}
