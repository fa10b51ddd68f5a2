using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.IO;

/// <summary>From stored bytes to numbers. Bytes are in the machine's order once <see cref="Arrange"/> has seen them.</summary>
internal static class NumberConversion
{
    public static int Size(this NumberType type) => type switch
    {
        NumberType.Float64 or NumberType.Int64 or NumberType.UInt64 => 8,
        NumberType.Float32 or NumberType.Int32 or NumberType.UInt32 => 4,
        NumberType.Float16 or NumberType.BFloat16 or NumberType.Int16 or NumberType.UInt16 => 2,
        _ => 1,
    };

    /// <summary>Turns the bytes of a file of the given order into the machine's order, in place.</summary>
    public static void Arrange(Span<byte> bytes, NumberType type, bool bigEndian)
    {
        if (bigEndian != BitConverter.IsLittleEndian) return;
        switch (type.Size())
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                break;
        }
    }

    /// <summary>Converts as a C cast does: to nearest where the target is narrower.</summary>
    public static void Convert<T>(ReadOnlySpan<byte> source, NumberType type, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case NumberType.Float64: Cast<double, T>(source, destination); break;
            case NumberType.Float32: Cast<float, T>(source, destination); break;
            case NumberType.Float16: Cast<Half, T>(source, destination); break;
            case NumberType.Int64: Cast<long, T>(source, destination); break;
            case NumberType.Int32: Cast<int, T>(source, destination); break;
            case NumberType.Int16: Cast<short, T>(source, destination); break;
            case NumberType.Int8: Cast<sbyte, T>(source, destination); break;
            case NumberType.UInt64: Cast<ulong, T>(source, destination); break;
            case NumberType.UInt32: Cast<uint, T>(source, destination); break;
            case NumberType.UInt16: Cast<ushort, T>(source, destination); break;
            case NumberType.UInt8: Cast<byte, T>(source, destination); break;
            case NumberType.BFloat16:
                var halves = MemoryMarshal.Cast<byte, ushort>(source);
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)halves[i] << 16));
                break;
            case NumberType.Boolean:
                for (int i = 0; i < destination.Length; i++) destination[i] = source[i] == 0 ? T.Zero : T.One;
                break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "not a number type");
        }
    }

    private static void Cast<TFrom, TTo>(ReadOnlySpan<byte> source, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var values = MemoryMarshal.Cast<byte, TFrom>(source)[..destination.Length];
        for (int i = 0; i < destination.Length; i++) destination[i] = TTo.CreateTruncating(values[i]);
    }
}
