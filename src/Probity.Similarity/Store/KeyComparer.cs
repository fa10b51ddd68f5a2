using System.Security.Cryptography;

namespace Probity.Similarity;

/// <summary>Hashes keys by a secret of the process: a file made to have keys that collide would else keep its reader busy for hours.</summary>
internal sealed class KeyComparer : IEqualityComparer<ContentKey>
{
    public static readonly KeyComparer Shared = new();

    private readonly ulong[] _secret = [.. Enumerable.Range(0, 4).Select(_ => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1)];

    public bool Equals(ContentKey x, ContentKey y) => x == y;

    public int GetHashCode(ContentKey obj) => obj.Mix(_secret);
}
