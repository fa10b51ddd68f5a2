using System.Buffers.Binary;
using System.Text;
using Probity.IO;

namespace Probity.Cli.Tests;

/// <summary>Writes and reads the small files of tests.</summary>
internal static class Arrays
{
    public static string Npy(string path, float[] values, int columns)
    {
        using var writer = NpyWriter.Create(path, columns, NumberType.Float32);
        writer.Append(values);
        writer.Complete();
        return path;
    }

    public static string Npy(string path, double[] values, int? columns = null)
    {
        using var writer = columns is { } width ? NpyWriter.Create(path, width, NumberType.Float64) : NpyWriter.CreateVector(path, NumberType.Float64);
        writer.Append(values);
        writer.Complete();
        return path;
    }

    public static string Npy(string path, int[] values, int? columns = null)
    {
        using var writer = columns is { } width ? NpyWriter.Create(path, width, NumberType.Int32) : NpyWriter.CreateVector(path, NumberType.Int32);
        writer.Append(values);
        writer.Complete();
        return path;
    }

    /// <summary>The first bytes of an npy file that claims what the dictionary says.</summary>
    public static byte[] Header(string descr, string shape)
    {
        string text = $"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)text.Length);
        return bytes;
    }

    public static double[] Read(string path, string? array = null)
    {
        using NumberReader reader = array is null ? NpyReader.Open(path) : NpzReader.Open(path, array);
        return reader.ReadAllDouble();
    }
}
