using System.CommandLine;
using Probity.Cli.Output;
using Probity.Cli.Similarity;
using Probity.Cli.Usage;
using Probity.Similarity;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity train</c>: a head on frozen embeddings.</summary>
internal static class SimilarityTrainVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "train",
            "Train a head on frozen embeddings so that items of one group are close, and tell what it finds beside the embeddings as they are",
            "probity similarity train --data embeddings.npy --labels groups.npy \\\n    --head \"softmax-groups(8,16)\" --unseen-share 0.2 --out m.probity");
        SimilarityInput input = new SimilarityInput().AddTo(command);
        input.Data.Required = true;
        var pairs = new Option<string?>("--pairs") { HelpName = "pairs.csv", Description = "Instead of groups: columns first, second (rows from 0, or ids), score in [0, 1] and perhaps subgroup" };
        var validation = new Option<string?>("--validation", "--validation-data") { HelpName = "file", Description = "Items that choose the epoch and teach nothing, instead of a share; best of other groups" };
        var validationLabels = new Option<string?>("--validation-labels") { HelpName = "file", Description = "Their groups" };
        var unseen = new Option<double>("--unseen-share") { HelpName = "share", Description = "Share of the groups that is held out entirely and evaluated as unseen", DefaultValueFactory = _ => 0 };
        foreach (Option option in (Option[])[pairs, validation, validationLabels, unseen]) command.Options.Add(option);
        SimilarityFlags flags = new SimilarityFlags().AddTo(command);
        var corrupt = new Option<string>("--corrupt") { HelpName = "noise,share", Description = "Damage to corrupted queries: noise in deviations of a column, share of numbers set to their column's mean; or none", DefaultValueFactory = _ => "0.5,0.1" };
        var bootstrap = new Option<int>("--bootstrap") { HelpName = "n", Description = "Bootstrap replicates; 0 leaves intervals out", DefaultValueFactory = _ => 1_000 };
        var path = new Option<string?>("--out") { Description = "Where to write the model", HelpName = "m.probity", Required = true };
        var report = new Option<string?>("--report") { Description = "Also write the HTML report", HelpName = "r.html" };
        foreach (Option option in (Option[])[corrupt, bootstrap, path, report]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".probity")!;
            string? page = OutputPath.Of(parsed, report, ".html", ".htm");
            bool byPairs = parsed.GetValue(pairs) is not null;
            input.HasLabels(parsed, required: !byPairs);
            bool hasValidation = parsed.GetValue(validation) is not null;
            if (!hasValidation && parsed.GetValue(validationLabels) is not null) throw new ArgumentException("--validation-labels goes with --validation");
            if (hasValidation && parsed.GetValue(validationLabels) is null && parsed.GetValue(input.Label) is null) throw new ArgumentException("--validation goes with --validation-labels");
            if (hasValidation && flags.GivesValidationShare(parsed)) throw new ArgumentException("--validation-share does not go with --validation, which is used instead");
            if (byPairs && parsed.GetValue(input.MultiLabel)) throw new ArgumentException("--pairs does not go with --multilabel: give one of them");
            double unseenShare = parsed.GetValue(unseen);
            if (!(unseenShare >= 0 && unseenShare < 1)) throw new ArgumentException($"--unseen-share {unseenShare}: it must lie in [0, 1)");
            SimilarityOptions options = flags.Options(parsed);
            LabelComparison comparison = flags.Comparison(parsed);
            SplitCorruption? corruption = SimilarityFlags.Corruption(parsed.GetRequiredValue(corrupt), options.Seed);
            new RetrievalOptions { Bootstrap = parsed.GetValue(bootstrap) }.Check();

            using FrozenEncoder encoder = input.OpenEncoder(parsed);
            SimilarityTable table = input.Read(parsed, parsed.GetValue(input.Data)!, parsed.GetValue(input.Labels), encoder);
            SimilarityTable? chooses = hasValidation ? input.Read(parsed, parsed.GetValue(validation)!, parsed.GetValue(validationLabels), encoder, table.GroupNames, table) : null;
            SimilarityTrainingResult result = new SimilarityTraining
            {
                Table = table,
                Validation = chooses,
                Pairs = byPairs ? PairFile.Read(parsed.GetValue(pairs)!, table) : null,
                Encoder = encoder,
                Head = flags.Head(parsed, table.InputColumns),
                Options = options,
                Comparison = comparison,
                UnseenShare = unseenShare,
                Corruption = corruption,
                Bootstrap = parsed.GetValue(bootstrap),
                Path = file,
            }.Run();
            Notes.Print(result.Notes);
            foreach (string warning in result.Warnings) Console.Error.WriteLine($"warning: {warning}");
            if (page is not null) SimilarityReportPage.Write(page, result);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    SimilarityJson.Training(json, result);
                    if (page is not null) json.WriteString("report", page);
                });
                return;
            }
            SimilaritySummary.Print(result);
            Console.Error.WriteLine($"model: {file}");
            if (page is not null) Console.Error.WriteLine($"report: {page}");
        });
        return command;
    }
}
