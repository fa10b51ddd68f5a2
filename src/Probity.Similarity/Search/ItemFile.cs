using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Probity.IO;

namespace Probity.Similarity;

/// <summary>Writes a file of references.</summary>
internal static class ItemFile
{
    /// <summary>Of an id.</summary>
    public const int MostIdCharacters = 4_096;

    /// <summary>Of an id in UTF-8.</summary>
    public const int MostIdBytes = 4 * MostIdCharacters;

    /// <summary>Of the names of all groups.</summary>
    public const int MostNameBytes = 1 << 28;

    private const int BytesAtOnce = 1 << 20;

    /// <param name="path">The file.</param>
    /// <param name="items">Those that are not deleted are written.</param>
    /// <param name="lists">Of just those items, or null.</param>
    public static void Write(string path, ReferenceItems items, CodeLists? lists)
    {
        WholeFile.RequireTarget(path);
        if (items.Count == 0) throw new ArgumentException("items: all are deleted; a file needs at least one");
        int[] kept = [.. Enumerable.Range(0, items.Positions).Where(i => !items.Rows.IsDeleted(i))];
        using var file = WholeFile.Create(path);
        var parts = new PartWriter(file.Stream);
        file.Stream.Write(new byte[ItemHeader.Bytes]);
        WriteEmbeddings(parts, items, kept);
        parts.End();
        if (items.HasGroups)
        {
            foreach (int position in kept) parts.Write(items.GroupOf(position));
        }
        parts.End();
        long idBytes = 0;
        for (int i = 0; i < kept.Length && items.HasIds; i++) parts.Write(idBytes += Encoding.UTF8.GetByteCount(items.IdOf(kept[i])));
        parts.End();
        for (int i = 0; i < kept.Length && items.HasIds; i++) parts.Write<byte>(Encoding.UTF8.GetBytes(items.IdOf(kept[i])));
        parts.End();
        lists?.Write(parts);
        long listBytes = parts.End();
        byte[] names = items.GroupNames is { } given ? JsonSerializer.SerializeToUtf8Bytes([.. given], ItemNames.Default.StringArray) : [];
        if (names.Length > MostNameBytes) throw new ArgumentException($"group names: {names.Length:N0} bytes; {MostNameBytes:N0} are the most");
        parts.Write<byte>(names);
        parts.End();
        var header = new ItemHeader(items.Numbers, items.Columns, kept.Length, items.HasGroups, items.HasIds, idBytes, listBytes, names.Length, items.HeadId) { Checksums = [.. parts.Checksums] };
        file.Stream.Position = 0;
        file.Stream.Write(header.ToBytes());
        file.Complete();
    }

    private static void WriteEmbeddings(PartWriter parts, ReferenceItems items, int[] kept)
    {
        var room = new float[items.Columns];
        var halves = new ushort[items.Columns];
        foreach (int position in kept)
        {
            ReadOnlySpan<float> row = items.Rows.Read(position, 1, room);
            if (items.Numbers == FeatureStoreNumbers.Float32)
            {
                parts.Write(row);
                continue;
            }
            HalfNumbers.FromFloats(row, halves);   // it came from halves
            parts.Write<ushort>(halves);
        }
    }

    /// <summary>Writes numbers one part after the other, with the checksum of each.</summary>
    internal sealed class PartWriter(Stream stream)
    {
        private readonly byte[] _buffer = new byte[BytesAtOnce];
        private int _used;
        private long _length;
        private uint _checksum;

        public List<uint> Checksums { get; } = [];

        public void Write<T>(T value) where T : unmanaged => Write<T>([value]);

        public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged
        {
            for (ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values); bytes.Length > 0;)
            {
                int next = Math.Min(bytes.Length, _buffer.Length - _used);
                bytes[..next].CopyTo(_buffer.AsSpan(_used));
                _used += next;
                bytes = bytes[next..];
                if (_used == _buffer.Length) Flush();
            }
        }

        /// <summary>Ends a part with zeros, up to where the next may start.</summary>
        /// <returns>Its length.</returns>
        public long End()
        {
            Flush();
            long length = _length;
            Checksums.Add(_checksum);
            stream.Write(new byte[ItemHeader.RoundUp(length) - length]);
            (_length, _checksum) = (0, 0);
            return length;
        }

        private void Flush()
        {
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, _used);
            _checksum = Castagnoli.Append(_checksum, bytes);
            stream.Write(bytes);
            _length += _used;
            _used = 0;
        }
    }
}

/// <summary>Names of groups as they are written.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class ItemNames : JsonSerializerContext;
