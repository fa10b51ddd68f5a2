using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Probity.Numerics;

/// <summary>SHA-256 of the rows that something was fitted on, so that one can tell later which they were.</summary>
internal static class FittingHash
{
    /// <summary>Whether a text can be such a hash.</summary>
    public static bool IsOne(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>In lower-case hexadecimal. Lengths first, so that no two ways to divide the same numbers hash alike.</summary>
    public static string Of(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, ReadOnlySpan<float> certifyingLogits, ReadOnlySpan<int> certifyingLabels,
        ReadOnlySpan<string> groups)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [logits.Length, labels.Length, weights.Length, certifyingLogits.Length, certifyingLabels.Length]);
        Append(hash, logits);
        Append(hash, labels);
        Append(hash, weights);
        Append(hash, certifyingLogits);
        Append(hash, certifyingLabels);
        foreach (string group in groups)
        {
            Append(hash, [group.Length]);
            Append<char>(hash, group);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        static void Append<T>(IncrementalHash hash, ReadOnlySpan<T> values) where T : unmanaged
        {
            const int block = 1 << 20;   // a span of bytes holds 2 GiB at most, one of floats four times as much
            for (; values.Length > block; values = values[block..]) hash.AppendData(MemoryMarshal.AsBytes(values[..block]));
            hash.AppendData(MemoryMarshal.AsBytes(values));
        }
    }
}
