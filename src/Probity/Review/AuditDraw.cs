using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Probity.Numerics;

namespace Probity.Review;

/// <summary>The number in [0, 1) that decides whether a row is drawn: a function of the seed and of the row's id, or of its number where it has none, and of nothing else.</summary>
internal static class AuditDraw
{
    private const ulong Purpose = 0xA0D1;   // keeps the draws apart from splits of the same seed

    public static double Of(ulong seed, long row) => new RandomStream(seed ^ (Purpose << 48), (ulong)row).NextDouble();

    public static double Of(ulong seed, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return new RandomStream(seed ^ (Purpose << 48), BinaryPrimitives.ReadUInt64LittleEndian(hash)).NextDouble();
    }
}
