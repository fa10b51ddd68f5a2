using System.Numerics;

namespace Probity.Learning.Engine;

/// <summary>A matrix of numbers that training moves. Where they lie is settled by <see cref="ParameterStore{T}"/>.</summary>
/// <param name="name">Such as <c>weight</c>.</param>
/// <param name="rows">At least 1.</param>
/// <param name="columns">At least 1.</param>
/// <param name="decays">Whether weight decay pulls on it; biases, scales and shifts are left alone.</param>
internal sealed unsafe class Parameter<T>(string name, int rows, int columns, bool decays) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Within its layer; a layer made of layers tells theirs apart.</summary>
    public string Name { get; set; } = name;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public bool Decays { get; } = decays;

    public int Length { get; } = checked(rows * columns);

    /// <summary>Rows × columns, row-major.</summary>
    public T* Values { get; internal set; }

    /// <summary>As long, once there is a gradient.</summary>
    public T* Gradient { get; internal set; }

    public Span<T> Span => new(Values, Length);

    public Span<T> GradientSpan => new(Gradient, Length);
}
