namespace Probity.Similarity;

/// <summary>Items with the same code: the same largest value in every feature group. By their codes alone they cannot be told apart.</summary>
public sealed record CodeCollisions
{
    internal CodeCollisions()
    {
    }

    /// <summary>Codes in use.</summary>
    public required int Distinct { get; init; }

    /// <summary>Items of the most common code.</summary>
    public required int Largest { get; init; }

    /// <summary>Items whose code another item has too.</summary>
    public required int ItemsThatShare { get; init; }

    /// <summary>Items whose code an item of another group has too; null where no groups of items are given. These are the collisions that hurt.</summary>
    public required int? ItemsThatShareAcrossGroups { get; init; }

    /// <param name="codes">N×G.</param>
    /// <param name="featureGroups">G.</param>
    /// <param name="itemGroups">N or none.</param>
    internal static CodeCollisions Of(int[] codes, int featureGroups, ReadOnlySpan<int> itemGroups)
    {
        int[] order = [.. Enumerable.Range(0, codes.Length / featureGroups)];
        Array.Sort(order, (first, second) => Code(first).SequenceCompareTo(Code(second)));
        int distinct = 0, largest = 0, shared = 0, across = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            bool mixed = false;
            for (end = start; end < order.Length && Code(order[end]).SequenceEqual(Code(order[start])); end++)
            {
                mixed |= !itemGroups.IsEmpty && itemGroups[order[end]] != itemGroups[order[start]];
            }
            int items = end - start;
            distinct++;
            largest = Math.Max(largest, items);
            if (items > 1) shared += items;
            if (mixed) across += items;
        }
        return new CodeCollisions { Distinct = distinct, Largest = largest, ItemsThatShare = shared, ItemsThatShareAcrossGroups = itemGroups.IsEmpty ? null : across };

        ReadOnlySpan<int> Code(int row) => codes.AsSpan(row * featureGroups, featureGroups);
    }
}
