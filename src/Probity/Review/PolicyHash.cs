using System.Security.Cryptography;
using Probity.IO;

namespace Probity.Review;

/// <summary>SHA-256 of a policy file's content in lower-case hexadecimal: ties answers to the policy that asked.</summary>
public static class PolicyHash
{
    /// <summary>Of a file as it is.</summary>
    /// <param name="path">A policy file.</param>
    public static string OfFile(string path)
    {
        using FileStream stream = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Of the file that <see cref="ConfidencePolicy.Save"/> would write. One written by another version may hold the same policy in other bytes.</summary>
    /// <param name="policy">The policy.</param>
    public static string Of(ConfidencePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using var bytes = new MemoryStream();
        PolicyFile.Write(bytes, policy);
        bytes.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
