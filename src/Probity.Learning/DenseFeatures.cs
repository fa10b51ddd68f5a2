using System.Runtime.InteropServices;

namespace Probity.Learning;

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
