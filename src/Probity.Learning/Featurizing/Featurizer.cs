using Probity.Learning.Featurizing;

namespace Probity.Learning;

/// <summary>What turns rows of a table into features, learned from the training rows: part of the model's file. Immutable and thread-safe.</summary>
public sealed class Featurizer
{
    private readonly ColumnFeaturizer[] _columns;
    private readonly int[] _first;

    internal Featurizer(IReadOnlyList<ColumnFeaturizer> columns)
    {
        if (columns.Count == 0) throw new ArgumentException("featurizer: no column is left to learn from");
        _columns = [.. columns];
        _first = new int[_columns.Length];
        for (int i = 0; i < _columns.Length; i++)
        {
            _first[i] = Width;
            Width = checked(Width + _columns[i].Width);
        }
    }

    /// <summary>D: numbers of a row.</summary>
    public int Width { get; }

    /// <summary>Names of the columns that a table must have; others are passed over.</summary>
    public IEnumerable<string> Columns => _columns.Select(column => column.Column);

    internal IReadOnlyList<ColumnFeaturizer> ColumnFeaturizers => _columns;

    /// <summary>What is made of every column, in plain words, a line each.</summary>
    public string Explain() => string.Join('\n', _columns.Select(column => column.Explain()));

    /// <summary>Rows of a table as numbers.</summary>
    /// <param name="table">Columns in any order; others than <see cref="Columns"/> are passed over.</param>
    /// <exception cref="ArgumentException">A needed column is missing, or a cell cannot be read as its column's kind.</exception>
    public Features Transform(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] from = Array.ConvertAll(_columns, column => table.Find(column.Column));
        string[] missing = [.. _columns.Where((_, i) => from[i] < 0).Select(column => $"'{column.Column}'")];
        if (missing.Length > 0)
            throw new ArgumentException($"table: no column {string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? $" and {missing.Length - 5:N0} more" : "")}, which the model reads; there are {string.Join(", ", table.Names.Take(10))}");
        var rows = new SparseRows(Width);
        for (int i = 0; i < table.Rows; i++)
        {
            for (int j = 0; j < _columns.Length; j++) _columns[j].Add(table.Column(from[j])[i], _first[j], rows);
            rows.EndRow();
        }
        return rows.ToFeatures();
    }

    /// <summary>The name of one of the D numbers.</summary>
    /// <param name="index">0 to D − 1.</param>
    public string FeatureName(int index)
    {
        Require.InRange(index, 0, Width - 1, nameof(index));
        int column = Array.FindLastIndex(_first, first => first <= index);
        return _columns[column].FeatureName(index - _first[column]);
    }
}
