using System.Text.Json;

namespace Probity.Data;

/// <summary>What the first line of a jsonl file looks like: an array of so many values, or properties some of which are arrays.</summary>
internal sealed record JsonRowShape(bool IsObject, int Count, List<(string Name, int? Count)> Properties)
{
    public static JsonRowShape Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray) return new JsonRowShape(false, CountOf(ref reader), []);
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an array of numbers or an object is needed on every line");

        var properties = new List<(string, int?)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name)) throw new JsonException($"'{NumberText.Shown(name)}' stands there twice");
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray) properties.Add((name, CountOf(ref reader)));
            else properties.Add((name, null));
            reader.Skip();
        }

        return new JsonRowShape(true, 0, properties);
    }

    private static int CountOf(ref Utf8JsonReader reader)
    {
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }

        return count;
    }
}
