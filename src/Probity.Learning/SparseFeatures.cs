namespace Probity.Learning;

/// <summary>Rows stored without their zeros.</summary>
internal sealed class SparseFeatures : Features
{
    private readonly int[] _rowStarts, _columns;
    private readonly float[] _values;

    public SparseFeatures(int[] rowStarts, int[] columns, float[] values, int width) : base(RowCount(rowStarts), width)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        Require.InRange(width, 1, int.MaxValue, nameof(width));
        if (columns.Length != values.Length) throw new ArgumentException($"columns: {columns.Length:N0} entries but values: {values.Length:N0}; every entry has both");
        if (rowStarts[0] != 0 || rowStarts[^1] != values.Length)
            throw new ArgumentException($"row starts: from {rowStarts[0]:N0} to {rowStarts[^1]:N0}; they must go from 0 to the number of entries, {values.Length:N0}");
        for (int i = 0; i < Rows; i++)
        {
            if (rowStarts[i + 1] < rowStarts[i])
                throw new ArgumentException($"row starts: row {i} goes from {rowStarts[i]:N0} to {rowStarts[i + 1]:N0}; starts must not descend");
            if (rowStarts[i + 1] > values.Length)
                throw new ArgumentException($"row starts: row {i} ends at {rowStarts[i + 1]:N0} but there are {values.Length:N0} entries");
            Check(i, columns.AsSpan(rowStarts[i]..rowStarts[i + 1]), values.AsSpan(rowStarts[i]..rowStarts[i + 1]), width);
        }
        (_rowStarts, _columns, _values) = (rowStarts, columns, values);
    }

    /// <summary>The entries of a row.</summary>
    public int Count(int row) => _rowStarts[row + 1] - _rowStarts[row];

    public ReadOnlySpan<int> ColumnsOf(int row) => _columns.AsSpan(_rowStarts[row], Count(row));

    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_rowStarts[row], Count(row));

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
