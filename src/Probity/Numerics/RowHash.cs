using System.Runtime.InteropServices;

namespace Probity.Numerics;

/// <summary>Finds rows that stand in two sets, by a 64-bit hash of their numbers and label.</summary>
internal static class RowHash
{
    /// <summary>How many rows of the second set, with their labels, also stand in the first.</summary>
    public static int CountShared(ReadOnlySpan<float> first, ReadOnlySpan<int> firstLabels, ReadOnlySpan<float> second, ReadOnlySpan<int> secondLabels, int columns)
    {
        var seen = new HashSet<ulong>(firstLabels.Length);
        for (int i = 0; i < firstLabels.Length; i++) seen.Add(Of(first.Slice(i * columns, columns), firstLabels[i]));
        int shared = 0;
        for (int i = 0; i < secondLabels.Length; i++) shared += seen.Contains(Of(second.Slice(i * columns, columns), secondLabels[i])) ? 1 : 0;
        return shared;
    }

    /// <summary>FNV-1a over whole words (Fowler, Noll &amp; Vo), with a final mix.</summary>
    private static ulong Of(ReadOnlySpan<float> row, int label)
    {
        const ulong prime = 0x100000001B3;
        ulong hash = 0xCBF29CE484222325 ^ (uint)label;
        foreach (uint word in MemoryMarshal.Cast<float, uint>(row)) hash = (hash ^ word) * prime;
        hash ^= hash >> 32;
        return hash * 0x9E3779B97F4A7C15;
    }
}
