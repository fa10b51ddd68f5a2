using System.Buffers.Binary;
using System.Text;

namespace Probity.Similarity;

/// <summary>The beginning of a store: whose embeddings it holds, and in which form. Sealed by a checksum that every record's checksum starts from.</summary>
internal sealed class StoreHeader
{
    /// <summary>No header is longer, its line of committed records included.</summary>
    public const int MostBytes = FixedBytes + (2 * MostTextBytes) + (2 * CommitBytes);

    /// <summary>Bytes of the line that holds the number of committed records.</summary>
    public const int CommitBytes = 64;

    private const int FixedBytes = 32, FormatVersion = 1, Alignment = 64, MostTextBytes = 4_096;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private StoreHeader(string encoderId, string encoderVersion, int embeddingSize, FeatureStoreNumbers numbers, byte[] bytes)
    {
        (EncoderId, EncoderVersion, EmbeddingSize, Numbers) = (encoderId, encoderVersion, embeddingSize, numbers);
        Bytes = bytes;
        Checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - sizeof(uint)));   // a CRC over bytes and their CRC is the same for all
    }

    // A byte that is no text, then what a transfer as text would change.
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'F', (byte)'S', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public string EncoderId { get; }

    public string EncoderVersion { get; }

    public int EmbeddingSize { get; }

    public FeatureStoreNumbers Numbers { get; }

    /// <summary>All of it but the record count.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public uint Checksum { get; }

    /// <summary>Where the first record starts.</summary>
    public int Length => Bytes.Length + CommitBytes;

    /// <exception cref="ArgumentException">An id or version that no store can have, or no numbers.</exception>
    public static StoreHeader Of(string encoderId, string encoderVersion, int embeddingSize, FeatureStoreNumbers numbers)
    {
        ArgumentNullException.ThrowIfNull(encoderId);
        ArgumentNullException.ThrowIfNull(encoderVersion);
        Require.InRange(embeddingSize, 1, RecordLayout.MostNumbers, "embedding size");
        if (!Enum.IsDefined(numbers)) throw new ArgumentException($"numbers: {numbers}; Float32 or Float16");
        byte[] id = Text(encoderId, "encoder id"), version = Text(encoderVersion, "encoder version");
        byte[] bytes = new byte[RoundUp(FixedBytes + id.Length + version.Length + sizeof(uint))];
        Magic.CopyTo(bytes);
        ReadOnlySpan<int> fields = [FormatVersion, bytes.Length, embeddingSize, (int)numbers, id.Length, version.Length];
        for (int i = 0; i < fields.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Magic.Length + (i * sizeof(int))), fields[i]);
        id.CopyTo(bytes, FixedBytes);
        version.CopyTo(bytes, FixedBytes + id.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - sizeof(uint)), Castagnoli.Append(0, bytes.AsSpan(0, bytes.Length - sizeof(uint))));
        return new StoreHeader(encoderId, encoderVersion, embeddingSize, numbers, bytes);
    }

    /// <param name="start">As much of the file's beginning as there is, up to <see cref="MostBytes"/>.</param>
    /// <param name="name">Of the file.</param>
    /// <exception cref="InvalidDataException">Not a store, of a later version, or damaged.</exception>
    public static StoreHeader Read(ReadOnlySpan<byte> start, string name)
    {
        if (start.Length < FixedBytes || !start.StartsWith(Magic)) throw new InvalidDataException($"{name}: not a feature store, for it does not begin like one");
        int Field(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(Magic.Length + (index * sizeof(int)))..]);
        int format = Field(start, 0), length = Field(start, 1);
        if (format > FormatVersion && format < 1_000)
            throw new InvalidDataException($"{name}: a feature store of format {format}, which a later Probity wrote; this one reads format {FormatVersion}");
        if (length < FixedBytes || length > start.Length || length % Alignment != 0
            || Castagnoli.Append(0, start[..(length - sizeof(uint))]) != BinaryPrimitives.ReadUInt32LittleEndian(start[(length - sizeof(uint))..]))
            throw Damaged(name);

        int idBytes = Field(start, 4), versionBytes = Field(start, 5);
        if ((uint)idBytes > MostTextBytes || (uint)versionBytes > MostTextBytes || FixedBytes + idBytes + versionBytes + sizeof(uint) > length) throw Damaged(name);
        try
        {
            StoreHeader header = Of(
                Utf8.GetString(start.Slice(FixedBytes, idBytes)), Utf8.GetString(start.Slice(FixedBytes + idBytes, versionBytes)),
                Field(start, 2), (FeatureStoreNumbers)Field(start, 3));
            return header.Bytes.Span.SequenceEqual(start[..length]) ? header : throw Damaged(name);
        }
        catch (ArgumentException damage)   // text that is no UTF-8, a size that cannot be
        {
            throw new InvalidDataException($"{name}: its header says what no store can say ({damage.Message}); delete it to encode anew", damage);
        }
    }

    /// <summary>The line that says how many records are known to have arrived on disk.</summary>
    public byte[] CommitLine(long records)
    {
        byte[] line = new byte[CommitBytes];
        BinaryPrimitives.WriteInt64LittleEndian(line, records);
        BinaryPrimitives.WriteUInt32LittleEndian(line.AsSpan(CommitBytes - sizeof(uint)), Castagnoli.Append(Checksum, line.AsSpan(0, CommitBytes - sizeof(uint))));
        return line;
    }

    /// <exception cref="InvalidDataException">Damaged.</exception>
    public long Committed(ReadOnlySpan<byte> line, string name)
    {
        long records = line.Length == CommitBytes ? BinaryPrimitives.ReadInt64LittleEndian(line) : -1;
        return records >= 0 && line.SequenceEqual(CommitLine(records)) ? records : throw Damaged(name);
    }

    /// <summary>Refuses a store of other embeddings than are wanted.</summary>
    /// <exception cref="InvalidDataException">Something differs; says what.</exception>
    public void RequireSame(StoreHeader wanted, string name)
    {
        List<string> differs = [];
        if (!string.Equals(EncoderId, wanted.EncoderId, StringComparison.Ordinal)) differs.Add("the encoder");
        if (!string.Equals(EncoderVersion, wanted.EncoderVersion, StringComparison.Ordinal)) differs.Add("the version");
        if (EmbeddingSize != wanted.EmbeddingSize) differs.Add("the size");
        if (Numbers != wanted.Numbers) differs.Add("the type of numbers");
        if (differs.Count == 0) return;
        throw new InvalidDataException(
            $"{name}: holds embeddings of {this}; asked for were those of {wanted}: {string.Join(" and ", differs)} must be the same; open another file, or delete this one to encode anew");
    }

    public override string ToString() =>
        $"encoder '{EncoderId}' version '{EncoderVersion}', {EmbeddingSize:N0} numbers in {(Numbers == FeatureStoreNumbers.Float32 ? "float32" : "half")}";

    private static InvalidDataException Damaged(string name) =>
        new($"{name}: the header of this feature store is damaged, for its checksum does not hold; delete the store to encode anew");

    private static byte[] Text(string text, string what)
    {
        if (text.Length == 0) throw new ArgumentException($"{what}: empty; a store needs it to tell one encoder from another");
        if (text.Length > MostTextBytes) throw new ArgumentException($"{what}: {text.Length:N0} characters; a store takes {MostTextBytes:N0} bytes at most");
        if (text.Any(char.IsControl)) throw new ArgumentException($"{what}: has control characters; leave them out");
        byte[] bytes;
        try
        {
            bytes = Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException refusal)
        {
            throw new ArgumentException($"{what}: is no Unicode text (half of a surrogate pair stands alone)", refusal);
        }
        if (bytes.Length > MostTextBytes) throw new ArgumentException($"{what}: {bytes.Length:N0} bytes; a store takes {MostTextBytes:N0} at most");
        return bytes;
    }

    private static int RoundUp(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
