using System.CommandLine;
using Probity.Calibration;
using Probity.Cli.Assessing;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.IO;
using Probity.Learning;
using Probity.Review;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary><c>probity assess</c>: applies a policy, or a multi-label calibration, row by row, in constant memory.</summary>
internal static class AssessVerb
{
    public const int ChunkValues = 1 << 18;

    public static Command Create()
    {
        var command = new Verb(
            "assess",
            "Apply a policy to new outputs: prediction, confidence, decision, reason and every score, a row each",
            "probity assess p.probity --logits new_logits.npy --out decisions.csv");
        var policyFile = new Argument<string>("policy") { Description = "A policy, a model with a policy of its own (then with --data), or a multi-label calibration (.probity)" };
        command.Arguments.Add(policyFile);
        OutputOptions outputs = new OutputOptions().AddTo(command, labels: false, weights: false, groups: true);
        var path = new Option<string?>("--out") { Description = "Where to write: .csv, .jsonl or .npz", HelpName = "file", Required = true };
        var probabilitiesOut = new Option<string?>("--probabilities-out") { Description = "Also write the calibrated probabilities: P.npy (float32) or P.f64.npy (float64)", HelpName = "file" };
        command.Options.Add(path);
        command.Options.Add(probabilitiesOut);
        ReviewFlags review = new ReviewFlags().AddTo(command);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".csv", ".jsonl", ".npz")!;
            string given = parsed.GetValue(policyFile)!;
            if (ProbityFile.KindOf(given) == ProbityFile.MultiLabel)
            {
                review.RefuseMultiLabel(parsed);
                MultiLabelAssessment.Run(parsed, MultiLabelCalibration.Load(given), outputs, file, OutputPath.Of(parsed, probabilitiesOut, ".npy"));
                return;
            }
            Classifier? model = ProbityFile.KindOf(given) == ProbityFile.Model ? GivenFile.Model(given) : null;
            ConfidencePolicy policy = model is null ? GivenFile.Policy(given) : GivenFile.PolicyOf(model, given);
            string? queueFile = review.Path(parsed);
            ReviewQueueBuilder? queue = review.Queue(parsed, given);
            using OutputsReader reader = model is null ? outputs.Open(parsed) : outputs.OpenOf(parsed, model);
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
            var decided = new long[4];
            long rows = Chunks.Write(reader, chunk, writer, logits =>
            {
                ArraySegment<string>? ofChunk = OfChunk(groups, chunk.FirstRow, logits.Length / reader.Columns, reader.Name);
                chunk.Assess(logits, ofChunk);
                probabilities?.Write(logits, ofChunk);
                if (queue is not null) ReviewFlags.Add(queue, chunk, reader.Ids);
                foreach (Decision decision in chunk.Decisions.AsSpan(0, chunk.Count)) decided[(int)decision]++;
            });
            if (groups is not null) Require.SameRows(rows, groups.Length, reader.Name, outputs.Groups.Name);
            writer.Complete();
            probabilities?.Complete();
            ReviewQueue? asked = queue?.Finish();
            if (asked is not null) Console.Error.WriteLine($"review: {ReviewFlags.Write(queueFile!, asked, names)}");

            Notes.Print(reader.Notes());
            if (chunk.Normalised)
                Notes.Print([$"{reader.Name}: log_sum_exp is 0 on every row, so these are normalised log-probabilities and that column is rounding noise; pass over it"]);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("rows", rows);
                    DecisionCounts.Write(json, decided);
                    json.WriteString("out", file);
                    if (asked is null) return;
                    json.WriteString("review_out", queueFile);
                    json.WriteNumber("asked", asked.Items.Count);
                    json.WriteNumber("audited", asked.Items.Count(item => item.Audit));
                });
                return;
            }
            DecisionCounts.Print(decided, rows);
        });
        return command;
    }

    private static ArraySegment<string>? OfChunk(string[]? groups, long first, int rows, string name)
    {
        if (groups is null) return null;
        if (first + rows > groups.Length) throw new ArgumentException($"--groups: {groups.Length:N0} names but {name} has more rows; row i of one must describe row i of the other");
        return new ArraySegment<string>(groups, (int)first, rows);
    }
}
