using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Data;
using Probity.Review;

namespace Probity.Cli.Verbs;

/// <summary><c>probity review import</c>: joins answers with their queue, says what was achieved, and refits.</summary>
internal static class ReviewImportVerb
{
    private const int ChunkValues = AssessVerb.ChunkValues;

    public static Command Create()
    {
        var command = new Verb(
            "import",
            "Join answers with their queue: precision really achieved, whether the promise holds, and a policy refitted on weighted answers",
            "probity review import answers.jsonl --queue q.jsonl --policy p.probity \\\n    --logits new_logits.npy --out p2.probity");
        var answerFile = new Argument<string>("answers") { Description = "row or id, and label (index, name, -1 for none of the classes): .jsonl, .csv or .tsv" };
        command.Arguments.Add(answerFile);
        var queueFile = new Option<string>("--queue") { Description = "What assess --review-out wrote", HelpName = "q.jsonl", Required = true };
        var policyFile = new Option<string>("--policy") { Description = "The policy that assessed the rows", HelpName = "p.probity", Required = true };
        var path = new Option<string?>("--out") { Description = "Refit on the answers and write the policy here", HelpName = "p2.probity" };
        var level = new Option<double>("--level") { HelpName = "share", Description = "Level of the test whether the promise is broken", DefaultValueFactory = _ => .05 };
        command.Options.Add(queueFile);
        command.Options.Add(policyFile);
        OutputOptions outputs = new OutputOptions().AddTo(command, labels: false, weights: false, groups: true);
        PolicyFlags policyFlags = new PolicyFlags().AddTo(command);
        command.Options.Add(level);
        command.Options.Add(path);
        command.SetAction(parsed =>
        {
            string? target = OutputPath.Of(parsed, path, ".probity");
            if (target is null && policyFlags.FirstGiven(parsed) is { } idle) throw new ArgumentException($"{idle.Name} is of the refit, and goes with {path.Name}");
            Require.OpenShare(parsed.GetValue(level), level.Name);
            PolicyOptions asked = policyFlags.Options(parsed);
            ConfidencePolicy policy = GivenFile.Policy(parsed.GetRequiredValue(policyFile));
            string hash = PolicyHash.OfFile(parsed.GetRequiredValue(policyFile));
            using OutputsReader reader = outputs.Open(parsed);
            reader.RequireSuits(policy);
            string[]? groups = outputs.ReadGroups(parsed, policy);
            IReadOnlyList<string>? names = outputs.ReadClassNames(parsed) ?? policy.ClassNames;
            if (names is not null && names.Count != Math.Max(2, policy.Classes)) throw new ArgumentException($"{outputs.Classes.Name}: {names.Count} names but the policy has {Math.Max(2, policy.Classes)} classes");
            var import = new ReviewImport(policy, ReviewQueueFile.Read(parsed.GetRequiredValue(queueFile)), ReviewAnswerFile.Read(parsed.GetRequiredValue(answerFile), names, hash), hash);
            Read(reader, import, groups, outputs.Groups.Name);

            ReviewReport report = import.Report(parsed.GetValue(level));
            List<string> notes = [.. reader.Notes(), .. report.Notes];
            ReviewedRows? rows = target is null ? null : import.Rows();
            ConfidencePolicy? refitted = null;
            if (rows is not null)
            {
                asked = policyFlags.Rules.Resolve(parsed, asked with { Outputs = reader.Kind, ClassNames = names }, names, Math.Max(2, policy.Classes));
                if (groups is not null) asked = policyFlags.WithGroups(parsed, asked, outputs.Groups.Name);
                else PolicyFlags.RequireGroups(asked, outputs.Groups.Name);
                notes.AddRange(rows.Notes);
                if (policy.Gate is not null && asked.GateScore is null) notes.Add("the policy that asked has a gate for unknowns, the refitted one has none");
                using var progress = new ProgressLine("fitting");
                refitted = rows.Fit(policy.Classes, asked, progress);
                refitted.Save(target!);
            }
            Notes.Print(notes);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    ReviewJson.Write(json, report, notes);
                    if (refitted is null) return;
                    json.WriteStartObject("refit");
                    ReviewJson.Write(json, rows!);
                    PolicyJsonMembers.Write(json, refitted);
                    PolicyJsonMembers.WriteFit(json, refitted.FitReport!);
                    json.WriteString("policy", target);
                    json.WriteEndObject();
                });
                return;
            }
            ReviewTable.Print(report);
            Terminal.Prose(report.Explain());
            if (refitted is null) return;
            Console.Out.WriteLine();
            Terminal.Prose(refitted.Explain());
            Console.Error.WriteLine($"policy: {target}, from {rows!.Labels.Length:N0} answers that weigh as much as {rows.EffectiveRows:N0} rows of equal weight");
        });
        return command;
    }

    private static void Read(OutputsReader reader, ReviewImport import, string[]? groups, string groupOption)
    {
        using var progress = new ProgressLine("reading");
        var logits = new float[Math.Max(1, ChunkValues / reader.Columns) * reader.Columns];
        int row = 0;
        for (int read = reader.Read(logits); read > 0; read = reader.Read(logits))
        {
            if (groups is not null && (long)row + read > groups.Length) throw new ArgumentException($"{groupOption}: {groups.Length:N0} names but {reader.Name} has more rows; row i of one must describe row i of the other");
            import.Add(logits.AsSpan(0, read * reader.Columns), reader.HasIds ? reader.Ids.ToArray() : null, groups is null ? default(ArraySegment<string>?) : new ArraySegment<string>(groups, row, read));
            row += read;
            if (reader.Rows is { } total) progress.Report((double)row / total);
        }
        if (groups is not null) Require.SameRows(row, groups.Length, reader.Name, groupOption);
    }
}
