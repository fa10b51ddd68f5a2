using System.CommandLine;
using Probity.Cli.Assessing;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary><c>probity assess</c>: applies a policy row by row, in constant memory.</summary>
internal static class AssessVerb
{
    private const int ChunkValues = 1 << 18;

    public static Command Create()
    {
        var command = new Verb(
            "assess",
            "Apply a policy to new outputs: prediction, confidence, decision, reason and every score, a row each",
            "probity assess p.probity --logits new_logits.npy --out decisions.csv");
        var policyFile = new Argument<string>("policy") { Description = "A policy file (.probity)" };
        command.Arguments.Add(policyFile);
        OutputOptions outputs = new OutputOptions().AddTo(command, labels: false, weights: false, groups: true);
        var path = new Option<string?>("--out") { Description = "Where to write: .csv, .jsonl or .npz", HelpName = "file", Required = true };
        var probabilitiesOut = new Option<string?>("--probabilities-out") { Description = "Also write the calibrated probabilities: P.npy (float32) or P.f64.npy (float64)", HelpName = "file" };
        command.Options.Add(path);
        command.Options.Add(probabilitiesOut);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".csv", ".jsonl", ".npz")!;
            ConfidencePolicy policy = GivenFile.Policy(parsed.GetValue(policyFile)!);
            using OutputsReader reader = outputs.Open(parsed);
            reader.RequireSuits(policy);
            string[]? groups = outputs.ReadGroups(parsed, policy);
            if (groups is not null && reader.Rows is { } stated) Require.SameRows(stated, groups.Length, reader.Name, outputs.Groups.Name);
            IReadOnlyList<string>? names = outputs.ReadClassNames(parsed) ?? policy.ClassNames;
            if (names is not null && names.Count != Math.Max(2, policy.Classes))
                throw new ArgumentException($"--classes: {names.Count} names but the policy has {Math.Max(2, policy.Classes)} classes");

            // Of probabilities it is 0, whatever the row.
            IReadOnlyList<Score> scores = reader.Kind == OutputKind.Logits ? ScoreTokens.All : [.. ScoreTokens.All.Where(score => score != Score.LogSumExp)];
            var chunk = new ScoredRows(Math.Max(1, ChunkValues / reader.Columns), policy, scores, names);
            using AssessmentWriter writer = AssessmentWriter.Create(file, chunk, reader.HasIds);
            using ProbabilityWriter? probabilities = OutputPath.Of(parsed, probabilitiesOut, ".npy") is { } target ? ProbabilityWriter.Create(target, policy.Classes, policy.Calibrator) : null;
            using var progress = new ProgressLine("assessing");
            Span<long> decided = stackalloc long[4];
            long rows = Run(reader, writer, probabilities, progress, chunk, groups, decided);
            if (rows == 0) throw new InvalidDataException($"{reader.Name}: no rows");
            writer.Complete();
            probabilities?.Complete();
            progress.Dispose();

            Notes.Print(reader.Notes());
            if (chunk.Normalised)
                Notes.Print([$"{reader.Name}: log_sum_exp is 0 on every row, so these are normalised log-probabilities and that column is rounding noise; pass over it"]);
            if (parsed.GetValue(CommonOptions.Json))
            {
                long[] counts = decided.ToArray();
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("rows", rows);
                    DecisionCounts.Write(json, counts);
                    json.WriteString("out", file);
                });
                return;
            }
            DecisionCounts.Print(decided, rows);
        });
        return command;
    }

    private static long Run(
        OutputsReader reader, AssessmentWriter writer, ProbabilityWriter? probabilities, ProgressLine progress, ScoredRows chunk, string[]? groups, Span<long> decided)
    {
        var logits = new float[chunk.Capacity * reader.Columns];
        while (true)
        {
            int rows = reader.Read(logits);
            if (rows == 0)
            {
                if (groups is not null) Require.SameRows(chunk.FirstRow, groups.Length, reader.Name, "--groups");
                return chunk.FirstRow;
            }
            ReadOnlySpan<float> values = logits.AsSpan(0, rows * reader.Columns);
            ArraySegment<string>? ofChunk = Chunk(groups, chunk.FirstRow, rows);
            chunk.Assess(values, ofChunk);
            writer.Write(reader.Ids);
            probabilities?.Write(values, ofChunk);
            foreach (Decision decision in chunk.Decisions.AsSpan(0, rows)) decided[(int)decision]++;
            chunk.FirstRow += rows;
            if (reader.Rows is { } total) progress.Report((double)chunk.FirstRow / total);
        }

        ArraySegment<string>? Chunk(string[]? all, long first, int rows)
        {
            if (all is null) return null;
            if (first + rows > all.Length) throw new ArgumentException($"--groups: {all.Length:N0} names but {reader.Name} has more rows; row i of one must describe row i of the other");
            return new ArraySegment<string>(all, (int)first, rows);
        }
    }
}
