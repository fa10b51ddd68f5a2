using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Decisions;
using Probity.Scores;
using Spectre.Console;

namespace Probity.Cli.Verbs;

/// <summary><c>probity fit</c>: learns a policy and prints what it promises.</summary>
internal static class FitVerb
{
    public static Command Create()
    {
        var command = new Command(
            "fit",
            "Learn a policy: calibrated confidence, an accepting threshold with a guarantee, a gate for unknowns. " +
            "Example: probity fit --logits val_logits.npy --labels val_labels.npy --target-precision 0.98 --out p.probity");
        OutputOptions outputs = new OutputOptions().AddTo(command);
        var calibrator = new Option<string>("--calibrator") { Description = "temperature or none (default temperature)", DefaultValueFactory = _ => "temperature" };
        var score = new Option<string>("--score") { Description = "Score that the threshold is set on; max_probability means the calibrated confidence (default)", DefaultValueFactory = _ => "max_probability" };
        var detector = new Option<string?>("--detector") { Description = "Score that rejects unknown rows, such as log_sum_exp", HelpName = "score" };
        var maxFalseAlarm = new Option<double>("--max-false-alarm") { Description = "Share of known rows that the detector may reject (default 0.05)", DefaultValueFactory = _ => .05 };
        var precision = new Option<double?>("--target-precision") { Description = "Share of accepted predictions that must be right" };
        var risk = new Option<double?>("--target-risk") { Description = "Share of accepted predictions that may be wrong: 1 − precision" };
        var confidence = new Option<double>("--confidence") { Description = "How sure the promise must be (default 0.95)", DefaultValueFactory = _ => .95 };
        var starts = new Option<int>("--starts") { Description = "Sequences of tests that share the error, 1 or 4 (default 4)", DefaultValueFactory = _ => 4 };
        var share = new Option<double>("--certify-share") { Description = "Share of rows that only certify the promise (default 0.5)", DefaultValueFactory = _ => .5 };
        var certifyOutputs = new Option<string?>("--certify-outputs") { Description = "Certify on these outputs instead, of the same kind", HelpName = "file" };
        var certifyLabels = new Option<string?>("--certify-labels") { Description = "Their labels", HelpName = "file" };
        var path = new Option<string>("--out") { Description = "Where to write the policy", HelpName = "p.probity", Required = true };
        foreach (Option option in (Option[])[calibrator, score, detector, maxFalseAlarm, precision, risk, confidence, starts, share, certifyOutputs, certifyLabels, path])
            command.Options.Add(option);

        command.SetAction(parsed =>
        {
            if (parsed.GetValue(precision) is not null && parsed.GetValue(risk) is not null)
                throw new ArgumentException("give one of --target-precision and --target-risk: the one is 1 minus the other");
            double? target = parsed.GetValue(precision) ?? (parsed.GetValue(risk) is { } wrong ? (double)(1 - (decimal)wrong) : null);
            LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs);
            var options = new PolicyOptions
            {
                Calibrator = parsed.GetRequiredValue(calibrator),
                Score = ScoreTokens.Parse(parsed.GetRequiredValue(score)),
                Promise = target is { } share1 ? new PrecisionPromise(share1, parsed.GetValue(confidence), parsed.GetValue(starts)) : null,
                GateScore = parsed.GetValue(detector) is { } token ? ScoreTokens.Parse(token) : null,
                MaxFalseAlarm = parsed.GetValue(maxFalseAlarm),
                CertifyShare = parsed.GetValue(share),
                Seed = parsed.GetValue(CommonOptions.Seed),
                Outputs = rows.Outputs.Kind,
                ClassNames = rows.ClassNames,
            };

            string? certifying = parsed.GetValue(certifyOutputs);
            if ((certifying is null) != (parsed.GetValue(certifyLabels) is null))
                throw new ArgumentException("--certify-outputs and --certify-labels go together");
            ConfidencePolicy policy;
            if (certifying is null)
            {
                policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, rows.Columns, options, rows.Weights);
            }
            else
            {
                if (rows.Weights.Length > 0) throw new ArgumentException("--weights do not go with a promise: the guarantee holds for rows that count once each");
                using OutputsReader reader = OutputsReader.Open(certifying, rows.Outputs.Kind, null);
                Outputs other = Outputs.ReadAll(reader);
                if (other.Columns != rows.Columns) throw new ArgumentException($"{other.Name}: {other.Columns} columns but {rows.Outputs.Name} has {rows.Columns}");
                policy = ConfidencePolicy.Fit(
                    rows.Logits, rows.Labels, other.Logits, Data.LabelFile.Read(parsed.GetValue(certifyLabels)!, rows.ClassNames), rows.Columns, options);
            }
            string file = parsed.GetRequiredValue(path);
            policy.Save(file);

            Notes.Print(rows.Outputs.Notes);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    PolicyJsonMembers.Write(json, policy);
                    FitReport fit = policy.FitReport!;
                    json.Number("nll_before", fit.NllBefore);
                    json.Number("nll_after", fit.NllAfter);
                    json.Number("nll_fit", fit.NllFit);
                    json.Number("ece_before", fit.EceBefore);
                    json.Number("ece_after", fit.EceAfter);
                    json.WriteString("policy", file);
                });
                return;
            }
            Print(policy);
            Console.Error.WriteLine($"policy: {file}");
        });
        return command;
    }

    private static void Print(ConfidencePolicy policy)
    {
        FitReport fit = policy.FitReport!;
        var table = new Table().RoundedBorder().Title("Calibration of the learning rows, cross-fitted");
        table.AddColumn("figure").AddColumn(new TableColumn("before").RightAligned()).AddColumn(new TableColumn("after").RightAligned());
        table.AddRow("nll", $"{fit.NllBefore:0.00000}", $"[bold]{fit.NllAfter:0.00000}[/]");
        table.AddRow("ece", $"{fit.EceBefore:0.00000}", $"[bold]{fit.EceAfter:0.00000}[/]");
        AnsiConsole.Write(table);
        Console.Out.WriteLine(policy.Explain());
    }
}
