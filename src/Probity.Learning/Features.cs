using System.Numerics;

namespace Probity.Learning;

/// <summary>N rows of D numbers that a model reads: its inputs.</summary>
/// <remarks>Only referred to, not copied: leave the numbers as they are while they are in use.</remarks>
public abstract class Features
{
    private protected Features(int rows, int columns) => (Rows, Columns) = (rows, columns);

    /// <summary>N.</summary>
    public int Rows { get; }

    /// <summary>D.</summary>
    public int Columns { get; }

    /// <summary>Rows that hold every number.</summary>
    /// <param name="values">N×D finite numbers, row-major.</param>
    /// <param name="columns">D.</param>
    /// <exception cref="ArgumentException">The values do not fill rows, or one is not finite.</exception>
    public static Features Dense(ReadOnlyMemory<float> values, int columns) => new DenseFeatures(values, columns);

    /// <summary>Rows that are mostly zeros, stored without them (compressed sparse rows). A first linear layer never fills them in.</summary>
    /// <param name="rowStarts">N + 1 ascending positions: row i holds the entries from <c>rowStarts[i]</c> up to <c>rowStarts[i + 1]</c>.</param>
    /// <param name="columns">Column of each entry, strictly ascending within a row.</param>
    /// <param name="values">Its value, finite.</param>
    /// <param name="width">D.</param>
    /// <exception cref="ArgumentException">Positions descend or do not span the entries, a column is out of range or order, or a value is not finite.</exception>
    public static Features Sparse(int[] rowStarts, int[] columns, float[] values, int width) => new SparseFeatures(rowStarts, columns, values, width);

    /// <summary>Some of the rows, in the order given.</summary>
    internal virtual Features Select(int[] rows) => new SelectedFeatures(this, rows);

    /// <summary>Writes the D numbers of a row.</summary>
    internal abstract void Read<T>(int row, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
