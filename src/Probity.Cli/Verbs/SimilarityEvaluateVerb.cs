using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Similarity;
using Probity.Cli.Usage;
using Probity.Similarity;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity evaluate</c>: what embeddings find, by seen, unseen and corrupted queries.</summary>
internal static class SimilarityEvaluateVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "evaluate",
            "Measure what embeddings find, each figure with an interval; with a model by queries of seen, unseen and corrupted items; with a match confidence how far that can be trusted",
            "probity similarity evaluate --model m.probity --data embeddings.npy \\\n    --labels groups.npy");
        var embeddings = new Option<string?>("--embeddings") { Description = "N×E embeddings; or instead --model and --data", HelpName = "E.npy" };
        var modelFile = new Option<string?>("--model") { Description = "A model of probity similarity train, applied to --data", HelpName = "m.probity" };
        command.Options.Add(embeddings);
        command.Options.Add(modelFile);
        SimilarityInput input = new SimilarityInput().AddTo(command);
        var reference = new Option<string?>("--reference") { Description = "Other items to look up among, of the kind of --embeddings or --data", HelpName = "file" };
        var referenceLabels = new Option<string?>("--reference-labels") { Description = "Their groups", HelpName = "file" };
        Option<string?> distance = SimilarityFlags.NewDistance("cosine, euclidean, manhattan or dot (default: the model's own, else cosine)");
        var at = new Option<string>("--at") { Description = "The k of precision, hit rate, recall and nDCG at k", HelpName = "k,k", DefaultValueFactory = _ => "5,10" };
        var clustering = new Option<bool>("--clustering") { Description = "Also cluster the items and compare the clusters with the groups: NMI, AMI" };
        var bootstrap = new Option<int>("--bootstrap") { Description = "Bootstrap replicates; 0 leaves intervals out", HelpName = "n", DefaultValueFactory = _ => 1_000 };
        var corrupt = new Option<string?>("--corrupt") { HelpName = "noise,share", Description = "Damage to corrupted queries: noise in deviations of a column, share of numbers set to their column's mean; or none (default: 0.5,0.1 with --model)" };
        var report = new Option<string?>("--report") { Description = "Also write the HTML report", HelpName = "r.html" };
        var matchFile = new Option<string?>("--match") { Description = "Also a match confidence of probity similarity fit: how far it can be trusted on these queries", HelpName = "match.probity" };
        var foreign = new Option<string?>("--foreign") { Description = "With --match: items like --embeddings or --data that the reference holds nothing right for", HelpName = "F.npy" };
        foreach (Option option in (Option[])[reference, referenceLabels, distance, at, clustering, bootstrap, corrupt, matchFile, foreign, report]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string? page = OutputPath.Of(parsed, report, ".html", ".htm");
            string? given = parsed.GetValue(embeddings), named = parsed.GetValue(modelFile), data = parsed.GetValue(input.Data);
            if (given is not null == (named is not null || data is not null) || named is null != (data is null)) throw new ArgumentException("give one of --embeddings E.npy, or --model m.probity with --data D");
            input.HasLabels(parsed, required: true);
            if (parsed.GetValue(reference) is null && parsed.GetValue(referenceLabels) is not null) throw new ArgumentException("--reference-labels goes with --reference");
            if (parsed.GetValue(reference) is not null && parsed.GetValue(referenceLabels) is null && parsed.GetValue(input.Label) is null) throw new ArgumentException("--reference goes with --reference-labels");
            if (parsed.GetValue(foreign) is not null && parsed.GetValue(matchFile) is null) throw new ArgumentException("--foreign goes with --match: it is the match confidence that tells them");
            if (parsed.GetValue(matchFile) is not null && parsed.GetValue(input.MultiLabel)) throw new ArgumentException("--match does not go with --multilabel: a match is right or wrong about one group");
            MatchConfidence? match = parsed.GetValue(matchFile) is { } matchName ? GivenFile.Match(matchName) : null;
            ulong seed = parsed.GetValue(CommonOptions.Seed);
            SplitCorruption? corruption = SimilarityFlags.Corruption(parsed.GetValue(corrupt) ?? (named is null ? "none" : "0.5,0.1"), seed);
            SimilarityModel? model = named is null ? null : GivenFile.SimilarityModel(named);
            var options = new RetrievalOptions
            {
                Distance = parsed.GetValue(distance) is { } token ? DistanceTokens.Parse(token) : model?.Distance ?? match?.Distance ?? Distance.Cosine,
                At = At(parsed.GetRequiredValue(at)),
                Clustering = parsed.GetValue(clustering),
                Bootstrap = parsed.GetValue(bootstrap),
                Seed = seed,
            };
            options.Check();
            if (match is not null) MatchMeasuring.RequireFits(match, model, options.Distance);

            using FrozenEncoder encoder = input.OpenEncoder(parsed);
            if (model is null && encoder.Id is not null) throw new ArgumentException("--encoder goes with --model; --embeddings are compared as they are");
            if (model is not null) encoder.RequireFor(model);
            SimilarityTable table = input.Read(parsed, given ?? data!, parsed.GetValue(input.Labels), encoder, model?.GroupNames, features: model?.FeatureNames);
            if (model is not null) EmbeddedRows.RequireFits(model, table.InputColumns, table.Name);
            SimilarityTable? others = parsed.GetValue(reference) is { } file ? input.Read(parsed, file, parsed.GetValue(referenceLabels), encoder, table.GroupNames, table, model?.FeatureNames) : null;
            if (table.Groups.Length > 0 && table.GroupNames is null && others?.GroupNames is { } words)
                throw new ArgumentException($"the groups of {others.Name} are words ('{words[others.Groups[0]]}'), but those of {table.Name} are numbers, so that none is the same: give both as words or both as numbers");
            SimilarityTable? strangers = parsed.GetValue(foreign) is { } strange ? input.Read(parsed, strange, labels: null, encoder, like: table, features: model?.FeatureNames, labelled: false) : null;
            SimilarityEvaluationResult result = new SimilarityMeasuring
            {
                Model = model,
                Table = table,
                References = others,
                Encoder = encoder,
                Options = options,
                Corruption = corruption,
                Match = match,
                Foreign = strangers,
            }.Run();
            Notes.Print(result.Notes);
            if (page is not null) SimilarityReportPage.Write(page, result);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    SimilarityJson.Evaluation(json, result);
                    if (page is not null) json.WriteString("report", page);
                });
                return;
            }
            SimilaritySummary.Print(result);
            if (page is not null) Console.Error.WriteLine($"report: {page}");
        });
        return command;
    }

    private static int[] At(string word) =>
        Array.ConvertAll(word.Split(','), part => int.TryParse(part, out int k) ? k : throw new ArgumentException($"--at '{word}': write whole numbers such as 5,10"));
}
