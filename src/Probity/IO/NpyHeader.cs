using System.Buffers.Binary;
using System.Text;

namespace Probity.IO;

/// <summary>The head of an npy file (NEP 1; versions 1 to 3), checked against the length of the whole.</summary>
internal readonly record struct NpyHeader(NumberType Type, bool BigEndian, bool FortranOrder, long Rows, int Columns)
{
    /// <summary>A plain array's header is some 100 bytes; only structured types, which are refused, need more.</summary>
    private const int MaxHeaderBytes = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads up to the first number.</summary>
    /// <param name="stream">At the file's first byte.</param>
    /// <param name="length">Bytes of the whole file, from a source the file's own header has no say in.</param>
    /// <param name="name">For messages.</param>
    public static NpyHeader Read(Stream stream, long length, string name)
    {
        Span<byte> start = stackalloc byte[12];
        int known = stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false);
        if (known == 0) throw new InvalidDataException($"{name}: the file is empty");
        if (known < 8 || !start[..6].SequenceEqual(Magic)) throw new InvalidDataException($"{name}: {NotNpy(start[..known])}");

        int version = start[6];
        if (version is < 1 or > 3) throw new InvalidDataException($"{name}: npy version {version}.{start[7]}; versions 1 to 3 are read");
        int field = version == 1 ? 2 : 4;
        Fill(stream, start.Slice(8, field), length, name);
        long headerBytes = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        long offset = 8 + field + headerBytes;
        if (offset > length) throw new InvalidDataException($"{name}: the header claims {headerBytes:N0} bytes but the whole file has {length:N0}; it is cut off or damaged");
        if (headerBytes > MaxHeaderBytes)
            throw new InvalidDataException($"{name}: a header of {headerBytes:N0} bytes; at most {MaxHeaderBytes:N0} are read (a plain array of numbers needs some 100)");

        var text = new byte[headerBytes];
        Fill(stream, text, length, name);
        return FromText(text, length - offset, name);
    }

    private static NpyHeader FromText(ReadOnlySpan<byte> text, long dataBytes, string name)
    {
        var (descr, fortranOrder, shape) = new NpyHeaderParser(text, name).Parse();
        var (type, bigEndian) = NpyType.Parse(descr, name);
        string shown = $"({string.Join(", ", shape)}{(shape.Count == 1 ? "," : "")})";
        if (shape.Count is 0 or > 2)
            throw new InvalidDataException($"{name}: an array of shape {shown}; one value a row or rows of columns are read (1 or 2 dimensions); reshape it to (rows, columns)");

        long rows = shape[0];
        long columns = shape.Count == 1 ? 1 : shape[1];
        if (columns is 0 or > NumberReader.MaxColumns)
            throw new InvalidDataException($"{name}: shape {shown} has {columns:N0} columns; 1 to {NumberReader.MaxColumns:N0} are read");

        Int128 needed = (Int128)rows * columns * type.Size();
        if (needed != dataBytes)
        {
            throw new InvalidDataException(
                $"{name}: shape {shown} of {descr} needs {needed:N0} bytes of data but the file has {dataBytes:N0}; it is {(needed > dataBytes ? "cut off or its header is wrong" : "followed by something else or its header is wrong")}");
        }

        return new NpyHeader(type, bigEndian, fortranOrder && shape.Count == 2 && columns > 1, rows, (int)columns);
    }

    private static void Fill(Stream stream, Span<byte> bytes, long length, string name)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException($"{name}: the file ends within its npy header ({length:N0} bytes in all); it is cut off");
    }

    private static string NotNpy(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK"u8)) return "a zip archive, not a single npy array; give it the ending .npz and name the array after #";
        if (start.StartsWith(Magic[..Math.Min(6, start.Length)])) return $"the file ends after {start.Length} bytes, within its npy header; it is cut off";
        return start[0] == 0x80 ? "a Python pickle, which is never read (it can run code); save numbers with numpy.save(path, array)" : $"not an npy file (it starts with {Convert.ToHexString(start)})";
    }

    /// <summary>A version 1 header of a fixed 128 bytes, so that the row count can be patched in when it is known.</summary>
    /// <param name="descr">For example <c>&lt;f4</c>.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns; null for a one-dimensional array.</param>
    public static byte[] Write(string descr, long rows, int? columns)
    {
        const int total = 128;   // a multiple of 64, as the format asks, and room for the longest numbers
        var header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), total - 10);
        string shape = columns is { } width ? $"({rows}, {width})" : $"({rows},)";
        Encoding.ASCII.GetBytes($"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}", header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}
