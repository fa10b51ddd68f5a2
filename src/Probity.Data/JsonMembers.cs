using System.Text.Json;

namespace Probity.Data;

/// <summary>The members of a line that is a JSON object, as far as they are wanted; all others are passed over.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, (JsonTokenType Type, string? Text)> _members = new(StringComparer.Ordinal);
    private readonly string _where;

    /// <param name="line">The line.</param>
    /// <param name="where">File and line, for messages.</param>
    /// <param name="wanted">Members that must be single values where they stand.</param>
    public JsonMembers(ReadOnlySpan<byte> line, string where, ReadOnlySpan<string> wanted)
    {
        _where = where;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new InvalidDataException($"{where} is not an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string? name = null;
                foreach (string one in wanted)
                {
                    if (reader.ValueTextEquals(one)) name = one;
                }
                reader.Read();
                if (name is null)
                {
                    reader.Skip();
                    continue;
                }
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) throw new InvalidDataException($"{where} has no single value as '{name}'");
                if (!_members.TryAdd(name, (reader.TokenType, JsonLinesColumn.Text(ref reader)))) throw new InvalidDataException($"{where} has '{name}' twice");
            }
            reader.Read();
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{where} is not valid JSON ({NumberText.Reason(refusal)})", refusal);
        }
    }

    /// <summary>The member stands there and is not null.</summary>
    public bool Has(string name) => _members.TryGetValue(name, out var found) && found.Type != JsonTokenType.Null;

    /// <summary>What kind of value it is; none where it is not there.</summary>
    public JsonTokenType Type(string name) => _members.TryGetValue(name, out var found) ? found.Type : JsonTokenType.None;

    /// <summary>A value that <paramref name="parse"/> makes of the member's text.</summary>
    /// <param name="name">Which member.</param>
    /// <param name="what">What it must be, for the message.</param>
    /// <param name="type">The kind of value, or none for any with text.</param>
    /// <param name="parse">Null where it is something else.</param>
    public T Value<T>(string name, string what, JsonTokenType type, Func<string, T?> parse) where T : struct =>
        !Has(name) ? throw new InvalidDataException($"{_where} has no '{name}'")
        : (type == JsonTokenType.None || Type(name) == type) && _members[name].Text is { } text && parse(text) is { } value ? value
        : throw new InvalidDataException($"{_where}: '{name}' is '{NumberText.Shown(_members[name].Text ?? "")}'; it must be {what}");

    /// <summary>A text; a number too, as it is written.</summary>
    public string Text(string name) =>
        Has(name) ? _members[name].Text! : throw new InvalidDataException($"{_where} has no '{name}'");
}
