using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Data;
using Probity.Simulation;
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
        OutputOptions outputs = new OutputOptions().AddTo(command, multiLabel: true, groups: true);
        PolicyFlags policyFlags = new PolicyFlags().AddTo(command);
        var certifyOutputs = new Option<string?>("--certify-outputs") { Description = "Certify on these outputs instead, of the same kind", HelpName = "file" };
        var certifyLabels = new Option<string?>("--certify-labels") { Description = "Their labels", HelpName = "file" };
        PriorFlags priors = new PriorFlags().AddTo(command);
        var certifyGroups = new Option<string?>("--certify-groups") { Description = "Their groups, with --groups", HelpName = "file" };
        var maxWeight = new Option<double?>("--max-weight") { HelpName = "w", Description = "The most that any row could weigh, known beforehand: a promise on rows with --weights needs it" };
        var certifyWeights = new Option<string?>("--certify-weights") { Description = "Their weights, with --weights", HelpName = "file" };
        var path = new Option<string?>("--out") { Description = "Where to write the policy", HelpName = "p.probity", Required = true };
        command.Options.Add(certifyOutputs);
        command.Options.Add(certifyLabels);
        command.Options.Add(certifyGroups);
        command.Options.Add(certifyWeights);
        command.Options.Add(maxWeight);
        SimulationFlags simulation = new SimulationFlags().AddTo(command);
        command.Options.Add(path);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".probity")!;
            if (parsed.GetValue(outputs.MultiLabel))
            {
                MultiLabelFit.Run(parsed, outputs, policyFlags.Calibrator, path, file);
                return;
            }
            PolicyOptions asked = policyFlags.Options(parsed, certifyOutputs, certifyLabels, certifyGroups, certifyWeights, maxWeight) with { MaxWeight = parsed.GetValue(maxWeight) };
            PolicyFlags.RequireWith(parsed, maxWeight, parsed.GetValue(outputs.Weights) is not null, outputs.Weights.Name);
            if (asked.MaxWeight is { } most) Require.Positive(most, maxWeight.Name);
            if (outputs.HasGroups(parsed)) asked = policyFlags.WithGroups(parsed, asked, outputs.Groups.Name);
            else PolicyFlags.RequireGroups(asked, outputs.Groups.Name);
            priors.Check(parsed, asked);
            simulation.Check(parsed, asked);
            LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs);
            rows.RequirePossibleLabels();
            List<string> notes = [.. rows.Outputs.Notes];
            PolicyOptions options = priors.With(parsed, asked with { Outputs = rows.Outputs.Kind, ClassNames = rows.ClassNames }, rows, notes);
            options = policyFlags.Rules.Resolve(parsed, options, rows.ClassNames, rows.Outputs.Classes);

            string? certifying = parsed.GetValue(certifyOutputs);
            if ((certifying is null) != (parsed.GetValue(certifyLabels) is null))
                throw new ArgumentException("--certify-outputs and --certify-labels go together");
            if (certifying is not null && parsed.IsGiven(policyFlags.CertifyShare))
                throw new ArgumentException("--certify-share splits one set of rows; with --certify-outputs there is nothing to split, leave it out");
            if ((parsed.GetValue(certifyGroups) is null) != (certifying is null || rows.Groups is null))
                throw new ArgumentException("--certify-groups goes with --certify-outputs and --groups, and these with it");
            if ((parsed.GetValue(certifyWeights) is null) != (certifying is null || rows.Weights.Length == 0))
                throw new ArgumentException("--certify-weights goes with --certify-outputs and --weights, and these with it");
            using var progress = new ProgressLine("fitting");
            ConfidencePolicy policy;
            SimulationReport? simulated = null;
            try
            {
                if (certifying is null)
                {
                    simulated = simulation.Run(parsed, rows, options);
                    policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, rows.Columns, options, rows.Weights, progress, rows.Groups);
                }
                else
                {
                    using OutputsReader reader = OutputsReader.OpenLike(rows.Outputs, OtherColumns.LeftOut(certifying, null, parsed.GetValue(certifyLabels), parsed.GetValue(certifyGroups), parsed.GetValue(certifyWeights)));
                    if (reader.Columns != rows.Columns) throw new ArgumentException($"{reader.Name}: {reader.Columns} columns but {rows.Outputs.Name} has {rows.Columns}");
                    string labelFile = parsed.GetValue(certifyLabels)!;
                    int[] labels = LabelledOutputs.ReadLabels(labelFile, certifyLabels.Name, rows.ClassNames, reader);
                    Outputs other = Outputs.ReadAll(reader);
                    LabelledOutputs.RequirePair(other, labels, $"{certifyLabels.Name} {Path.GetFileName(labelFile)}");
                    notes.AddRange(other.Notes);
                    string[]? theirGroups = parsed.GetValue(certifyGroups) is { } spec ? TextColumn.Read(spec) : null;
                    simulated = simulation.Run(parsed, rows, options, other, labels, theirGroups);
                    policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, other.Logits, labels, rows.Columns, options, progress, rows.Groups, theirGroups,
                        rows.Weights, OutputOptions.ReadWeights(parsed.GetValue(certifyWeights)));
                }
            }
            catch (PromiseRefusedException) when (simulated is not null && !parsed.GetValue(CommonOptions.Json))
            {
                SimulationTable.Print(simulated, rows.ClassNames);   // says how often that would be
                throw;
            }
            progress.Dispose();
            policy.Save(file);

            if (double.IsPositiveInfinity(policy.FitReport!.NllBefore))
                notes.Add("nll: infinite, as some row gives its label probability 0; calibration would read such a 0 as a rounded number, --calibrator none leaves it");
            Notes.Print(notes);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    PolicyJsonMembers.Write(json, policy);
                    PolicyJsonMembers.WriteFit(json, policy.FitReport!);
                    if (simulated is not null) SimulationTable.Write(json, simulated, rows.ClassNames);
                    json.WriteString("policy", file);
                });
                return;
            }
            Print(policy);
            if (simulated is not null) SimulationTable.Print(simulated, rows.ClassNames);
            Console.Error.WriteLine($"policy: {file}");
        });
        return command;
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
        CandidateTable.Print(policy);
        Terminal.Prose(policy.Explain());
    }
}
