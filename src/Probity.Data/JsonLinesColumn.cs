using System.Text;
using System.Text.Json;

namespace Probity.Data;

/// <summary>One property of every line of a jsonl file as text; without a name, lines that are single values.</summary>
internal static class JsonLinesColumn
{
    public static IEnumerable<(long Line, string Value)> Read(FileSpec file, string? property)
    {
        using var lines = new LineReader(file.Path);
        while (TryRead(lines, file, property, out string value)) yield return (lines.Line, value);
    }

    /// <summary>A text, or a number or truth value as it is written; null for anything else.</summary>
    public static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };

    private static bool TryRead(LineReader lines, FileSpec file, string? property, out string value)
    {
        value = "";
        if (!lines.TryRead(out var line)) return false;
        string where = $"{file.Name}: line {lines.Line:N0}";
        string? found = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (property is null)
            {
                found = Text(ref reader) ?? throw new InvalidDataException($"{where} is not a single value; name the property: {file.Name}#label");
                reader.Read();
                value = found;
                return true;
            }

            if (reader.TokenType != JsonTokenType.StartObject) throw new InvalidDataException($"{where} is not an object, so it has no '{property}'");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool wanted = reader.ValueTextEquals(property);
                reader.Read();
                if (!wanted)
                {
                    reader.Skip();
                    continue;
                }

                if (found is not null) throw new InvalidDataException($"{where} has '{property}' twice");
                found = Text(ref reader) ?? throw new InvalidDataException($"{where} has neither text nor a number as '{property}'");
            }

            reader.Read();
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{where} is not valid JSON ({NumberText.Reason(refusal)})", refusal);
        }

        value = found ?? throw new InvalidDataException($"{where} has no '{property}'");
        return true;
    }
}
