using System.Runtime.InteropServices;

namespace Probity.IO;

/// <summary>A named tensor of a safetensors file, in C order.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, NumberType type, long[] shape, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Bytes = bytes;
    }

    /// <summary>Its name, unique within a file.</summary>
    public string Name { get; }

    /// <summary>How its numbers are stored.</summary>
    public NumberType Type { get; }

    /// <summary>Its dimensions; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Its numbers as stored, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Numbers in it: the product of its shape.</summary>
    public int Length => Bytes.Length / Type.Size();

    /// <summary>A tensor of Float64.</summary>
    /// <param name="name">Its name, unique within a file.</param>
    /// <param name="values">In C order.</param>
    /// <param name="shape">Its dimensions; left out, it has one.</param>
    /// <exception cref="ArgumentException">The shape's product is not the number of values.</exception>
    public static SafetensorsTensor Create(string name, ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) =>
        Create(name, NumberType.Float64, MemoryMarshal.AsBytes(values), values.Length, shape);

    /// <summary>A tensor of Float32.</summary>
    /// <inheritdoc cref="Create(string, ReadOnlySpan{double}, ReadOnlySpan{long})"/>
    public static SafetensorsTensor Create(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Create(name, NumberType.Float32, MemoryMarshal.AsBytes(values), values.Length, shape);

    /// <summary>A tensor of UInt8.</summary>
    /// <inheritdoc cref="Create(string, ReadOnlySpan{double}, ReadOnlySpan{long})"/>
    public static SafetensorsTensor Create(string name, ReadOnlySpan<byte> values, params ReadOnlySpan<long> shape) =>
        Create(name, NumberType.UInt8, values, values.Length, shape);

    /// <summary>The numbers as float64, a copy.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Length];
        NumberConversion.Convert(Arranged(), Type, values.AsSpan());
        return values;
    }

    /// <summary>The numbers as float32, rounded where stored wider; a copy.</summary>
    public float[] ToFloats()
    {
        var values = new float[Length];
        NumberConversion.Convert(Arranged(), Type, values.AsSpan());
        return values;
    }

    /// <summary>The numbers as float32, into room for <see cref="Length"/> of them.</summary>
    internal void CopyTo(Span<float> destination) => NumberConversion.Convert(Arranged(), Type, destination);

    private static SafetensorsTensor Create(string name, NumberType type, ReadOnlySpan<byte> bytes, int values, ReadOnlySpan<long> shape)
    {
        if (string.IsNullOrEmpty(name) || name == SafetensorsHeader.MetadataKey) throw new ArgumentException($"name: '{name}' cannot name a tensor");
        long[] sizes = shape.IsEmpty ? [values] : shape.ToArray();
        if (ArrayShape.Product(sizes) != values)
            throw new ArgumentException($"shape: ({string.Join(", ", sizes)}) does not hold the {values:N0} values of tensor '{name}'");
        var copy = bytes.ToArray();
        NumberConversion.Arrange(copy, type, bigEndian: false);
        return new SafetensorsTensor(name, type, sizes, copy);
    }

    private ReadOnlySpan<byte> Arranged()
    {
        if (BitConverter.IsLittleEndian) return Bytes.Span;
        var copy = Bytes.ToArray();
        NumberConversion.Arrange(copy, Type, bigEndian: false);
        return copy;
    }
}
