using System.Globalization;
using System.Text.Json;
using Probity.IO;

namespace Probity.Data;

/// <summary>Reads the names of the classes.</summary>
public static class ClassNames
{
    private const int MaxBytes = 1 << 26;

    /// <summary>Reads a JSON file: an array of names, or an object from index to name such as {"0": "cat", "1": "dog"}.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Distinct names in the order of their indices.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not such a file, an index missing, or a name or index twice.</exception>
    public static string[] Read(string path)
    {
        using var stream = InputFile.Open(path);
        string file = Path.GetFileName(path);
        if (stream.Length > MaxBytes) throw new InvalidDataException($"{file}: {stream.Length:N0} bytes; at most {MaxBytes:N0} are read as class names");
        try
        {
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            var names = document.RootElement.ValueKind switch
            {
                JsonValueKind.Array => document.RootElement.EnumerateArray().Select((name, index) => Text(name, index, file)).ToArray(),
                JsonValueKind.Object => ByIndex(document.RootElement, file),
                _ => throw new InvalidDataException($"{file}: neither a JSON array of names nor an object from index to name"),
            };
            if (names.Length == 0) throw new InvalidDataException($"{file}: no class names");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (string name in names)
            {
                if (!seen.Add(name)) throw new InvalidDataException($"{file}: '{NumberText.Shown(name)}' names two classes");
            }

            return names;
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file}: not valid JSON ({NumberText.Reason(refusal)})", refusal);
        }
    }

    private static string[] ByIndex(JsonElement root, string file)
    {
        var names = new string?[root.GetPropertyCount()];
        foreach (var property in root.EnumerateObject())
        {
            if (!int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= names.Length)
                throw new InvalidDataException($"{file}: '{NumberText.Shown(property.Name)}' is not an index; {names.Length:N0} classes have the indices 0 to {names.Length - 1:N0}");
            if (names[index] is not null) throw new InvalidDataException($"{file}: index {index} stands there twice");
            names[index] = Text(property.Value, index, file);
        }

        return names!;
    }

    private static string Text(JsonElement name, int index, string file) =>
        name.ValueKind == JsonValueKind.String ? name.GetString()! : throw new InvalidDataException($"{file}: the name of class {index} is {name.ValueKind}, not text");
}
