using System.CommandLine;
using Probity.Cli.Assessing;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Data;
using Probity.IO;
using Probity.Learning;

namespace Probity.Cli.Verbs;

/// <summary><c>probity predict</c>: what a trained model says of new rows, in constant memory.</summary>
internal static class PredictVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "predict",
            "Apply a trained model to new features: prediction, calibrated confidence, and its policy's decision, a row each",
            "probity predict m.probity --data new.npy --out predictions.csv");
        var modelFile = new Argument<string>("model") { Description = "A model file (.probity)" };
        var data = new Option<string>("--data") { Description = "N×D features, a row each (.npy, .npz#name, .csv, .tsv, .jsonl, .safetensors#name, idx images)", HelpName = "file", Required = true };
        var id = new Option<string?>("--id") { Description = "Column of a csv or jsonl file that names the rows", HelpName = "column" };
        var classes = new Option<string?>("--classes") { Description = "Class names, where the model has none: a JSON array, or an object from index to name", HelpName = "names.json" };
        var path = new Option<string?>("--out") { Description = "Where to write: .csv, .jsonl or .npz", HelpName = "file", Required = true };
        var logitsOut = new Option<string?>("--logits-out") { Description = "Also write the logits: L.npy (float32)", HelpName = "file" };
        var probabilitiesOut = new Option<string?>("--probabilities-out") { Description = "Also write the calibrated probabilities: P.npy (float32) or P.f64.npy (float64)", HelpName = "file" };
        command.Arguments.Add(modelFile);
        foreach (Option option in (Option[])[data, id, classes, path, logitsOut, probabilitiesOut]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".csv", ".jsonl", ".npz")!;
            string? logitsFile = OutputPath.Of(parsed, logitsOut, ".npy"), probabilitiesFile = OutputPath.Of(parsed, probabilitiesOut, ".npy");
            Classifier model = GivenFile.Model(parsed.GetValue(modelFile)!);
            IReadOnlyList<string>? names = parsed.GetValue(classes) is { } list ? ClassNames.Read(list) : model.ClassNames;
            if (names is not null && names.Count != model.Classes) throw new ArgumentException($"--classes: {names.Count} names but the model has {model.Classes} classes");
            using ModelOutputs reader = ModelOutputs.Open(model, parsed.GetValue(data)!, parsed.GetValue(id));
            var chunk = new PredictedRows(reader.ChunkRows, model, names);
            using AssessmentWriter writer = AssessmentWriter.Create(file, chunk, reader.HasIds);
            using NpyWriter? logits = logitsFile is null ? null : NpyWriter.Create(logitsFile, model.LogitColumns, NumberType.Float32);
            using ProbabilityWriter? probabilities = probabilitiesFile is null ? null
                : ProbabilityWriter.Create(probabilitiesFile, model.LogitColumns, model.Policy?.Calibrator, each: model.Head == Head.MultiLabel);
            using var progress = new ProgressLine("predicting");
            Span<long> decided = stackalloc long[4];
            while (reader.Next(out ReadOnlySpan<float> values) is { } features)
            {
                chunk.Predict(features, values);
                writer.Write(reader.Ids);
                logits?.Append(values);
                probabilities?.Write(values);
                foreach (Decisions.Decision decision in chunk.Decisions.AsSpan(0, chunk.Count)) decided[(int)decision]++;
                chunk.FirstRow += chunk.Count;
                if (reader.Rows is { } total) progress.Report((double)chunk.FirstRow / total);
            }
            long rows = chunk.FirstRow;
            if (rows == 0) throw new InvalidDataException($"{reader.Name}: no rows");
            writer.Complete();
            logits?.Complete();
            probabilities?.Complete();
            progress.Dispose();
            if (parsed.GetValue(CommonOptions.Json))
            {
                long[]? counts = chunk.Decides ? decided.ToArray() : null;
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("rows", rows);
                    if (counts is not null) DecisionCounts.Write(json, counts);
                    json.WriteString("out", file);
                });
                return;
            }
            if (chunk.Decides) DecisionCounts.Print(decided, rows);
            Console.Error.WriteLine($"{rows:N0} rows: {file}");
        });
        return command;
    }
}
