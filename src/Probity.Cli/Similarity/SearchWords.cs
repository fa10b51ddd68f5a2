using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>By which search neighbours are found, in words.</summary>
internal static class SearchWords
{
    public static string Token(bool lists) => lists ? "lists" : "exact";

    public static string Of(bool lists) => lists ? "by lists over feature groups" : "exactly";

    /// <summary>What is to be known of a confidence whose evidence lists gave.</summary>
    public static IEnumerable<string> Notes(SimilarityIndex? index, MatchConfidence? match) => match is null || index is not CodeIndex ? [] :
        [$"{index.Items.File!.Name}: its lists gave the neighbours and may miss some; a match confidence that was fitted by exact search has other evidence here, so that its confidence may be off: fit it with this --index, or make the index with --exact"];
}
