using System.Text;
using System.Text.Json;

namespace Probity.Data;

/// <summary>A table from a jsonl file. Its columns are the members of the first thousand objects.</summary>
internal sealed class JsonLinesTable : TableReader
{
    private const int LookedAt = 1_000;

    private readonly LineReader _lines;
    private readonly Queue<(long Line, byte[] Text)> _first = new();   // looked at, not handed out yet
    private readonly string[] _names;
    private readonly Dictionary<string, int> _columns;
    private readonly bool _strict;   // all columns were asked for: one that turns up late is an error

    public JsonLinesTable(FileSpec file, IReadOnlyCollection<string>? wanted) : base(file.Name)
    {
        _lines = new LineReader(file.Path);
        try
        {
            var seen = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
            while (_first.Count < LookedAt && _lines.TryRead(out ReadOnlySpan<byte> line))
            {
                _first.Enqueue((_lines.Line, line.ToArray()));
                Read(line, _lines.Line, (name, _) => seen.TryAdd(name, true));
            }
            if (_first.Count == 0) throw new InvalidDataException($"{Name}: the file is empty");
            if (seen.Count == 0) throw new InvalidDataException($"{Name}: its objects have no members");
            string[]? picked = file.Columns();
            if (picked?.FirstOrDefault(name => !seen.ContainsKey(name)) is { } absent) throw new ArgumentException($"{Name}: no property '{absent}' on its first lines; there are {NumberText.Listed(seen.Keys)}");
            _strict = wanted is null && picked is null;
            _names = [.. (wanted ?? picked ?? (IEnumerable<string>)seen.Keys).Where(seen.ContainsKey).Where(name => picked?.Contains(name) != false)];
            _columns = _names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<string> Names => _names;

    private protected override bool ReadRow(List<string?>[] columns)
    {
        long number;
        ReadOnlySpan<byte> line;
        if (_first.TryDequeue(out (long Line, byte[] Text) held))
        {
            number = held.Line;
            line = held.Text;
        }
        else if (_lines.TryRead(out line))
        {
            number = _lines.Line;
        }
        else
        {
            return false;
        }
        int row = columns.Length == 0 ? 0 : columns[0].Count;
        foreach (List<string?> column in columns) column.Add(null);
        Read(line, number, (name, value) =>
        {
            if (_columns.TryGetValue(name, out int column)) columns[column][row] = value;
            else if (_strict) throw new InvalidDataException($"{Name}: line {number:N0} has '{NumberText.Shown(name)}', which none of the first {LookedAt:N0} lines has; give every column there, with null where it has no value");
        });
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _lines.Dispose();
    }

    private void Read(ReadOnlySpan<byte> line, long number, Action<string, string?> member)
    {
        string where = $"{Name}: line {number:N0}";
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new InvalidDataException($"{where} is not an object of named values");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!seen.Add(name)) throw new InvalidDataException($"{where} has '{NumberText.Shown(name)}' twice");
                reader.Read();
                string? value = reader.TokenType switch
                {
                    JsonTokenType.Null => null,
                    JsonTokenType.StartArray or JsonTokenType.StartObject => throw new InvalidDataException($"{where}: '{NumberText.Shown(name)}' is an array or an object; a cell is a text, a number, true, false or null"),
                    JsonTokenType.String when !reader.ValueIsEscaped => Text(reader.ValueSpan, number, $"'{NumberText.Shown(name)}'"),
                    JsonTokenType.String => reader.GetString(),
                    _ => Encoding.UTF8.GetString(reader.ValueSpan),
                };
                member(name, value);
            }
            reader.Read();   // anything after the object is refused by the reader
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{where} is not valid JSON ({NumberText.Reason(refusal)})", refusal);
        }
    }
}
