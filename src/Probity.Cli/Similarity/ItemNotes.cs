using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>What is odd about items, in words: nothing here stops anything.</summary>
internal static class ItemNotes
{
    public static IEnumerable<string> Of(string name, ReadOnlyMemory<float> rows, int columns, int[] groups, Distance distance)
    {
        int zeros = 0;
        for (int at = 0; at < rows.Length; at += columns)
        {
            if (!rows.Span.Slice(at, columns).ContainsAnyExcept(0f)) zeros++;
        }
        if (zeros > 0 && distance == Distance.Cosine) yield return Invariant($"{name}: {zeros:N0} of {rows.Length / columns:N0} rows are all zeros: without a direction, their cosine with anything is 0");
        if (AllAlike(rows.Span, columns)) yield return Invariant($"{name}: all {rows.Length / columns:N0} rows are alike: nothing can be told apart by them");
        int lone = groups.CountBy(group => group).Count(group => group.Value == 1);
        if (lone > 0) yield return Invariant($"{name}: {lone:N0} of {groups.Length:N0} items are alone in their group: such an item has nothing to find and is left out of the figures, but others may find it in error");
    }

    /// <summary>Refuses items that nothing can be learned from.</summary>
    public static void RequireToLearn(SimilarityTable table)
    {
        if (table.Rows > 1 && AllAlike(table.Inputs, table.InputColumns))
            throw new InvalidDataException(Invariant($"{table.Name}: all {table.Rows:N0} rows are alike; a head can tell apart only what differs"));
        if (table.Groups.Length > 0 && table.Groups.Distinct().Count() == table.Rows)
            throw new InvalidDataException(Invariant($"{table.Name}: every one of the {table.Rows:N0} rows has a group of its own; nothing belongs together, so nothing can be learned"));
    }

    private static bool AllAlike(ReadOnlySpan<float> rows, int columns)
    {
        ReadOnlySpan<float> first = rows[..columns];
        for (int at = columns; at < rows.Length; at += columns)
        {
            if (!rows.Slice(at, columns).SequenceEqual(first)) return false;
        }
        return rows.Length > columns;
    }
}
