using System.Numerics;
using System.Text.Json;

namespace Probity.Data;

/// <summary>
/// Numbers from a jsonl file. A line is an array of numbers, an object whose array property is the row, or an object whose
/// properties are the columns, in the order of the first line unless they are picked.
/// </summary>
/// <remarks>JSON has no NaN or infinity: they may be written as text, "NaN", "Infinity", "-Infinity".</remarks>
internal sealed class JsonLinesReader : TextRowReader
{
    private readonly LineReader _lines;
    private readonly string? _idColumn;
    private readonly string? _arrayProperty;    // the row stands in this property
    private readonly string[]? _columns;        // or a number in each of these
    private readonly bool _picked;
    private readonly bool[] _filled = [];
    private byte[]? _first;                     // a line read to learn the shape, not handed out yet

    public JsonLinesReader(FileSpec file, string? idColumn)
        : base(idColumn is not null)
    {
        Name = file.Name;
        _idColumn = idColumn;
        var picked = file.Columns();
        _picked = picked is not null;
        if (idColumn is not null && picked?.Contains(idColumn) == true) throw new ArgumentException($"{Name}: '{idColumn}' cannot be both an id and a number");
        _lines = new LineReader(file.Path);
        try
        {
            if (!_lines.TryRead(out var line)) throw new InvalidDataException($"{Name}: the file is empty; the number of columns cannot be told");
            _first = line.ToArray();
            (_arrayProperty, _columns, Columns) = Parsed(_first, picked);
            if (Columns is 0 or > MaxColumns) throw new InvalidDataException($"{Name}: line {_lines.Line:N0} has {Columns:N0} numbers; 1 to {MaxColumns:N0} are read");
            _filled = new bool[_columns?.Length ?? 0];
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    public override string Name { get; }

    public override int Columns { get; }

    public override IReadOnlyList<string>? ColumnNames => _columns;

    protected override bool TryReadRow<T>(Span<T> row, out string? id)
    {
        id = null;
        ReadOnlySpan<byte> line = _first;
        if (_first is null && !_lines.TryRead(out line)) return false;
        _first = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (_columns is null && _arrayProperty is null)
            {
                if (reader.TokenType != JsonTokenType.StartArray) throw Refusal("is not an array of numbers, as the first line is");
                ReadArray(ref reader, row);
            }
            else
            {
                if (reader.TokenType != JsonTokenType.StartObject) throw Refusal("is not an object, as the first line is");
                id = ReadObject(ref reader, row);
            }

            reader.Read();   // anything after the value is refused by the reader
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException)
        {
            throw Damaged(refusal);
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _lines.Dispose();
        base.Dispose(disposing);
    }

    private (string? ArrayProperty, string[]? Columns, int Count) Parsed(byte[] line, string[]? picked)
    {
        try
        {
            var shape = JsonRowShape.Read(line);
            if (!shape.IsObject)
            {
                if (picked is not null) throw new ArgumentException($"{Name}: its lines are arrays without names, so no columns can be picked");
                if (_idColumn is not null) throw new ArgumentException($"{Name}: its lines are arrays without names, so there is no id '{_idColumn}'");
                return (null, null, shape.Count);
            }

            string known = NumberText.Listed(shape.Properties.Select(property => property.Name).ToList());
            foreach (string wanted in picked ?? [])
            {
                if (!shape.Properties.Exists(property => property.Name == wanted)) throw new ArgumentException($"{Name}: no property '{wanted}' on the first line; there are {known}");
            }

            var others = shape.Properties.Where(property => property.Name != _idColumn && picked?.Contains(property.Name) != false).ToList();
            var arrays = others.Where(property => property.Count is not null).ToList();
            if (arrays.Count > 1 || (picked is { Length: > 1 } && arrays.Count > 0))
                throw new ArgumentException($"{Name}: several arrays on the first line; say which one is the row: {Path.GetFileName(Name.Split('#')[0])}#{arrays[0].Name} (there are {known})");
            if (arrays.Count == 1) return (arrays[0].Name, null, arrays[0].Count!.Value);
            string[] columns = picked ?? others.Select(property => property.Name).ToArray();
            return (null, columns, columns.Length);
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException)
        {
            throw Damaged(refusal);
        }
    }

    private string? ReadObject<T>(ref Utf8JsonReader reader, Span<T> row)
        where T : IFloatingPointIeee754<T>
    {
        string? id = null;
        bool rowFound = false;
        int due = 0;
        Array.Clear(_filled);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = Column(ref reader, due);
            if (column >= 0)
            {
                if (_filled[column]) throw Refusal($"has '{_columns![column]}' twice");
                _filled[column] = true;
                due = column + 1;
                reader.Read();
                row[column] = Number<T>(ref reader, _columns![column]);
            }
            else if (_idColumn is not null && reader.ValueTextEquals(_idColumn))
            {
                if (id is not null) throw Refusal($"has '{_idColumn}' twice");
                reader.Read();
                id = JsonLinesColumn.Text(ref reader) ?? throw Refusal($"has no text or number as '{_idColumn}'");
            }
            else if (_arrayProperty is not null && reader.ValueTextEquals(_arrayProperty))
            {
                if (rowFound) throw Refusal($"has '{_arrayProperty}' twice");
                rowFound = true;
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartArray) throw Refusal($"has no array as '{_arrayProperty}'");
                ReadArray(ref reader, row);
            }
            else
            {
                if (_columns is not null && !_picked) throw Refusal($"has '{NumberText.Shown(reader.GetString())}', which the first line has not; pick the columns by name: {Name}#a,b,c");
                reader.Read();
                reader.Skip();
            }
        }

        if (_idColumn is not null && id is null) throw Refusal($"has no '{_idColumn}'");
        if (_arrayProperty is not null && !rowFound) throw Refusal($"has no '{_arrayProperty}'");
        int missing = Array.IndexOf(_filled, false);
        return missing < 0 ? id : throw Refusal($"has no '{_columns![missing]}'");
    }

    // Lines mostly keep their order, so the column after the last one is tried first.
    private int Column(ref Utf8JsonReader reader, int due)
    {
        if (_columns is null) return -1;
        if (due < _columns.Length && reader.ValueTextEquals(_columns[due])) return due;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (reader.ValueTextEquals(_columns[i])) return i;
        }

        return -1;
    }

    private void ReadArray<T>(ref Utf8JsonReader reader, Span<T> row)
        where T : IFloatingPointIeee754<T>
    {
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == row.Length) throw Refusal($"has more than the {row.Length:N0} numbers of the first line");
            row[count++] = Number<T>(ref reader, null);
        }

        if (count < row.Length) throw Refusal($"has {count:N0} numbers where the first line has {row.Length:N0}");
    }

    private T Number<T>(ref Utf8JsonReader reader, string? column)
        where T : IFloatingPointIeee754<T>
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            // TryGetSingle refuses what overflows; a number too large is then refused later, as the infinity it is.
            if (typeof(T) == typeof(float) && reader.TryGetSingle(out float single)) return T.CreateTruncating(single);
            if (reader.TryGetDouble(out double number)) return T.CreateTruncating(number);
        }

        string value = reader.TokenType == JsonTokenType.String ? reader.GetString()! : reader.HasValueSequence ? "" : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        if (reader.TokenType == JsonTokenType.String && NumberText.TryParse(System.Text.Encoding.UTF8.GetBytes(value), out T special) && !T.IsFinite(special)) return special;
        string where = column is null ? "holds" : $"has as '{column}'";
        throw Refusal($"{where} {(reader.TokenType is JsonTokenType.String ? "the text " : "")}'{NumberText.Shown(value)}', not a number{(column is null || _picked ? "" : $"; pick the columns of numbers by name: {Name}#a,b,c")}");
    }

    private InvalidDataException Refusal(string what) => new($"{Name}: line {_lines.Line:N0} {what}");

    private InvalidDataException Damaged(Exception refusal) => new($"{Name}: line {_lines.Line:N0} is not valid JSON ({NumberText.Reason(refusal)})", refusal);
}
