namespace Probity.Numerics.Products;

/// <summary>A row-major matrix in a span, rows a stride apart, and whether it is meant transposed.</summary>
internal readonly ref struct MatrixView<T> where T : unmanaged
{
    /// <param name="values">Row i starts at i·stride.</param>
    /// <param name="rows">Rows as they lie.</param>
    /// <param name="columns">Columns as they lie.</param>
    /// <param name="stride">Elements from one row to the next. The default value is the number of columns.</param>
    /// <exception cref="ArgumentException">The stride is less than a row, or the values are too few.</exception>
    public MatrixView(ReadOnlySpan<T> values, int rows, int columns, int? stride = null)
        : this(values, rows, columns, stride ?? columns, isTransposed: false) => Require.Matrix(values.Length, rows, columns, Stride, nameof(values));

    private MatrixView(ReadOnlySpan<T> values, int rows, int columns, int stride, bool isTransposed)
    {
        Values = values;
        (Rows, Columns) = (rows, columns);
        Stride = stride;
        IsTransposed = isTransposed;
    }

    public ReadOnlySpan<T> Values { get; }

    /// <summary>Rows of what is meant.</summary>
    public int Rows { get; }

    /// <summary>Columns of what is meant.</summary>
    public int Columns { get; }

    public int Stride { get; }

    public bool IsTransposed { get; }

    /// <summary>The same values, rows read as columns.</summary>
    public MatrixView<T> Transposed => new(Values, Columns, Rows, Stride, !IsTransposed);

    /// <summary>What it is in memory that stays where it is.</summary>
    public unsafe Operand<T> At(T* start) => IsTransposed ? new(start, 1, Stride) : new(start, Stride);
}
