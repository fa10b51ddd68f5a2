using System.Numerics;
using System.Runtime.InteropServices;

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

    /// <summary>Some of the rows, in the order given.</summary>
    internal virtual Features Select(int[] rows) => new SelectedFeatures(this, rows);

    /// <summary>Writes the D numbers of a row.</summary>
    internal abstract void Read<T>(int row, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Rows that hold every number.</summary>
internal sealed class DenseFeatures : Features
{
    private readonly ReadOnlyMemory<float> _values;

    public DenseFeatures(ReadOnlyMemory<float> values, int columns) : base(Require.Rows(values.Length, columns, nameof(values)), columns)
    {
        Require.Finite(values.Span, columns, nameof(values));
        _values = values;
    }

    internal override void Read<T>(int row, Span<T> destination)
    {
        ReadOnlySpan<float> from = _values.Span.Slice(row * Columns, Columns);
        if (typeof(T) == typeof(float)) from.CopyTo(MemoryMarshal.Cast<T, float>(destination));
        else for (int j = 0; j < from.Length; j++) destination[j] = T.CreateTruncating(from[j]);
    }
}
