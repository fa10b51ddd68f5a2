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
        string training = result.Pairs is { } pairs ? Invariant($"{pairs:N0} pairs of {result.PairedItems:N0} items") : Invariant($"{history.TrainingRows:N0}");
        Row("items", Invariant($"{training} training, {history.ValidationRows:N0} validation{unseen}"));
        Row("epoch kept", SimilarityWords.Kept(history));
        Row("ended", SimilarityWords.End(history));
        if (result.Health is { } health) Row("feature groups", EmbeddingHealth.Words(health));
        AnsiConsole.Write(table);
        if (result is { Head: { } head, Raw: { } raw })
        {
            SplitTables.Compare("Inputs as they are, and the head's embeddings", raw, head);
            Terminal.Prose(Invariant($"Looked up: {result.QueriesInWords}, among all {head.All.References:N0} items{Among(result)}{Lone(head)}{Damage(result.Corruption)}"));
        }
        else
        {
            Terminal.Prose("Nothing was looked up, for pairs do not say which items belong together: give --labels too, or --validation with --validation-labels.");
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
        if (result.Match is { } match) MatchTables.Print(match, result.GroupNames);
        if (result.Health is not { } health) return;
        Terminal.Prose($"Feature groups: {EmbeddingHealth.Words(health)}.");
        foreach (string warning in health.Warnings) Terminal.Prose($"Warning: {warning}.");
    }

    /// <summary>Which of the references the head knows, and why the epoch's figure is another one.</summary>
    private static string Among(SimilarityTrainingResult result)
    {
        SimilarityHistory history = result.Model.History;
        if (history.ValidationRows == 0) return ".";
        if (result.Pairs is not null || result.Queries.Length == result.Items.Rows) return "; the epoch was chosen by looking them up among themselves.";
        bool share = history.Recipe.GetValueOrDefault("validation rows", "none") == "none";
        return Invariant($", {history.TrainingRows:N0} of which taught the head; the epoch was chosen by looking them up among {(share ? "those" : "themselves")} alone.");
    }

    private static string Lone(SplitEvaluation found) =>
        found.All.LoneQueries == 0 ? "" : Invariant($" {found.All.LoneQueries:N0} queries have nothing right to find and are left out.");

    private static string Damage(SplitCorruption? corruption) =>
        corruption is null ? "" : $" Corrupted: the same queries with {corruption}; what they are looked up among is not damaged.";
}
