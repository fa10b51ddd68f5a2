using System.Runtime.InteropServices;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Rows that are the same to the bit.</summary>
internal static class RowCopies
{
    /// <summary>How many rows have another row of the same numbers; rows of zeros alone do not count.</summary>
    public static int Own(ReadOnlySpan<float> rows, int columns)
    {
        Dictionary<ulong, int> first = First(rows, columns);
        var twice = new HashSet<int>();
        int copies = 0;
        for (int at = 0; at < rows.Length; at += columns)
        {
            ReadOnlySpan<float> row = rows.Slice(at, columns);
            if (!row.ContainsAnyExcept(0f)) continue;
            int other = first[Hash(row)];
            if (other == at || !row.SequenceEqual(rows.Slice(other, columns))) continue;
            copies += twice.Add(other) ? 2 : 1;
        }
        return copies;
    }

    /// <summary>How many rows stand among others; rows of zeros alone do not count.</summary>
    public static int Among(ReadOnlySpan<float> rows, ReadOnlySpan<float> others, int columns)
    {
        Dictionary<ulong, int> first = First(others, columns);
        int copies = 0;
        for (int at = 0; at < rows.Length; at += columns)
        {
            ReadOnlySpan<float> row = rows.Slice(at, columns);
            if (row.ContainsAnyExcept(0f) && first.TryGetValue(Hash(row), out int other) && row.SequenceEqual(others.Slice(other, columns))) copies++;
        }
        return copies;
    }

    /// <summary>How many rows stand among items, which may be in a file; rows of zeros alone do not count.</summary>
    public static int Among(ReadOnlySpan<float> rows, ReferenceItems items, int columns)
    {
        Dictionary<ulong, int> first = First(rows, columns);
        var found = new HashSet<int>();
        var item = new float[columns];
        for (int i = 0; i < items.Positions; i++)
        {
            if (items.IsDeleted(i)) continue;
            items.Embedding(i, item);
            if (item.AsSpan().ContainsAnyExcept(0f) && first.TryGetValue(Hash(item), out int row) && rows.Slice(row, columns).SequenceEqual(item)) found.Add(row);
        }
        return found.Count;
    }

    private static Dictionary<ulong, int> First(ReadOnlySpan<float> rows, int columns)
    {
        var first = new Dictionary<ulong, int>(rows.Length / columns);
        for (int at = 0; at < rows.Length; at += columns) first.TryAdd(Hash(rows.Slice(at, columns)), at);
        return first;
    }

    private static ulong Hash(ReadOnlySpan<float> row)
    {
        ulong hash = 14695981039346656037;   // FNV-1a, a word at a time
        foreach (uint word in MemoryMarshal.Cast<float, uint>(row)) hash = (hash ^ word) * 1099511628211;
        return hash;
    }
}
