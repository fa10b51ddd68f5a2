using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Probity.Similarity;

/// <summary>A file of references, mapped into memory. Whoever reads sees to it that it is not closed meanwhile.</summary>
internal sealed unsafe class MappedItems : IDisposable
{
    private const int BytesAtOnce = 1 << 20;

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private MappedItems(SafeFileHandle file, ItemHeader header, string name)
    {
        (Header, Name) = (header, name);
        _map = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, header.FileLength, MemoryMappedFileAccess.Read);
        _start = (byte*)_view.SafeMemoryMappedViewHandle.DangerousGetHandle() + _view.PointerOffset;
        Rows = new MappedRows(this);
    }

    public ItemHeader Header { get; }

    /// <summary>Of the file.</summary>
    public string Name { get; }

    public EmbeddingRows Rows { get; }

    /// <summary>The lists of a code index from a byte on, or as many of them as a span holds: there may be more.</summary>
    /// <param name="from">0 to their length.</param>
    /// <param name="most">Bytes at once.</param>
    public ReadOnlySpan<byte> Lists(long from, int most) => new(_start + Header.Start(4) + from, (int)Math.Min(most, Header.ListBytes - from));

    /// <summary>Of the groups 0, 1, 2 …, or null.</summary>
    /// <exception cref="InvalidDataException">They are no names.</exception>
    public string[]? GroupNames()
    {
        if (Header.NameBytes == 0) return null;
        try
        {
            string[]? names = JsonSerializer.Deserialize(Part<byte>(5), ItemNames.Default.StringArray);
            if (names is not null && !names.Contains(null)) return names;
        }
        catch (JsonException)
        {
        }
        throw Damaged(Name);
    }

    /// <summary>Opens and checks a file. It is read before it is mapped: to touch what a map lacks ends the process.</summary>
    /// <exception cref="InvalidDataException">Not such a file, of a later version, or damaged.</exception>
    public static MappedItems Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new ArgumentException("no file name given for the references");
        if (Directory.Exists(path)) throw new ArgumentException($"{path}: a directory; references are a file");
        string name = Path.GetFileName(path);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            ItemHeader header = Checked(file, name);
            return new MappedItems(file, header, name);
        }
        catch (NotSupportedException refusal)
        {
            throw new InvalidDataException($"{name}: a pipe or device; references are a regular file", refusal);
        }
    }

    public int Group(int item) => Part<int>(1)[item];

    public string Id(int item)
    {
        ReadOnlySpan<long> ends = Part<long>(2);
        long start = item == 0 ? 0 : ends[item - 1];
        return Encoding.UTF8.GetString(_start + Header.Start(3) + start, (int)(ends[item] - start));
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }

    private static ItemHeader Checked(SafeFileHandle file, string name)
    {
        var buffer = new byte[BytesAtOnce];
        long length = RandomAccess.GetLength(file);
        ItemHeader header = ItemHeader.Read(buffer.AsSpan(0, ReadUpTo(file, buffer.AsSpan(0, ItemHeader.Bytes), 0)), length, name);
        for (int part = 0; part < ItemHeader.Parts; part++)
        {
            // Whole numbers, and whole rows of the two that follow one another, are in each of the pieces.
            long end = header.Length(part), padded = ItemHeader.RoundUp(end), lastId = 0;
            uint checksum = 0;
            for (long at = 0; at < padded; at += BytesAtOnce)
            {
                Span<byte> some = buffer.AsSpan(0, (int)Math.Min(BytesAtOnce, padded - at));
                if (ReadUpTo(file, some, header.Start(part) + at) < some.Length) throw new InvalidDataException($"{name}: was cut short while it was read");
                Span<byte> used = some[..(int)Math.Min(some.Length, Math.Max(0, end - at))];
                checksum = Castagnoli.Append(checksum, used);
                if (some[used.Length..].ContainsAnyExcept((byte)0) || !IsPossible(header, part, used, ref lastId)) throw Damaged(name);
            }
            if (checksum != header.Checksums[part] || (part == 2 && lastId != header.IdBytes)) throw Damaged(name);
        }
        return header;
    }

    private static bool IsPossible(ItemHeader header, int part, ReadOnlySpan<byte> bytes, ref long lastId)
    {
        if (part == 0)
        {
            return header.Numbers == FeatureStoreNumbers.Float32
                ? AllFinite(MemoryMarshal.Cast<byte, uint>(bytes), 0x7F800000u)
                : AllFinite(MemoryMarshal.Cast<byte, ushort>(bytes), (ushort)0x7C00);
        }
        if (part != 2) return true;
        foreach (long end in MemoryMarshal.Cast<byte, long>(bytes))
        {
            if (end < lastId || end - lastId > ItemFile.MostIdBytes || end > header.IdBytes) return false;
            lastId = end;
        }
        return true;
    }

    /// <summary>Whether no number has all bits of its exponent.</summary>
    private static bool AllFinite<T>(ReadOnlySpan<T> numbers, T exponent) where T : unmanaged, IBinaryInteger<T>
    {
        var all = new Vector<T>(exponent);
        int j = 0;
        for (; j <= numbers.Length - Vector<T>.Count; j += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(numbers[j..]) & all, all)) return false;
        }
        for (; j < numbers.Length; j++)
        {
            if ((numbers[j] & exponent) == exponent) return false;
        }
        return true;
    }

    private static InvalidDataException Damaged(string name) => new($"{name}: these references are damaged, for a checksum does not hold; save them anew");

    private static int ReadUpTo(SafeFileHandle file, Span<byte> destination, long offset)
    {
        int read = 0, next;
        while ((next = RandomAccess.Read(file, destination[read..], offset + read)) > 0) read += next;
        return read;
    }

    private ReadOnlySpan<T> Part<T>(int part) where T : unmanaged => new(_start + Header.Start(part), checked((int)(Header.Length(part) / sizeof(T))));

    private sealed class MappedRows(MappedItems items) : EmbeddingRows(items.Header.Columns)
    {
        private readonly byte* _rows = items._start + items.Header.Start(0);

        public override int Rows => items.Header.Items;

        public override void Prefetch(int row) => Prefetch(in _rows[row * items.Header.RowBytes], (int)items.Header.RowBytes);

        public override ReadOnlySpan<float> Read(int start, int count, Span<float> room)
        {
            byte* from = _rows + (start * items.Header.RowBytes);
            if (items.Header.Numbers == FeatureStoreNumbers.Float32) return new ReadOnlySpan<float>(from, count * Columns);
            HalfNumbers.ToFloats(new ReadOnlySpan<ushort>(from, count * Columns), room);
            return room[..(count * Columns)];
        }
    }
}
