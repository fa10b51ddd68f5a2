namespace Probity.Data;

/// <summary>Numbers from a csv or tsv file.</summary>
internal sealed class DelimitedReader : TextRowReader
{
    private readonly DelimitedFile _file;
    private readonly int[] _columns;   // where the numbers stand, in the order asked for
    private readonly int _id = -1;
    private readonly string[]? _names;
    private readonly bool _picked;

    public DelimitedReader(FileSpec file, string? idColumn)
        : base(idColumn is not null)
    {
        Name = file.Name;
        var picked = file.Columns();
        _picked = picked is not null;
        _file = new DelimitedFile(file, needsHeader: picked is not null || idColumn is not null);
        try
        {
            if (idColumn is not null) _id = _file.Find(idColumn);
            _columns = picked is not null ? Array.ConvertAll(picked, _file.Find) : Enumerable.Range(0, _file.Count).Where(i => i != _id).ToArray();
            if (Array.IndexOf(_columns, _id) >= 0) throw new ArgumentException($"{Name}: column '{idColumn}' cannot be both an id and a number");
            if (_columns.Length == 0) throw new InvalidDataException($"{Name}: no column of numbers beside the ids");
            if (picked is null && _file.Header is [{ Length: 0 }, ..] && _id != 0 && _file.Count > 1)
            {
                throw new InvalidDataException(
                    $"{Name}: the first column has no name, as when a data frame is saved with its row index; save it without (index=False), or pick the columns: {Name}#{string.Join(',', _file.Header.Skip(1).Take(3))}…");
            }

            _names = _file.Header is null ? null : Array.ConvertAll(_columns, i => _file.Header[i]);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override string Name { get; }

    public override int Columns => _columns.Length;

    public override IReadOnlyList<string>? ColumnNames => _names;

    protected override bool TryReadRow<T>(Span<T> row, out string? id)
    {
        id = null;
        if (!_file.Next()) return false;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (!NumberText.TryParse(_file.Field(_columns[i]), out row[i])) throw NotANumber(_columns[i], _file.Text(_columns[i]));
        }

        if (_id >= 0) id = _file.Text(_id);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private InvalidDataException NotANumber(int column, string field)
    {
        string what = string.IsNullOrWhiteSpace(field) ? "is empty" : $"is '{NumberText.Shown(field)}', not a number";
        string advice = _file.Header is null || _picked ? "" : $"; pick the columns of numbers by name: {Path.GetFileName(Name)}#a,b,c";
        return new InvalidDataException($"{Name}: line {_file.Line:N0}, column {_file.ColumnName(column)} {what}{advice}");
    }
}
