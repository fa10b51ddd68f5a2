using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Which head embedded the items of a file, against the one that is to be used with them.</summary>
internal static class ItemHead
{
    /// <summary>Refuses items of another head.</summary>
    /// <param name="items">Of a file.</param>
    /// <param name="model">Embeds what they are compared with; null where embeddings are given as they are.</param>
    /// <returns>A note where nothing can be checked.</returns>
    public static IEnumerable<string> Check(ReferenceItems items, SimilarityModel? model)
    {
        string name = items.File!.Name;
        if (model is null) return items.HeadId is { } known ? [$"{name}: its items were embedded by head {known[..12]}; nothing tells whether the embeddings given here were too"] : [];
        if (items.HeadId is null) return [$"{name}: nothing tells which head embedded its items, so that they may be of another head than this one ({model.ContentId[..12]}); index them anew to know"];
        try
        {
            items.RequireHead(model.ContentId);
        }
        catch (ArgumentException refusal)
        {
            throw new ArgumentException($"{name}: {refusal.Message}", refusal);
        }
        return [];
    }

    /// <summary>Refuses a match confidence of another head than that of the items.</summary>
    public static void RequireFits(MatchConfidence match, ReferenceItems items)
    {
        if (match.HeadId is { } fitted && items.HeadId is { } head && fitted != head)
            throw new ArgumentException($"--match was fitted on embeddings of another head ({Short(fitted)}) than the one that embedded the items of {items.File!.Name} ({Short(head)}): fit one for this head, or index the items with the other");
    }

    private static string Short(string id) => id[..Math.Min(12, id.Length)];
}
