using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Probity.IO;

namespace Probity.Learning.Files;

/// <summary>
/// A manifest and tensors under a seal, a SHA-256 over both: weights have no redundancy of their own, and a model that is only a little
/// damaged would answer wrongly without a word.
/// </summary>
internal static class SealedFile
{
    /// <summary>Larger files are neither written nor read.</summary>
    public const long MaxBytes = 2_000_000_000;

    private const string SealKey = "sha256";

    public static void Write(string path, string json, IReadOnlyCollection<SafetensorsTensor> tensors)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [ProbityFile.ManifestKey] = json, [SealKey] = Seal(json, tensors) };
        SafetensorsWriter.Write(path, metadata, tensors);
    }

    /// <summary>Refuses more numbers than a file holds.</summary>
    /// <exception cref="ArgumentException">Too many.</exception>
    public static void RequireRoom(long floats, string what)
    {
        if (floats * sizeof(float) > MaxBytes - (MaxBytes / 100))
            throw new ArgumentException($"{what}: {floats:N0} numbers of 4 bytes are too large for a file; at most {MaxBytes:N0} bytes are written");
    }

    /// <exception cref="InvalidDataException">Not such a file, damaged, or of another version.</exception>
    public static (string Manifest, TensorSource Tensors) Read(string path, string format, int version)
    {
        SafetensorsFile file = SafetensorsFile.Read(path, MaxBytes);
        string name = Path.GetFileName(path);
        string manifest = ProbityFile.Manifest(file.Metadata, format, version, name);
        if (file.Metadata.Count != 2 || !file.Metadata.TryGetValue(SealKey, out string? seal))
            throw new InvalidDataException($"{name}: its metadata must be '{ProbityFile.ManifestKey}' and '{SealKey}' but is {string.Join(", ", file.Metadata.Keys.Take(5))}");
        if (!string.Equals(seal, Seal(manifest, file.Tensors.Values), StringComparison.Ordinal))
            throw new InvalidDataException($"{name}: damaged, for its content does not have the SHA-256 that it was written with; use another copy");
        return (manifest, new TensorSource(name, file.Tensors));
    }

    /// <summary>SHA-256 over a text and tensors, in the order of their names, in lower-case hexadecimal.</summary>
    public static string Seal(string json, IEnumerable<SafetensorsTensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(json));
        foreach (SafetensorsTensor tensor in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{tensor.Name}\n{tensor.Type}\n{string.Join(',', tensor.Shape)}\n")));
            hash.AppendData(tensor.Bytes.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
