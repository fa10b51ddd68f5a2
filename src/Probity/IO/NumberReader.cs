namespace Probity.IO;

/// <summary>Reads a table of numbers row by row, forward only, in bounded memory.</summary>
/// <remarks>
/// Every reader checks its file's own claims (shape, lengths, offsets) against the bytes that are there before it allocates
/// anything, and refuses with <see cref="InvalidDataException"/>. Not safe for use from several threads at once.
/// </remarks>
public abstract class NumberReader : IDisposable
{
    /// <summary>Rows of zero values cost a file nothing, so a stated width needs a bound of its own.</summary>
    internal const int MaxColumns = 1 << 24;

    private const int FirstGrowth = 1 << 16;

    /// <summary>File name, and <c>#part</c> where there is one: for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Numbers in a row, at least 1. A one-dimensional array has one column.</summary>
    public abstract int Columns { get; }

    /// <summary>Rows in the file; null where the format cannot tell before the end.</summary>
    public abstract long? Rows { get; }

    /// <summary>How the file stores its numbers, where that is one way for all of them.</summary>
    internal virtual NumberType? StoredAs => null;

    /// <summary>Names of the columns from a csv header or jsonl keys; null otherwise.</summary>
    public virtual IReadOnlyList<string>? ColumnNames => null;

    /// <summary>True where an id column was asked for when the file was opened.</summary>
    public virtual bool HasIds => false;

    /// <summary>Ids of the rows of the last read, one a row; empty without an id column. Valid until the next read.</summary>
    public virtual ReadOnlySpan<string> Ids => [];

    /// <summary>Fills whole rows, row-major, rounding to float32 where the file is wider.</summary>
    /// <param name="destination">Room for at least one row.</param>
    /// <returns>Rows read; 0 at the end.</returns>
    /// <exception cref="ArgumentException">The destination holds less than one row.</exception>
    /// <exception cref="InvalidDataException">The file does not hold what it claims.</exception>
    public abstract int Read(Span<float> destination);

    /// <inheritdoc cref="Read(Span{float})"/>
    public abstract int Read(Span<double> destination);

    /// <summary>Every row that has not been read yet, as float32, row-major.</summary>
    /// <exception cref="InvalidDataException">More numbers than one array can hold, or the file does not hold what it claims.</exception>
    public float[] ReadAllFloat() => ReadAll<float>(Read);

    /// <summary>Every row that has not been read yet, as float64, row-major.</summary>
    /// <exception cref="InvalidDataException">More numbers than one array can hold, or the file does not hold what it claims.</exception>
    public double[] ReadAllDouble() => ReadAll<double>(Read);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>How many whole rows fit, at most <paramref name="left"/>.</summary>
    internal int RowsToRead(int room, long left)
    {
        if (room < Columns) throw new ArgumentException($"destination: room for {room:N0} values, but a row of {Name} has {Columns:N0}");
        return (int)Math.Min(left, room / Columns);
    }

    private delegate int Fill<T>(Span<T> destination);

    private T[] ReadAll<T>(Fill<T> fill)
    {
        if (Rows is { } rows) RequireArrayLength(rows);
        var values = new T[Rows is { } known ? known * Columns : Math.Max(FirstGrowth, Columns)];
        int filled = 0;
        while (true)
        {
            if (values.Length - filled < Columns)
            {
                if (Rows is not null) break;
                RequireArrayLength((filled / Columns) + 1L);
                Array.Resize(ref values, (int)Math.Min(Array.MaxLength, Math.Max(2L * values.Length, (long)filled + Columns)));
            }

            int read = fill(values.AsSpan(filled));
            if (read == 0) break;
            filled += read * Columns;
        }

        if (filled < values.Length) Array.Resize(ref values, filled);
        return values;
    }

    private void RequireArrayLength(long rows)
    {
        if (rows > Array.MaxLength / Columns)
        {
            throw new InvalidDataException(
                $"{Name}: {rows:N0} rows of {Columns:N0} columns are more than the {Array.MaxLength:N0} numbers that fit in one array; split the file, or read it row by row");
        }
    }
}
