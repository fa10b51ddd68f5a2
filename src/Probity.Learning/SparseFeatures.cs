namespace Probity.Learning;

/// <summary>Rows stored without their zeros.</summary>
internal sealed class SparseFeatures : Features
{
    private readonly Range[] _entries;   // of each row
    private readonly int[] _columns;
    private readonly float[] _values;

    public SparseFeatures(int[] rowStarts, int[] columns, float[] values, int width) : base(RowCount(rowStarts), width)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        Require.InRange(width, 1, int.MaxValue, nameof(width));
        if (columns.Length != values.Length) throw new ArgumentException($"columns: {columns.Length:N0} entries but values: {values.Length:N0}; every entry has both");
        if (rowStarts[0] != 0 || rowStarts[^1] != values.Length)
            throw new ArgumentException($"row starts: from {rowStarts[0]:N0} to {rowStarts[^1]:N0}; they must go from 0 to the number of entries, {values.Length:N0}");
        _entries = new Range[Rows];
        for (int i = 0; i < Rows; i++)
        {
            if (rowStarts[i + 1] < rowStarts[i])
                throw new ArgumentException($"row starts: row {i} goes from {rowStarts[i]:N0} to {rowStarts[i + 1]:N0}; starts must not descend");
            if (rowStarts[i + 1] > values.Length)
                throw new ArgumentException($"row starts: row {i} ends at {rowStarts[i + 1]:N0} but there are {values.Length:N0} entries");
            _entries[i] = rowStarts[i]..rowStarts[i + 1];
            Check(i, columns.AsSpan(_entries[i]), values.AsSpan(_entries[i]), width);
        }
        (_columns, _values) = (columns, values);
    }

    private SparseFeatures(SparseFeatures all, int[] rows) : base(rows.Length, all.Columns) =>
        (_entries, _columns, _values) = (Array.ConvertAll(rows, row => all._entries[row]), all._columns, all._values);

    /// <summary>Entries of all rows.</summary>
    public int Entries => (int)Math.Min(int.MaxValue, _entries.Sum(entries => (long)(entries.End.Value - entries.Start.Value)));

    /// <summary>Entries of a row.</summary>
    public int Count(int row) => _entries[row].End.Value - _entries[row].Start.Value;

    public ReadOnlySpan<int> ColumnsOf(int row) => _columns.AsSpan(_entries[row]);

    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_entries[row]);

    internal override Features Select(int[] rows) => new SparseFeatures(this, rows);

    internal override void Read<T>(int row, Span<T> destination)
    {
        destination.Clear();
        ReadOnlySpan<int> columns = ColumnsOf(row);
        ReadOnlySpan<float> values = ValuesOf(row);
        for (int e = 0; e < columns.Length; e++) destination[columns[e]] = T.CreateTruncating(values[e]);
    }

    private static int RowCount(int[] rowStarts)
    {
        ArgumentNullException.ThrowIfNull(rowStarts);
        if (rowStarts.Length == 0) throw new ArgumentException("row starts: none; N rows have N + 1 of them");
        return rowStarts.Length - 1;
    }

    private static void Check(int row, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int width)
    {
        for (int e = 0; e < columns.Length; e++)
        {
            if ((uint)columns[e] >= (uint)width) throw new ArgumentException($"columns: row {row} has column {columns[e]} but the width is {width:N0}, 0 to {width - 1}");
            if (e > 0 && columns[e] <= columns[e - 1])
                throw new ArgumentException($"columns: row {row} has column {columns[e]} after {columns[e - 1]}; they must ascend, each at most once");
            if (!float.IsFinite(values[e])) throw new ArgumentException($"values: row {row}, column {columns[e]} is {values[e]}; every value must be finite");
        }
    }
}
