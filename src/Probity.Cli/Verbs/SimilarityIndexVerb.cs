using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Similarity;
using Probity.Cli.Usage;
using Probity.Similarity;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity index</c>: embeds items once and keeps them, so that they can be searched.</summary>
internal static class SimilarityIndexVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "index",
            "Embed items once and keep them in one file, with their groups and ids, ready to be searched",
            "probity similarity index --model m.probity --data items.npy \\\n    --labels groups.npy --out items.idx");
        var model = new Option<string>("--model") { Description = "A model of probity similarity train", HelpName = "m.probity", Required = true };
        command.Options.Add(model);
        SimilarityInput input = new SimilarityInput().AddTo(command, multiLabel: false);
        var half = new Option<bool>("--half") { Description = "Keep float16: half the room, 11 significant bits" };
        var exact = new Option<bool>("--exact") { Description = "Without lists over feature groups: every search compares with all items" };
        var add = new Option<string?>("--add-to") { HelpName = "items.idx", Description = "Items that were indexed before and stay in front of these" };
        var path = new Option<string?>("--out") { Description = "Where to write", HelpName = "items.idx", Required = true };
        foreach (Option option in (Option[])[half, exact, add, path]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path)!;
            SimilarityModel head = GivenFile.SimilarityModel(parsed.GetValue(model)!);
            bool grouped = input.HasLabels(parsed, required: false);
            using FrozenEncoder encoder = input.OpenEncoder(parsed);
            encoder.RequireFor(head);
            using ReferenceItems? before = parsed.GetValue(add) is { } earlier ? ReferenceItems.Open(earlier) : null;
            string[] unknown = before is null ? [] : [.. ItemHead.Check(before, head)];
            // Groups of the items before that are numbers stay what they are, whatever names the head knows.
            IReadOnlyList<string>? names = before is { HasGroups: true } ? before.GroupNames : head.GroupNames;
            SimilarityTable table = input.Read(parsed, parsed.GetValue(input.Data) ?? throw new ArgumentException("--data FILE: give the items"), parsed.GetValue(input.Labels), encoder, names, features: head.FeatureNames);
            if (before is { HasGroups: true }) GroupKinds.RequireAlike(table.Name, table.Groups, table.GroupNames, Path.GetFileName(parsed.GetValue(add)!), before.GroupNames);
            EmbeddedRows.RequireFits(head, table.InputColumns, table.Name);
            float[] embeddings = head.Embed(table.Inputs);
            ReferenceItems items;
            if (before is null)
            {
                items = ReferenceItems.Of(embeddings, head.EmbeddingSize, table.Groups, table.Ids, parsed.GetValue(half) ? FeatureStoreNumbers.Float16 : FeatureStoreNumbers.Float32);
                items.NameHead(head.ContentId);
            }
            else
            {
                if (before.Columns != head.EmbeddingSize) throw new ArgumentException($"--add-to: embeddings of {before.Columns:N0} numbers but the head gives {head.EmbeddingSize:N0}; add with the head that it was made by");
                if (parsed.IsGiven(half)) throw new ArgumentException("--half goes with new files; --add-to keeps numbers as they are");
                items = before;
                items.Append(embeddings, table.Groups, table.Ids);
            }
            if (grouped) items.NameGroups(table.GroupNames);
            bool lists = !parsed.GetValue(exact) && head.FeatureGroups > 0 && head.Distance is Distance.Cosine or Distance.DotProduct;
            using (var progress = new ProgressLine("indexing"))
            {
                if (lists) CodeIndex.Build(items, new GroupShape(head.FeatureGroups, head.EmbeddingSize / head.FeatureGroups), new CodeIndexOptions { Distance = head.Distance }, progress).Save(file);
                else items.Save(file);
            }
            string[] notes = [.. unknown, .. encoder.Notes(head, table.Name), .. grouped ? [] : (string[])["no groups were given: search can tell what is close, and nothing of whether it is right"]];
            Notes.Print(notes);
            long bytes = new FileInfo(file).Length;
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("items", items.Count);
                    json.WriteNumber("columns", items.Columns);
                    json.WriteString("search", SearchWords.Token(lists));
                    json.WriteNumber("bytes", bytes);
                    json.WriteString("head", items.HeadId);
                    json.Strings("notes", notes);
                    json.WriteString("out", file);
                });
                return;
            }
            Console.Error.WriteLine($"{items.Count:N0} items, {bytes:N0} bytes, searched {SearchWords.Of(lists)}: {file}");
        });
        return command;
    }
}
