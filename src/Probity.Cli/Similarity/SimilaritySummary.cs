using Probity.Cli.Output;
using Probity.Similarity;
using Spectre.Console;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>What <c>similarity train</c> and <c>similarity evaluate</c> say at their ends.</summary>
internal static class SimilaritySummary
{
    public static void Print(SimilarityTrainingResult result)
    {
        SimilarityHistory history = result.Model.History;
        var table = new Table().RoundedBorder().HideHeaders();
        table.AddColumn("what").AddColumn("value");
        Row("head", SimilarityWords.Head(result.Model));
        Row("loss", SimilarityWords.Loss(result.Model));
        string unseen = result.UnseenGroups.Count > 0 ? Invariant($", {result.UnseenGroups.Count:N0} groups held out") : "";
        Row("items", Invariant($"{history.TrainingRows:N0} training, {history.ValidationRows:N0} validation{unseen}"));
        Row("epoch kept", SimilarityWords.Kept(history));
        Row("ended", SimilarityWords.End(history));
        if (result.Health is { } health) Row("feature groups", EmbeddingHealth.Words(health));
        AnsiConsole.Write(table);
        if (result is { Head: { } head, Raw: { } raw })
        {
            SplitTables.Compare("Inputs as they are, and the head's embeddings", raw, head);
            Terminal.Prose(Invariant($"Looked up: {result.QueriesInWords}, among all {head.All.References:N0} items{(history.Metrics.Count > 0 && result.UnseenGroups.Count > 0 ? ", while the epoch was chosen among the training items alone" : "")}.{Lone(head)}{Damage(result.Corruption)}"));
        }

        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
    }

    public static void Print(SimilarityEvaluationResult result)
    {
        string by = $"by {result.Distance.Token()} distance";
        if (result.Raw is { } raw) SplitTables.Compare("Inputs as they are, and the head's embeddings", raw, result.Found);
        SplitTables.Figures($"{result.Name}, {by}", result.Found);
        string among = result.Items.OwnReference ? Invariant($"all {result.Found.All.References:N0} items, itself left out") : Invariant($"{result.Found.All.References:N0} references");
        Terminal.Prose($"Every query is looked up among {among}.{Lone(result.Found)}{Damage(result.Corruption)}");
        if (result.Health is not { } health) return;
        Terminal.Prose($"Feature groups: {EmbeddingHealth.Words(health)}.");
        foreach (string warning in health.Warnings) Terminal.Prose($"Warning: {warning}.");
    }

    private static string Lone(SplitEvaluation found) =>
        found.All.LoneQueries == 0 ? "" : Invariant($" {found.All.LoneQueries:N0} queries have nothing right to find and are left out.");

    private static string Damage(SplitCorruption? corruption) =>
        corruption is null ? "" : $" Corrupted: the same queries with {corruption}; what they are looked up among is not damaged.";
}
