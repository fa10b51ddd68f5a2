using System.Buffers.Binary;

namespace Probity.Similarity;

/// <summary>The beginning of a file of references: what it holds, how long every part is, and the checksum of each.</summary>
/// <param name="Numbers">How embeddings are kept.</param>
/// <param name="Columns">Numbers of an embedding.</param>
/// <param name="Items">How many.</param>
/// <param name="HasGroups">Whether each has a group.</param>
/// <param name="HasIds">Whether each has an id.</param>
/// <param name="IdBytes">Of all ids.</param>
/// <param name="ListBytes">Of the lists of a code index; 0 without.</param>
/// <param name="NameBytes">Of the names of groups; 0 without.</param>
/// <param name="HeadId">SHA-256 in lower-case hexadecimal of the head that embedded the items; null where unknown.</param>
internal sealed record ItemHeader(FeatureStoreNumbers Numbers, int Columns, int Items, bool HasGroups, bool HasIds, long IdBytes, long ListBytes, long NameBytes, string? HeadId)
{
    public const int Bytes = 128, Parts = 6, Alignment = 64;
    private const int FormatVersion = 2, WithoutHeads = 1, LengthsAt = 40, HeadAt = 64, HeadBytes = 32;

    // A byte that is no text, then what a transfer as text would change.
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'R', (byte)'I', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Of the parts, in their order: embeddings, groups, ends of ids, ids, lists, names of groups.</summary>
    public uint[] Checksums { get; init; } = new uint[Parts];

    /// <summary>Of the format; the first knew nothing of heads.</summary>
    public int Version { get; init; } = FormatVersion;

    private int ChecksumsAt => Version == WithoutHeads ? 80 : 96;

    public long RowBytes => (long)Columns * (Numbers == FeatureStoreNumbers.Float32 ? sizeof(float) : sizeof(ushort));

    public long FileLength => Start(Parts);

    /// <summary>How long a part is.</summary>
    public long Length(int part) => part switch
    {
        0 => RowBytes * Items,
        1 => HasGroups ? sizeof(int) * (long)Items : 0,
        2 => HasIds ? sizeof(long) * (long)Items : 0,
        3 => IdBytes,
        4 => ListBytes,
        _ => NameBytes,
    };

    /// <summary>Where a part starts; of the part behind the last, where the file ends.</summary>
    public long Start(int part)
    {
        long start = Bytes;
        for (int i = 0; i < part; i++) start += RoundUp(Length(i));
        return start;
    }

    public static long RoundUp(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        ReadOnlySpan<int> fields = [Version, (int)Numbers, Columns, Items, HasGroups ? 1 : 0, HasIds ? 1 : 0];
        for (int i = 0; i < fields.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Magic.Length + (i * sizeof(int))), fields[i]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(LengthsAt), IdBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(LengthsAt + sizeof(long)), ListBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(LengthsAt + (2 * sizeof(long))), NameBytes);
        if (HeadId is not null) Convert.FromHexString(HeadId).CopyTo(bytes, HeadAt);
        for (int i = 0; i < Parts; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumsAt + (i * sizeof(uint))), Checksums[i]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Bytes - sizeof(uint)), Castagnoli.Append(0, bytes.AsSpan(0, Bytes - sizeof(uint))));
        return bytes;
    }

    /// <param name="bytes">As much of the file's beginning as there is, up to <see cref="Bytes"/>.</param>
    /// <param name="fileLength">Of the whole file.</param>
    /// <param name="name">Of the file.</param>
    /// <exception cref="InvalidDataException">Not such a file, of a later version, or damaged.</exception>
    public static ItemHeader Read(ReadOnlySpan<byte> bytes, long fileLength, string name)
    {
        if (bytes.Length < Bytes || !bytes.StartsWith(Magic)) throw new InvalidDataException($"{name}: not a file of references, for it does not begin like one");
        int Field(ReadOnlySpan<byte> from, int index) => BinaryPrimitives.ReadInt32LittleEndian(from[(Magic.Length + (index * sizeof(int)))..]);
        int version = Field(bytes, 0);
        if (version is > FormatVersion and < 1_000)
            throw new InvalidDataException($"{name}: references of format {version}, which a later Probity wrote; this one reads formats up to {FormatVersion}");
        ReadOnlySpan<byte> head = bytes.Slice(HeadAt, HeadBytes);
        var header = new ItemHeader(
            (FeatureStoreNumbers)Field(bytes, 1), Field(bytes, 2), Field(bytes, 3), Field(bytes, 4) != 0, Field(bytes, 5) != 0,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[LengthsAt..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[(LengthsAt + sizeof(long))..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(LengthsAt + (2 * sizeof(long)))..]),
            version == WithoutHeads || !head.ContainsAnyExcept((byte)0) ? null : Convert.ToHexStringLower(head))
        { Version = version == WithoutHeads ? WithoutHeads : FormatVersion };
        for (int i = 0; i < Parts; i++) header.Checksums[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(header.ChecksumsAt + (i * sizeof(uint)))..]);
        if (!bytes.SequenceEqual(header.ToBytes())) throw new InvalidDataException($"{name}: the header of these references is damaged, for its checksum does not hold; save them anew");
        if (!header.IsPossible()) throw new InvalidDataException($"{name}: its header says what no file of references can say ({header.Items:N0} items of {header.Columns:N0} numbers); save them anew");
        if (header.FileLength != fileLength)
            throw new InvalidDataException($"{name}: {fileLength:N0} bytes where its header tells of {header.FileLength:N0}; it was cut short or added to");
        return header;
    }

    /// <summary>Whether there can be such a file, however long it is. What is possible adds up without overflow.</summary>
    private bool IsPossible()
    {
        if (!Enum.IsDefined(Numbers) || Columns is < 1 or > 1 << 20 || Items < 1 || Items > Array.MaxLength) return false;
        if (IdBytes < 0 || IdBytes > (HasIds ? (long)Items * ItemFile.MostIdBytes : 0) || NameBytes is < 0 or > ItemFile.MostNameBytes) return false;
        return ListBytes == 0 || (ListBytes >= CodeLists.LeastBytes(Items, Columns) && ListBytes <= CodeLists.MostBytes(Items, Columns));
    }
}
