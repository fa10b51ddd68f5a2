namespace Probity.Learning;

/// <summary>Rows of named columns as they stand in a file: cells of text, from which a <see cref="Featurizer"/> makes numbers.</summary>
/// <remarks>Only referred to, not copied. A chunk of a file is a table too.</remarks>
public sealed class Table
{
    private readonly IReadOnlyList<string?[]> _columns;
    private readonly Dictionary<string, int> _places;

    /// <summary>Takes columns of equal length.</summary>
    /// <param name="names">Their names, all different.</param>
    /// <param name="columns">A cell a row each; null where there is none. An empty cell is a value: what counts as missing is the featurizer's to say.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no column, or two have one name.</exception>
    public Table(IReadOnlyList<string> names, IReadOnlyList<string?[]> columns)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(columns);
        if (names.Count == 0) throw new ArgumentException("table: no columns");
        if (names.Count != columns.Count) throw new ArgumentException($"table: {names.Count:N0} names but {columns.Count:N0} columns");
        Rows = columns[0].Length;
        _places = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            if (!_places.TryAdd(names[i], i)) throw new ArgumentException($"table: two columns are called '{names[i]}'");
            if (columns[i].Length != Rows) throw new ArgumentException($"table: column '{names[i]}' has {columns[i].Length:N0} rows but '{names[0]}' has {Rows:N0}");
        }
        (Names, _columns) = (names, columns);
    }

    /// <summary>N.</summary>
    public int Rows { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Where a column stands, −1 where there is none of that name.</summary>
    public int Find(string name) => _places.TryGetValue(name, out int place) ? place : -1;

    /// <summary>The N cells of a column.</summary>
    public ReadOnlySpan<string?> Column(int index) => _columns[index];

    /// <summary>Some of the rows, in the order given.</summary>
    public Table Select(ReadOnlySpan<int> rows)
    {
        var selected = new string?[_columns.Count][];
        for (int i = 0; i < selected.Length; i++)
        {
            selected[i] = new string?[rows.Length];
            for (int j = 0; j < rows.Length; j++) selected[i][j] = _columns[i][rows[j]];
        }
        return new Table(Names, selected);
    }
}
