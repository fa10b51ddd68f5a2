using System.Buffers.Binary;
using System.IO.Compression;

namespace Probity.IO;

/// <summary>
/// The idx format of the MNIST family (LeCun, Cortes &amp; Burges): a few bytes of dimensions, then the numbers, big-endian; plain or gzipped.
/// </summary>
public sealed class IdxFile
{
    private const int MaxDimensions = 8;
    private const long MaxBytes = 1L << 30;
    private const long MaxDeflateRatio = 1032;

    private IdxFile(int[] dimensions, byte[] bytes)
    {
        Dimensions = dimensions;
        Bytes = bytes;
    }

    /// <summary>Sizes, the number of items first.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The values, the last dimension running fastest.</summary>
    public byte[] Bytes { get; }

    /// <summary>Reads a whole file of bytes (images, labels), of at most 1 GiB once unpacked.</summary>
    /// <param name="path">The file; gzipped where it ends in .gz.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not an idx file of bytes, or it does not hold what it claims.</exception>
    public static IdxFile Read(string path) => Read(InputFile.Open(path), Path.GetFileName(path));

    /// <summary>Reads a whole stream, which is closed afterwards.</summary>
    /// <param name="stream">Can seek; gzipped where <paramref name="name"/> ends in .gz.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidDataException">Not an idx file of bytes, or it does not hold what it claims.</exception>
    public static IdxFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = Unpacked(stream, name);
        var (type, dimensions, dataBytes) = ReadHeader(content, stream, name);
        if (type != NumberType.UInt8) throw new InvalidDataException($"{name}: values of {type}; unsigned bytes are needed here");
        if (dataBytes > MaxBytes) throw new InvalidDataException($"{name}: claims {dataBytes:N0} bytes of data; at most {MaxBytes:N0} are read into memory");
        var bytes = new byte[dataBytes];
        int read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length) throw new InvalidDataException($"{name}: {read:N0} bytes of data where its dimensions need {dataBytes:N0}; it is cut off");
        if (content.ReadByte() >= 0) throw new InvalidDataException($"{name}: more data than the {dataBytes:N0} bytes its dimensions need; it is damaged");
        return new IdxFile(dimensions, bytes);
    }

    /// <summary>The sizes that a file of bytes states, the number of items first; empty where it holds other numbers.</summary>
    internal static int[] ReadDimensions(string path)
    {
        Stream stream = InputFile.Open(path);
        using Stream content = Unpacked(stream, Path.GetFileName(path));
        var (type, dimensions, _) = ReadHeader(content, stream, Path.GetFileName(path));
        return type == NumberType.UInt8 ? dimensions : [];
    }

    /// <summary>Opens a file as a table, streaming: one row an item, the other dimensions laid out as its columns.</summary>
    /// <param name="path">The file; gzipped where it ends in .gz.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not an idx file, or it does not hold what it claims.</exception>
    public static NumberReader Open(string path) => Open(InputFile.Open(path), Path.GetFileName(path));

    internal static NumberReader Open(Stream stream, string name)
    {
        var content = Unpacked(stream, name);
        try
        {
            var (type, dimensions, _) = ReadHeader(content, stream, name);
            long columns = ArrayShape.Product(Array.ConvertAll(dimensions[1..], size => (long)size));
            if (columns is 0 or > NumberReader.MaxColumns)
                throw new InvalidDataException($"{name}: dimensions {string.Join(" × ", dimensions)} make {columns:N0} columns; 1 to {NumberReader.MaxColumns:N0} are read");
            return new StreamRows(name, content, type, bigEndian: true, dimensions[0], (int)columns) { MustEndThere = true };
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static Stream Unpacked(Stream stream, string name) =>
        name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionMode.Decompress) : stream;

    private static (NumberType Type, int[] Dimensions, long DataBytes) ReadHeader(Stream content, Stream file, string name)
    {
        long stored = file.Length - (content == file ? file.Position : 0);
        Span<byte> start = stackalloc byte[4];
        if (content.ReadAtLeast(start, 4, throwOnEndOfStream: false) < 4) throw new InvalidDataException($"{name}: empty or cut off within its first four bytes");
        NumberType? type = start[2] switch
        {
            0x08 => NumberType.UInt8,
            0x09 => NumberType.Int8,
            0x0B => NumberType.Int16,
            0x0C => NumberType.Int32,
            0x0D => NumberType.Float32,
            0x0E => NumberType.Float64,
            _ => null,
        };
        int count = start[3];
        if (start[0] != 0 || start[1] != 0 || type is null || count is 0 or > MaxDimensions)
            throw new InvalidDataException($"{name}: not an idx file (it starts with {Convert.ToHexString(start)})");

        Span<byte> sizes = stackalloc byte[4 * count];
        if (content.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length) throw new InvalidDataException($"{name}: cut off within its {count} dimensions");
        var dimensions = new int[count];
        for (int i = 0; i < count; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(sizes[(4 * i)..]);
            if (dimensions[i] < 0) throw new InvalidDataException($"{name}: dimension {i} is {(uint)dimensions[i]:N0}; it is damaged");
        }

        long values = ArrayShape.Product(Array.ConvertAll(dimensions, size => (long)size));
        Int128 needed = (Int128)values * type.Value.Size();
        string shown = string.Join(" × ", dimensions);
        if (content == file)
        {
            long held = stored - 4 - sizes.Length;
            if (needed != held) throw new InvalidDataException($"{name}: dimensions {shown} need {needed:N0} bytes of data but the file has {held:N0}; it is cut off or damaged");
        }
        else if (needed / MaxDeflateRatio > stored)
        {
            throw new InvalidDataException($"{name}: dimensions {shown} need {needed:N0} bytes, more than {stored:N0} compressed ones can hold; it is cut off or damaged");
        }

        return (type.Value, dimensions, (long)needed);
    }
}
