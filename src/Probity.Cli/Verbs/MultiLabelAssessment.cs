using System.CommandLine;
using Probity.Calibration;
using Probity.Cli.Assessing;
using Probity.Cli.Input;
using Probity.Cli.Output;

namespace Probity.Cli.Verbs;

/// <summary><c>probity assess</c> with a multi-label calibration: the labels of every row and how likely each is.</summary>
internal static class MultiLabelAssessment
{
    public static void Run(ParseResult parsed, MultiLabelCalibration calibration, OutputOptions outputs, string file, string? probabilitiesFile)
    {
        if (outputs.HasGroups(parsed)) throw new ArgumentException($"{outputs.Groups.Name} does not go with a multi-label calibration, which knows no groups; leave it out");
        using OutputsReader reader = outputs.Open(parsed, multiLabel: true);
        reader.RequireManyLabelsARow();
        int labels = calibration.Labels;
        if (reader.Columns != labels) throw new ArgumentException($"{reader.Name}: {reader.Columns:N0} columns but the calibration was fitted on {labels:N0} labels");
        IReadOnlyList<string>? names = outputs.ReadClassNames(parsed) ?? calibration.LabelNames ?? reader.Model?.ClassNames;
        if (names is not null && names.Count != labels) throw new ArgumentException($"{outputs.Classes.Name}: {names.Count:N0} names but the calibration has {labels:N0} labels");

        var chunk = new CalibratedLabelRows(Math.Max(1, AssessVerb.ChunkValues / labels), calibration, names);
        using AssessmentWriter writer = AssessmentWriter.Create(file, chunk, reader.HasIds);
        using ProbabilityWriter? probabilities = probabilitiesFile is null ? null : ProbabilityWriter.Create(probabilitiesFile, labels, null);
        long rows = Chunks.Write(reader, chunk, writer, logits =>
        {
            ReadOnlySpan<double> cells = chunk.Assess(logits);
            probabilities?.Write(cells);
        });
        writer.Complete();
        probabilities?.Complete();

        Notes.Print(reader.Notes());
        if (parsed.GetValue(CommonOptions.Json))
        {
            JsonOutput.Print(json =>
            {
                json.WriteNumber("rows", rows);
                json.WriteNumber("labels", labels);
                json.WriteString("out", file);
            });
            return;
        }
        Console.Error.WriteLine($"{rows:N0} rows: {file}");
    }
}
