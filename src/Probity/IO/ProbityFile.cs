using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Probity.IO;

/// <summary>Files of ours: safetensors whose metadata holds a JSON manifest under <c>probity</c> that begins with a format and a version.</summary>
internal static class ProbityFile
{
    public const string ManifestKey = "probity";
    public const string Policy = "probity.policy", Model = "probity.model", Checkpoint = "probity.checkpoint";
    public const string Similarity = "probity.similarity", SimilarityCheckpoint = "probity.similarity-checkpoint", Match = "probity.match", Uncertainty = "probity.uncertainty";
    public const string MultiLabel = "probity.multi-label";

    /// <summary>Which of the formats a file is in, from its header alone.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a file of ours, or of a format that this version does not know.</exception>
    public static string KindOf(string path)
    {
        using FileStream stream = InputFile.Open(path);
        string name = Path.GetFileName(path);
        SafetensorsHeader header = SafetensorsHeader.Read(stream, stream.Length, name);
        string format = Head(header.Metadata, name).Format;
        return format is Policy or Model or Checkpoint or Similarity or SimilarityCheckpoint or Match or Uncertainty or MultiLabel
            ? format
            : throw new InvalidDataException($"{name}: format '{Shown(format)}' is not known to this Probity; use a newer one");
    }

    /// <summary>The manifest's own text, once it is known to be of the format and version that are wanted.</summary>
    public static string Manifest(IReadOnlyDictionary<string, string> metadata, string wanted, int version, string name)
    {
        (string format, int found) = Head(metadata, name);
        if (format != wanted) throw new InvalidDataException($"{name}: {InWords(format)}, not {InWords(wanted)}");
        if (found != version)
        {
            throw new InvalidDataException(
                $"{name}: {wanted["probity.".Length..]} version {found} where this Probity reads {version}; use {(found > version ? "a newer Probity" : "the Probity that wrote it")}");
        }
        return metadata[ManifestKey];
    }

    /// <summary>The manifest of a file that has nothing else in its metadata, read strictly.</summary>
    public static T Read<T>(SafetensorsFile file, string wanted, int version, string name, JsonTypeInfo<T> type) where T : class
    {
        string json = Manifest(file.Metadata, wanted, version, name);
        if (file.Metadata.Count != 1)
            throw new InvalidDataException($"{name}: its metadata has more than '{ManifestKey}': {string.Join(", ", file.Metadata.Keys)}");
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{name}: the manifest cannot be read: {damage.Message}", damage);
        }
    }

    private static (string Format, int Version) Head(IReadOnlyDictionary<string, string> metadata, string name)
    {
        if (!metadata.TryGetValue(ManifestKey, out string? json))
            throw new InvalidDataException($"{name}: a safetensors file, but not one that Probity wrote (its metadata has no '{ManifestKey}')");
        try
        {
            using var manifest = JsonDocument.Parse(json);
            string? format = manifest.RootElement.GetProperty("format").GetString();
            return (format ?? throw new InvalidDataException($"{name}: the manifest's format is null"), manifest.RootElement.GetProperty("version").GetInt32());
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{name}: the manifest cannot be read: {damage.Message}", damage);
        }
    }

    private static string InWords(string format) => format switch
    {
        Policy => "a policy",
        Model => "a model",
        Checkpoint => "a checkpoint",
        Similarity => "a similarity model",
        SimilarityCheckpoint => "a checkpoint of similarity learning",
        Match => "a match confidence",
        Uncertainty => "a learned uncertainty",
        MultiLabel => "a multi-label calibration",
        _ => $"of format '{Shown(format)}'",
    };

    private static string Shown(string format) => format.Length <= 40 ? format : format[..40] + "…";
}
