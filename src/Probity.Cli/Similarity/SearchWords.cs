using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>By which search neighbours are found, in words.</summary>
internal static class SearchWords
{
    public static string Token(bool lists) => lists ? "lists" : "exact";

    public static string Of(bool lists) => lists ? "by lists over feature groups" : "exactly";

    /// <summary>What is to be known of a confidence whose evidence another kind of search gave than the one that it was fitted by.</summary>
    /// <param name="index">What is searched; null for exact search among rows.</param>
    /// <param name="match">Judges what is found, or null.</param>
    public static IEnumerable<string> Notes(SimilarityIndex? index, MatchConfidence? match)
    {
        bool lists = index is CodeIndex;
        if (match is null || match.ByLists == lists) return [];
        return lists
            ? [$"{index!.Items.File!.Name}: its lists gave the neighbours and may miss some, but the match confidence was fitted by exact search: its confidence may be off, and its promise does not reach here; fit it with this --index, or make the index with --exact"]
            : ["exact search gave the neighbours, but the match confidence was fitted by lists over feature groups, which may miss some: its confidence may be off, and its promise does not reach here; search the --index that it was fitted with, or fit it by exact search"];
    }
}
