using System.CommandLine;
using Probity.Calibration;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;

namespace Probity.Cli.Verbs;

/// <summary><c>probity fit --multilabel</c>: a calibration of every label, which decides nothing and promises nothing.</summary>
internal static class MultiLabelFit
{
    private const string Calibrator = "affine";

    /// <param name="parsed">The command line.</param>
    /// <param name="outputs">The outputs and what belongs to them.</param>
    /// <param name="calibrator">The option that names a calibrator.</param>
    /// <param name="path">The option that names the file.</param>
    /// <param name="file">Where to write.</param>
    public static void Run(ParseResult parsed, OutputOptions outputs, Option<string> calibrator, Option path, string file)
    {
        Refuse(parsed, outputs, calibrator, path);
        LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs);
        MultiLabelCalibration fitted;
        using (new ProgressLine("fitting")) fitted = MultiLabelCalibration.Fit(rows.Logits, rows.Labels, rows.Outputs.Columns, rows.Weights, rows.LabelNames);
        fitted.Save(file);

        Notes.Print(rows.Outputs.Notes);
        if (parsed.GetValue(CommonOptions.Json))
        {
            JsonOutput.Print(json =>
            {
                MultiLabelJsonMembers.Write(json, fitted);
                json.WriteString("calibration", file);
            });
            return;
        }
        Terminal.Prose(fitted.Explain());
        Console.Error.WriteLine($"multi-label calibration: {file}");
    }

    private static void Refuse(ParseResult parsed, OutputOptions outputs, Option<string> calibrator, Option path)
    {
        if (parsed.IsGiven(calibrator) && parsed.GetRequiredValue(calibrator) is var name and not Calibrator)
            throw new ArgumentException($"{calibrator.Name} {name} does not go with --multilabel, which fits '{Calibrator}' to every label; leave it out");
        Option[] taken = [outputs.Logits, outputs.Probabilities, outputs.Model, outputs.Data, outputs.Labels, outputs.Weights, outputs.Classes, outputs.Id, outputs.MultiLabel, calibrator, path];
        if (parsed.CommandResult.Command.Options.Except(taken).FirstOrDefault(parsed.IsGiven) is { } idle)
            throw new ArgumentException($"{idle.Name} does not go with --multilabel: that fits the probability of every label, with no decisions, groups or priors; leave it out");
    }
}
