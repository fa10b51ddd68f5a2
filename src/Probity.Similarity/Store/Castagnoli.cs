using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.Similarity;

/// <summary>CRC-32C (Castagnoli): the one that processors compute, many gigabytes a second.</summary>
internal static class Castagnoli
{
    /// <param name="crc">0, or what the last call gave for the bytes before.</param>
    /// <param name="bytes">The bytes that follow.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte next in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, next);
        return ~crc;
    }
}
