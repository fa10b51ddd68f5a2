using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary><c>probity thresholds</c>: what every threshold would do, and those that look best for a goal.</summary>
internal static class ThresholdsVerb
{
    private const int MostClasses = 1_000;

    public static Command Create()
    {
        var command = new Verb(
            "thresholds",
            "Show the trade-off of precision, recall and coverage, and thresholds that look best",
            "probity thresholds --logits val_logits.npy --labels val_labels.npy \\\n    --goal precision:0.95 --goal f1");
        OutputOptions outputs = new OutputOptions().AddTo(command);
        var score = new Option<string?>("--score") { HelpName = "score", Description = "Score that the threshold is on (default max_probability)" };
        var goals = new Option<string[]>("--goal") { HelpName = "goal", Description = "Choose a threshold for it: precision:0.9, risk:0.1, recall:0.9, coverage:0.8, false-alarm:0.05, f1, fbeta:2, youden, cost:10:1 (error, review); may be repeated" };
        var about = new Option<string?>("--class") { HelpName = "class", Description = "Thresholds for telling this class from the rest, on its probability" };
        var perClass = new Option<bool>("--per-class") { Description = "Also choose a threshold for every class that is answered" };
        var steps = new Option<int>("--steps") { HelpName = "n", Description = "Steps of coverage in the table", DefaultValueFactory = _ => 20 };
        var bootstrap = new Option<int>("--bootstrap") { HelpName = "n", Description = "Replicates that show how stable a threshold is; 0 for none", DefaultValueFactory = _ => 1_000 };
        foreach (Option option in (Option[])[score, goals, about, perClass, steps, bootstrap]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            ThresholdTarget[] targets = [.. (parsed.GetValue(goals) ?? []).Select(ThresholdTarget.Parse)];
            bool each = parsed.GetValue(perClass);
            string? name = parsed.GetValue(about);
            if (name is not null && (each || parsed.IsGiven(score)))
                throw new ArgumentException($"{about.Name} is on the probability of that class, so {(each ? perClass.Name : score.Name)} does not go with it");
            PolicyFlags.RequireWith(parsed, perClass, targets.Length > 0, goals.Name);
            PolicyFlags.RequireWith(parsed, bootstrap, targets.Length > 0, goals.Name);
            Require.InRange(parsed.GetValue(steps), 1, 1_000, steps.Name);
            Require.InRange(parsed.GetValue(bootstrap), 0, 100_000, bootstrap.Name);
            Score on = parsed.GetValue(score) is { } token ? ScoreTokens.Parse(token) : Score.MaxProbability;
            LabelledOutputs rows = LabelledOutputs.Read(parsed, outputs);
            int classes = rows.Outputs.Classes;
            if (each && classes > MostClasses) throw new ArgumentException($"{perClass.Name}: {classes:N0} classes, at most {MostClasses:N0} make a table; ask for single ones by {about.Name}");

            var answers = new int[rows.Labels.Length];
            var scores = new double[rows.Labels.Length];
            bool[] right;
            if (name is not null)
            {
                int k = Class(name, rows, about.Name);
                var row = new double[rows.Columns];
                for (int i = 0; i < scores.Length; i++)
                {
                    for (int j = 0; j < row.Length; j++) row[j] = rows.Logits[(i * row.Length) + j];
                    scores[i] = ClassLogOdds.Of(row, k);
                }
                right = Array.ConvertAll(rows.Labels, label => label == k);
            }
            else
            {
                new AnswerScoring { Classes = rows.Columns, Outputs = rows.Outputs.Kind, Score = on }.Compute(rows.Logits, null, answers, new double[scores.Length], scores);
                right = [.. rows.Labels.Select((label, i) => answers[i] == label)];
            }

            int replicates = parsed.GetValue(bootstrap);
            ulong seed = parsed.GetValue(CommonOptions.Seed);
            double beta = Array.Find(targets, target => target.Goal == ThresholdGoal.FBeta)?.Beta ?? 1;
            IReadOnlyList<OperatingPoint> points = TradeOff.Compute(scores, right, rows.Weights, steps: parsed.GetValue(steps), beta: beta);
            List<(string Name, ChosenThreshold Threshold)> chosen = [];
            List<(string Class, ChosenThreshold Threshold)> chosenByClass = [];
            using (new ProgressLine("choosing"))
            {
                foreach (ThresholdTarget target in targets)
                {
                    chosen.Add((target.ToString(), Thresholds.Choose(scores, right, target, rows.Weights, replicates: replicates, seed: seed)));
                    if (!each) continue;
                    IReadOnlyList<ChosenThreshold> all = Thresholds.ChoosePerClass(scores, answers, rows.Labels, classes, target, rows.Weights, replicates: replicates, seed: seed);
                    for (int k = 0; k < classes; k++) chosenByClass.Add((Named(k, rows), all[k]));
                }
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("rows", rows.Labels.Length);
                    json.WriteNumber("classes", classes);
                    json.WriteString("score", on.Token());
                    if (name is not null) json.WriteString("class", name);
                    json.Strings("notes", rows.Outputs.Notes);
                    ThresholdJson.Write(json, "trade_off", points, on);
                    json.WriteStartArray("thresholds");
                    foreach ((_, ChosenThreshold one) in chosen) ThresholdJson.Write(json, null, one, on);
                    json.WriteEndArray();
                    if (!each) return;
                    json.WriteStartArray("per_class");
                    foreach ((string of, ChosenThreshold one) in chosenByClass)
                    {
                        json.WriteStartObject();
                        json.WriteString("class", of);
                        ThresholdJson.Write(json, "threshold", one, on);
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                });
                return;
            }
            Notes.Print(rows.Outputs.Notes);
            string what = name is null ? $"thresholds on {on.Token()}" : $"thresholds on the probability of {name}";
            TradeOffTable.Print($"{rows.Outputs.Name}: {rows.Labels.Length:N0} rows, {what}", points, on);
            if (chosen.Count > 0) TradeOffTable.Print(chosen, on);
            if (each) TradeOffTable.Print([.. chosenByClass.Select(one => ($"{one.Class}, {one.Threshold.Target}", one.Threshold))], on);
        });
        return command;
    }

    private static string Named(int k, LabelledOutputs rows) => rows.ClassNames?[k] ?? $"class {k}";

    private static int Class(string name, LabelledOutputs rows, string option)
    {
        int classes = rows.Outputs.Classes;
        int named = rows.ClassNames is null ? -1 : Array.IndexOf([.. rows.ClassNames], name);
        if (named >= 0) return named;
        if (int.TryParse(name, out int index) && index >= 0 && index < classes) return index;
        throw new ArgumentException($"{option} {name}: no such class; {(rows.ClassNames is null ? $"give 0 to {classes - 1}, or names with --classes" : $"there are {string.Join(", ", rows.ClassNames)}")}");
    }
}
