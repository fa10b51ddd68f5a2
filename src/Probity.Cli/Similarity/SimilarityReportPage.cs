using Probity.Reporting;
using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>The report page of a training or of an evaluation.</summary>
internal static class SimilarityReportPage
{
    public static void Write(string path, SimilarityTrainingResult result) => SimilarityReport.Write(path, Of(result));

    public static void Write(string path, SimilarityEvaluationResult result) => SimilarityReport.Write(path, Of(result));

    public static SimilarityReportInput Of(SimilarityTrainingResult result)
    {
        SimilarityModel model = result.Model;
        SimilarityReportSplits? splits = result.Head is not { } head ? null : new SimilarityReportSplits
        {
            Found = head,
            Raw = result.Raw,
            HasHead = true,
            Distance = $"{model.Distance.Token()} distance",
            Groups = result.Items.Groups.Length == 0 ? [] : Array.ConvertAll(result.Queries, row => result.Items.Groups[row]),
            SeenGroups = model.SeenGroups,
            Queries = result.QueriesInWords,
            Corruption = result.Corruption,
        };
        return new SimilarityReportInput
        {
            Title = Path.GetFileName(result.Path),
            Subtitle = Invariant($"A head trained on {result.Items.Name}"),
            Model = Words(model),
            Splits = splits?.All() ?? [],
            Training = SimilarityReportTraining.Of(model),
            FeatureGroups = result.Health is { } health ? SimilarityReportGroups.Of(health, result.Items.GroupNames) : null,
            Notes = Sentences([.. result.Warnings.Except(result.Health?.Warnings ?? []), .. result.Notes]),
            Provenance = new Provenance { Files = [result.Items.Name], Seed = result.Seed, Command = "probity similarity train" },
        };
    }

    public static SimilarityReportInput Of(SimilarityEvaluationResult result)
    {
        string among = result.Items.OwnReference ? "" : Invariant($", looked up among {result.Found.All.References:N0} references");
        var splits = new SimilarityReportSplits
        {
            Found = result.Found,
            Raw = result.Raw,
            HasHead = result.Model is not null,
            Distance = $"{result.Distance.Token()} distance",
            Groups = result.Items.Groups,
            SeenGroups = result.Model?.SeenGroups ?? [],
            Queries = $"items of {result.Name}{among}",
            Corruption = result.Corruption,
        };
        return new SimilarityReportInput
        {
            Title = result.Name,
            Subtitle = result.Model is null ? "Embeddings as they are" : "A head beside its inputs as they are",
            Model = result.Model is { } model ? Words(model) : $"No head; compared by {result.Distance.Token()} distance",
            Splits = splits.All(),
            Training = result.Model is { } trained ? SimilarityReportTraining.Of(trained) : null,
            FeatureGroups = result.Health is { } health ? SimilarityReportGroups.Of(health, result.GroupNames) : null,
            Match = result.Match is { } match ? SimilarityReportMatch.Of(result, match) : null,
            Notes = Sentences(result.Notes),
            Provenance = new Provenance { Files = [result.Name], Seed = result.Seed, Command = "probity similarity evaluate" },
        };
    }

    private static string Words(SimilarityModel model) => $"{SimilarityWords.Head(model)}; {SimilarityWords.Loss(model)}";

    /// <summary>A first word that is a file's name stays as it is.</summary>
    private static string[] Sentences(IEnumerable<string> all) => [.. all.Where(words => words.Length > 0).Select(words =>
        (words.Split(' ')[0].All(char.IsLetter) ? $"{char.ToUpperInvariant(words[0])}{words[1..]}" : words) + (words.EndsWith('.') ? "" : "."))];
}
