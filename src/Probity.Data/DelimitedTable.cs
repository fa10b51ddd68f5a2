namespace Probity.Data;

/// <summary>A table from a csv or tsv file.</summary>
internal sealed class DelimitedTable : TableReader
{
    private readonly DelimitedFile _file;
    private readonly int[] _columns;
    private readonly string[] _quoted;   // names for messages

    public DelimitedTable(FileSpec file, IReadOnlyCollection<string>? wanted) : base(file.Name)
    {
        _file = new DelimitedFile(file, needsHeader: true);
        try
        {
            var names = new string[_file.Count];
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (int j = 0; j < names.Length; j++)
            {
                string name = Decoded(_file.HeaderBytes(j), Name, 1, $"{j + 1}");
                names[j] = string.IsNullOrWhiteSpace(name) ? $"column {j + 1}" : name;
                if (!seen.Add(names[j])) throw new InvalidDataException($"{Name}: two columns are named '{NumberText.Shown(names[j])}'; which one is meant cannot be told");
            }
            if (file.Columns() is { } picked)
            {
                if (picked.FirstOrDefault(name => !seen.Contains(name)) is { } absent) throw new ArgumentException($"{Name}: no column '{absent}'; there are {NumberText.Listed(names)}");
                wanted = wanted is null ? picked : [.. wanted.Intersect(picked, StringComparer.Ordinal)];
            }
            _columns = wanted is null ? [.. Enumerable.Range(0, names.Length)] : [.. wanted.Select(name => Array.IndexOf(names, name)).Where(at => at >= 0)];
            Names = Array.ConvertAll(_columns, at => names[at]);
            _quoted = [.. Names.Select(name => $"'{NumberText.Shown(name)}'")];
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<string> Names { get; }

    private protected override bool ReadRow(List<string?>[] columns)
    {
        if (!_file.Next()) return false;
        for (int j = 0; j < _columns.Length; j++)
        {
            ReadOnlySpan<byte> field = _file.Field(_columns[j]);
            string text = Text(field, _file.Line, _quoted[j]);
            columns[j].Add(_file.Unescaped(text));
        }
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
    }
}
