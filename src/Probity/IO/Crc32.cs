using System.Buffers.Binary;

namespace Probity.IO;

/// <summary>CRC-32 as zip uses it (reversed polynomial EDB88320), eight bytes at a time by eight tables.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = Build();

    /// <param name="crc">0, or what the last call gave for the bytes before.</param>
    /// <param name="bytes">The bytes that follow.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        var t = Tables;
        while (bytes.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[7][low & 0xFF] ^ t[6][(low >> 8) & 0xFF] ^ t[5][(low >> 16) & 0xFF] ^ t[4][low >> 24]
                ^ t[3][high & 0xFF] ^ t[2][(high >> 8) & 0xFF] ^ t[1][(high >> 16) & 0xFF] ^ t[0][high >> 24];
            bytes = bytes[8..];
        }

        foreach (byte next in bytes) crc = t[0][(crc ^ next) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] Build()
    {
        var tables = new uint[8][];
        for (int k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint value = k == 0 ? i : tables[k - 1][i];
                if (k > 0)
                {
                    tables[k][i] = (value >> 8) ^ tables[0][value & 0xFF];
                    continue;
                }

                for (int bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320u;
                tables[0][i] = value;
            }
        }

        return tables;
    }
}
