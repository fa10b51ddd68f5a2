using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Similarity;
using Probity.Cli.Usage;
using Probity.IO;
using Probity.Similarity;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity embed</c>: what a head makes of new items, in constant memory.</summary>
internal static class SimilarityEmbedVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "embed",
            "Apply a trained head to items: an embedding each",
            "probity similarity embed --model m.probity --data items.npy --out heads.npy");
        var modelFile = new Option<string?>("--model") { Description = "A model of probity similarity train", HelpName = "m.probity" };
        var modelWord = new Argument<string?>("model") { Description = "The same without --model", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<string>("--data") { Description = "N×D items, a row each (.npy, .npz#name, .csv, .tsv, .jsonl, .safetensors#name, idx images)", HelpName = "file", Required = true };
        var id = new Option<string?>("--id") { Description = "Column of a csv or jsonl file that names the rows: left aside", HelpName = "column" };
        var encoderFile = new Option<string?>("--encoder") { Description = "The encoder that the head was trained on: a model of probity train", HelpName = "m.probity" };
        var store = new Option<string?>("--store") { Description = "Keeps the encoder's features, so that each item is encoded once", HelpName = "file" };
        var path = new Option<string?>("--out") { Description = "Where to write: E.npy (float32)", HelpName = "E.npy", Required = true };
        command.Arguments.Add(modelWord);
        foreach (Option option in (Option[])[modelFile, data, id, encoderFile, store, path]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".npy")!;
            string? named = parsed.GetValue(modelFile), word = parsed.GetValue(modelWord);
            if (named is null == word is null) throw new ArgumentException("give one model: --model m.probity");
            SimilarityModel model = GivenFile.SimilarityModel(named ?? word!);
            using FrozenEncoder encoder = FrozenEncoder.Open(parsed.GetValue(encoderFile), parsed.GetValue(store));
            encoder.RequireFor(model);
            using NumberReader reader = encoder.Reader(parsed.GetValue(data)!, parsed.GetValue(id), model.FeatureNames);
            EmbeddedRows.RequireFits(model, encoder.Columns(reader.Columns), reader.Name);
            using NpyWriter writer = NpyWriter.Create(file, model.EmbeddingSize, NumberType.Float32);
            long rows = 0;
            using (var progress = new ProgressLine("embedding"))
            {
                foreach (float[] embeddings in EmbeddedRows.Read(model, reader, encoder))
                {
                    writer.Append(embeddings);
                    rows += embeddings.Length / model.EmbeddingSize;
                    if (reader.Rows is { } total) progress.Report((double)rows / total);
                }
            }
            if (rows == 0) throw new InvalidDataException($"{reader.Name}: no rows");
            writer.Complete();
            string[] notes = [.. encoder.Notes(model, reader.Name)];
            Notes.Print(notes);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("rows", rows);
                    json.WriteNumber("columns", model.EmbeddingSize);
                    json.WriteString("distance", model.Distance.Token());
                    json.Strings("notes", notes);
                    json.WriteString("out", file);
                });
                return;
            }
            Console.Error.WriteLine($"{rows:N0} rows of {model.EmbeddingSize:N0} numbers: {file}");
        });
        return command;
    }
}
