using System.CommandLine;
using Probity.Calibration;
using Probity.Cli.Input;
using Probity.Cli.Measuring;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Metrics;

namespace Probity.Cli.Verbs;

/// <summary><c>probity report</c>: one self-contained HTML page, before and after a policy.</summary>
internal static class ReportVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "report",
            "Write the HTML report, before and after a policy",
            "probity report --logits test_logits.npy --labels test_labels.npy \\\n    --policy p.probity --out r.html");
        OutputOptions outputs = new OutputOptions().AddTo(command, groups: true);
        EvaluationFlags flags = new EvaluationFlags().AddTo(command);
        var policyFile = new Option<string?>("--policy") { Description = "Show its calibration, threshold and promise (default: that of --model, where it has one)", HelpName = "p.probity" };
        var compare = new Option<string?>("--compare") { Description = "Compare calibrators on these rows, cross-fitted: names between commas, or all", HelpName = "names" };
        var title = new Option<string?>("--title") { Description = "Title of the page (default: the file's name)" };
        var path = new Option<string?>("--out") { Description = "Where to write", HelpName = "r.html", Required = true };
        command.Options.Add(policyFile);
        command.Options.Add(compare);
        command.Options.Add(title);
        command.Options.Add(path);
        command.SetAction(parsed =>
        {
            string target = OutputPath.Of(parsed, path, ".html", ".htm")!;
            EvaluationOptions options = flags.Options(parsed);
            ConfidencePolicy? policy = parsed.GetValue(policyFile) is { } file ? GivenFile.Policy(file) : null;
            LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs, policy);
            policy ??= rows.Outputs.Model?.Policy;
            if (rows.Groups is null != policy?.Calibrator?.ByGroup is null)
                throw new ArgumentException($"{outputs.Groups.Name} goes with a policy that calibrates by group, and such a policy with {outputs.Groups.Name}");
            Outputs? ood = flags.ReadUnknowns(parsed, rows.Outputs, rows.Columns);
            if (rows.Groups is not null && ood is not null) throw new ArgumentException("--ood does not go with a policy that calibrates by group: unknown rows have none");
            IReadOnlyList<ComparedCalibrator> compared = parsed.GetValue(compare) is { } names ? Compare(names, rows, options) : [];
            var figures = new AllFigures(rows, ood, policy, options);
            new ReportBuilder { Rows = rows, Seed = options.Seed, Unknown = ood, Policy = policy, Calibrators = compared, Title = parsed.GetValue(title) }
                .Write(target, figures.Columns, figures.Before, figures.Unknowns, figures.ColumnsAfter, figures.After);
            Notes.Print([.. rows.Outputs.Notes, .. ood?.Notes ?? [], .. figures.Unknowns?.Notes ?? []]);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteString("report", target);
                    if (compared.Count > 0) ComparisonTable.Write(json, compared);
                });
                return;
            }
            if (compared.Count > 0) ComparisonTable.Print(compared);
            Console.Out.WriteLine(target);
        });
        return command;
    }

    private static IReadOnlyList<ComparedCalibrator> Compare(string names, LabelledOutputs rows, EvaluationOptions options)
    {
        var all = CalibrationRows.Of(rows.Logits, rows.Labels, rows.Columns, rows.Weights, outputs: rows.Outputs.Kind);
        IReadOnlyList<CalibrationMethod> methods = CalibratorComparison.Methods(names, all);
        using var progress = new ProgressLine("comparing");
        return [.. CalibratorComparison.Run(all, methods, new() { Seed = options.Seed }, options, progress), .. CalibratorComparison.LeftOut(names, all)];
    }
}
