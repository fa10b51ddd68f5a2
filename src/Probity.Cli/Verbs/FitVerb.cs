using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.Scores;
using Spectre.Console;

namespace Probity.Cli.Verbs;

/// <summary><c>probity fit</c>: learns a policy and prints what it promises.</summary>
internal static class FitVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "fit",
            "Learn a policy: calibrated confidence, an accepting threshold with a guarantee, a gate for unknowns",
            "probity fit --logits val_logits.npy --labels val_labels.npy \\\n    --target-precision 0.98 --out p.probity");
        OutputOptions outputs = new OutputOptions().AddTo(command);
        var calibrator = new Option<string>("--calibrator") { HelpName = "name", Description = "temperature or none", DefaultValueFactory = _ => "temperature" };
        var score = new Option<string>("--score") { HelpName = "score", Description = "Score that the threshold is set on; max_probability means the calibrated confidence", DefaultValueFactory = _ => "max_probability" };
        var detector = new Option<string?>("--detector") { Description = "Score that rejects unknown rows, such as log_sum_exp", HelpName = "score" };
        var maxFalseAlarm = new Option<double>("--max-false-alarm") { HelpName = "share", Description = "Share of known rows that the detector may reject", DefaultValueFactory = _ => .05 };
        var precision = new Option<double?>("--target-precision") { HelpName = "share", Description = "Share of accepted predictions that must be right" };
        var risk = new Option<double?>("--target-risk") { HelpName = "share", Description = "Share of accepted predictions that may be wrong: 1 − precision" };
        var confidence = new Option<double>("--confidence") { HelpName = "share", Description = "How sure the promise must be", DefaultValueFactory = _ => .95 };
        var starts = new Option<int>("--starts") { HelpName = "n", Description = "Sequences of tests that share the error, 1 to 100; 1 needs the fewest rows", DefaultValueFactory = _ => 4 };
        var share = new Option<double>("--certify-share") { HelpName = "share", Description = "Share of rows that only certify the promise", DefaultValueFactory = _ => .5 };
        var certifyOutputs = new Option<string?>("--certify-outputs") { Description = "Certify on these outputs instead, of the same kind", HelpName = "file" };
        var certifyLabels = new Option<string?>("--certify-labels") { Description = "Their labels", HelpName = "file" };
        var path = new Option<string?>("--out") { Description = "Where to write the policy", HelpName = "p.probity", Required = true };
        foreach (Option option in (Option[])[calibrator, score, detector, maxFalseAlarm, precision, risk, confidence, starts, share, certifyOutputs, certifyLabels, path])
            command.Options.Add(option);

        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".probity")!;
            double? target = Target(parsed, precision, risk);
            foreach (Option option in (Option[])[confidence, starts, share, certifyOutputs, certifyLabels]) RequireWith(parsed, option, target is not null, "--target-precision or --target-risk");
            RequireWith(parsed, maxFalseAlarm, parsed.GetValue(detector) is not null, detector.Name);
            LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs);
            rows.RequirePossibleLabels();
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
            if (certifying is not null && parsed.GetResult(share) is { Implicit: false })
                throw new ArgumentException("--certify-share splits one set of rows; with --certify-outputs there is nothing to split, leave it out");
            List<string> notes = [.. rows.Outputs.Notes];
            using var progress = new ProgressLine("fitting");
            ConfidencePolicy policy;
            if (certifying is null)
            {
                policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, rows.Columns, options, rows.Weights, progress);
            }
            else
            {
                if (rows.Weights.Length > 0) throw new ArgumentException("--weights do not go with a promise: the guarantee holds for rows that count once each");
                using OutputsReader reader = OutputsReader.Open(OtherColumns.LeftOut(certifying, null, parsed.GetValue(certifyLabels)), rows.Outputs.Kind, null);
                if (reader.Columns != rows.Columns) throw new ArgumentException($"{reader.Name}: {reader.Columns} columns but {rows.Outputs.Name} has {rows.Columns}");
                string labelFile = parsed.GetValue(certifyLabels)!;
                int[] labels = LabelledOutputs.ReadLabels(labelFile, certifyLabels.Name, rows.ClassNames, reader);
                Outputs other = Outputs.ReadAll(reader);
                LabelledOutputs.RequirePair(other, labels, $"{certifyLabels.Name} {Path.GetFileName(labelFile)}");
                notes.AddRange(other.Notes);
                policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, other.Logits, labels, rows.Columns, options, progress);
            }
            progress.Dispose();
            policy.Save(file);

            Notes.Print(notes);
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

    /// <summary>The precision asked for, or null. 1 − risk in decimals: 1 − 0.02 is 0.98 and not a bit less.</summary>
    private static double? Target(ParseResult parsed, Option<double?> precision, Option<double?> risk)
    {
        if (parsed.GetValue(precision) is not null && parsed.GetValue(risk) is not null)
            throw new ArgumentException($"give one of {precision.Name} and {risk.Name}: the one is 1 minus the other");
        if (parsed.GetValue(precision) is { } right) Require.OpenShare(right, precision.Name);
        if (parsed.GetValue(risk) is not { } wrong) return parsed.GetValue(precision);
        Require.OpenShare(wrong, risk.Name);
        return (double)(1 - (decimal)wrong);
    }

    /// <summary>An option that would have no effect is a mistake that someone ought to hear of.</summary>
    private static void RequireWith(ParseResult parsed, Option option, bool has, string needed)
    {
        if (!has && parsed.GetResult(option) is { Implicit: false }) throw new ArgumentException($"{option.Name} goes with {needed}");
    }

    private static void Print(ConfidencePolicy policy)
    {
        FitReport fit = policy.FitReport!;
        Console.Out.WriteLine("Calibration of the learning rows, cross-fitted:");
        var table = new Table().RoundedBorder();
        table.AddColumn("figure").AddColumn(new TableColumn("before").RightAligned()).AddColumn(new TableColumn("after").RightAligned());
        table.AddRow("nll", $"{fit.NllBefore:0.00000}", $"[bold]{fit.NllAfter:0.00000}[/]");
        table.AddRow("ece", $"{fit.EceBefore:0.00000}", $"[bold]{fit.EceAfter:0.00000}[/]");
        AnsiConsole.Write(table);
        Terminal.Prose(policy.Explain());
    }
}
