using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Which items choose the epoch where no validation items are given, and which teach.</summary>
internal static class SetAsideRows
{
    /// <summary>Fewer queries say nothing about retrieval.</summary>
    public const int Fewest = 20;

    private const int Kept = 2;   // of every group, to be found

    /// <summary>The first so many of a random order, as long as two items of the group stay to be found.</summary>
    /// <returns>Rows that teach, and rows that were taken: none where they would be too few.</returns>
    public static (int[] Staying, int[] Taken) Choose(SimilarityRows rows, SimilarityOptions options)
    {
        int count = (int)Math.Round(options.ValidationShare * rows.Rows);
        if (count < Fewest || !rows.CanBeRetrieved) return All(rows);
        var left = new int[rows.GroupIds.Count];
        foreach (int group in rows.Groups) left[group]++;
        List<int> taken = [], staying = [];
        foreach (int row in RowSplit.Shuffled(rows.Rows, options.Seed))
        {
            bool takes = taken.Count < count && (rows.Groups.Length == 0 || left[rows.Groups[row]] > Kept);
            (takes ? taken : staying).Add(row);
            if (takes && rows.Groups.Length > 0) left[rows.Groups[row]]--;
        }
        return taken.Count < Fewest ? All(rows) : ([.. staying], [.. taken]);
    }

    private static (int[] Staying, int[] Taken) All(SimilarityRows rows) => ([.. Enumerable.Range(0, rows.Rows)], []);
}
