using Probity.Learning.Featurizing;

namespace Probity.Learning;

/// <summary>What turns rows of a table into features, learned from the training rows: part of the model's file. Immutable and thread-safe.</summary>
public sealed class Featurizer
{
    private const int MostDense = 2_048;   // numbers of a row that are held with their zeros

    private readonly ColumnFeaturizer[] _columns;
    private readonly int[] _first;
    private readonly bool _dense;

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
        if (Width == 0) throw new ArgumentException("featurizer: its columns become no number at all");
        _dense = Width <= MostDense && !Array.Exists(_columns, column => column is TextFeaturizer);
    }

    /// <summary>D: numbers of a row.</summary>
    public int Width { get; }

    /// <summary>Names of the columns that a table must have; others are passed over.</summary>
    public IEnumerable<string> Columns => _columns.Select(column => column.Column);

    /// <summary>Whether a column is of texts: rows are then mostly zeros and stored without them.</summary>
    public bool HasText => Array.Exists(_columns, column => column is TextFeaturizer);

    internal IReadOnlyList<ColumnFeaturizer> ColumnFeaturizers => _columns;

    /// <summary>Tells what the columns of a table are, without looking at labels.</summary>
    /// <param name="table">The rows, without the column of the labels; all of them, also those that are to validate or to calibrate.</param>
    /// <param name="options">Null takes <see cref="FeaturizerOptions"/> as it comes.</param>
    /// <returns>One a column, in their order.</returns>
    /// <exception cref="ArgumentException">A kind is said of a column that is not there, or nothing is left to learn from.</exception>
    public static IReadOnlyList<ColumnReading> Read(Table table, FeaturizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        Require.SomeRows(table.Rows, nameof(table));
        options ??= new FeaturizerOptions();
        if (options.Kinds.Keys.FirstOrDefault(name => table.Find(name) < 0) is { } absent)
            throw new ArgumentException($"table: no column '{absent}'; there are {string.Join(", ", table.Names.Take(20))}{(table.Names.Count > 20 ? $" and {table.Names.Count - 20:N0} more" : "")}");
        bool textSaid = options.Kinds.Values.Contains(ColumnKind.Text);
        var columns = new ColumnReading[table.Names.Count];
        for (int j = 0; j < columns.Length; j++)
        {
            ColumnKind? said = options.Kinds.TryGetValue(table.Names[j], out ColumnKind kind) ? kind : null;
            columns[j] = KindInference.Read(table.Names[j], table.Column(j), said);
            if (options.TextOnly && said is null && (textSaid || columns[j].Kind != ColumnKind.Text) && columns[j].Kind != ColumnKind.Ignored)
                columns[j] = columns[j] with { Kind = ColumnKind.Ignored, Why = "not named, and the task is text" };
        }
        if (Array.TrueForAll(columns, column => column.Kind == ColumnKind.Ignored))
        {
            string advice = options.TextOnly ? "name a column of texts, or take the columns for a table" : "say of a column what it is";
            throw new ArgumentException($"table: no column is left to learn from ({string.Join("; ", columns.Take(5).Select(column => $"{column.Column}: {column.Why}"))}); {advice}");
        }
        return columns;
    }

    /// <summary>Learns from training rows.</summary>
    /// <param name="rows">The rows that the model is to learn from, and no others.</param>
    /// <param name="columns">What the columns are, of <see cref="Read"/>; null reads these rows.</param>
    /// <param name="options">Null takes <see cref="FeaturizerOptions"/> as it comes.</param>
    /// <exception cref="ArgumentException">An option is out of range, a cell cannot be read as its column's kind, or nothing is left to learn from.</exception>
    public static Featurizer Fit(LabelledTable rows, IReadOnlyList<ColumnReading>? columns = null, FeaturizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new FeaturizerOptions();
        options.Check();
        Table table = rows.Table;
        bool ofMore = columns is not null;   // these may be a part of the rows that the columns were read from
        columns ??= Read(table, options);
        options = options.WithRoom(columns.Count(column => column.Kind == ColumnKind.Number), columns.Count(column => column.Kind == ColumnKind.Category));
        var fitted = new List<ColumnFeaturizer>();
        foreach (ColumnReading column in columns)
        {
            if (column.Kind == ColumnKind.Ignored) continue;
            int at = table.Find(column.Column);
            if (at < 0) throw new ArgumentException($"table: no column '{column.Column}'");
            ReadOnlySpan<string?> cells = table.Column(at);
            if (ofMore && column.Kind != ColumnKind.Text && AllMissing(cells))
            {
                fitted.Add(CategoryFeaturizer.OfMissing(column.Column));
                continue;
            }
            fitted.Add(column.Kind switch
            {
                ColumnKind.Number => NumberFeaturizer.Fit(column.Column, cells, options),
                ColumnKind.Category => CategoryFeaturizer.Fit(column.Column, cells, options),
                ColumnKind.Date => DateFeaturizer.Fit(column.Column, cells, column.Form),
                _ => TextFeaturizer.Fit(column.Column, cells, rows.Labels, rows.Classes, options.Text ?? TextTraining.TextFor(rows.Classes)),
            });
        }
        return new Featurizer(fitted);
    }

    /// <summary>Refuses a table that lacks a column or has a cell of another kind, before anything is learned.</summary>
    /// <param name="table">Its columns in any order; others are passed over.</param>
    /// <param name="columns">What the columns are.</param>
    /// <exception cref="ArgumentException">A needed column is missing, or a cell cannot be read as its column's kind.</exception>
    public static void RequireReadable(Table table, IReadOnlyList<ColumnReading> columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        foreach (ColumnReading column in columns)
        {
            if (column.Kind == ColumnKind.Ignored) continue;
            int at = table.Find(column.Column);
            if (at < 0) throw new ArgumentException($"no column '{column.Column}', which the model will read");
            ReadOnlySpan<string?> cells = table.Column(at);
            for (int row = 0; row < cells.Length; row++)
            {
                if (MissingCell.Is(cells[row])) continue;
                if (column.Kind == ColumnKind.Number && !NumberCell.TryParse(cells[row]!, out _)) throw new ArgumentException($"row {row}: {NumberFeaturizer.NotANumber(column.Column, cells[row]!).Message}");
                if (column is { Kind: ColumnKind.Date, Form: { } form } && !form.TryParse(cells[row]!, out _)) throw new ArgumentException($"row {row}: {DateFeaturizer.NotADay(column.Column, form, cells[row]!).Message}");
            }
        }
    }

    private static bool AllMissing(ReadOnlySpan<string?> cells)
    {
        foreach (string? cell in cells)
        {
            if (!MissingCell.Is(cell)) return false;
        }
        return true;
    }

    /// <summary>What to bear in mind about rows before learning from them: columns that tell the label by themselves, classes of few rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">What the columns are.</param>
    /// <param name="classNames">K names, or null.</param>
    public static IReadOnlyList<string> Warnings(LabelledTable rows, IReadOnlyList<ColumnReading> columns, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        List<string> warnings = [];
        foreach (ColumnReading column in columns)
        {
            if (column.Kind == ColumnKind.Ignored) continue;
            if (LabelLeak.Warning(column, rows.Table.Column(rows.Table.Find(column.Column)), rows.Labels, rows.Classes) is { } leak) warnings.Add(leak);
        }
        if (ClassBalance.Warning(rows.Labels, rows.Classes, classNames) is { } uneven) warnings.Add(uneven);
        return warnings;
    }

    /// <summary>What is made of every column, in plain words, a line each.</summary>
    public string Explain() => string.Join('\n', _columns.Select(column => column.Explain()));

    /// <summary>Rows of a table as numbers.</summary>
    /// <param name="table">Columns in any order; others than <see cref="Columns"/> are passed over.</param>
    /// <exception cref="ArgumentException">A needed column is missing, or a cell cannot be read as its column's kind.</exception>
    public Features Transform(Table table) => Transform(table, 0);

    /// <inheritdoc cref="Transform(Table)"/>
    /// <param name="table">Columns in any order.</param>
    /// <param name="firstRow">Number of its first row, for messages.</param>
    internal Features Transform(Table table, long firstRow)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] from = Array.ConvertAll(_columns, column => table.Find(column.Column));
        string[] missing = [.. _columns.Where((_, i) => from[i] < 0).Select(column => $"'{column.Column}'")];
        if (missing.Length > 0)
            throw new ArgumentException($"table: no column {string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? $" and {missing.Length - 5:N0} more" : "")}, which the model reads; there are {string.Join(", ", table.Names.Take(10))}");
        var rows = new SparseRows(Width);
        for (int i = 0; i < table.Rows; i++)
        {
            try
            {
                for (int j = 0; j < _columns.Length; j++) _columns[j].Add(table.Column(from[j])[i], _first[j], rows);
            }
            catch (ArgumentException refusal)
            {
                throw new ArgumentException($"row {firstRow + i}: {refusal.Message}", refusal);
            }
            rows.EndRow();
        }
        return _dense ? rows.ToDense() : rows.ToFeatures();
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
