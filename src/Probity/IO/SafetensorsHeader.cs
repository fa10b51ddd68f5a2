using System.Buffers.Binary;
using System.Text.Json;

namespace Probity.IO;

/// <summary>
/// The head of a safetensors file: 8 bytes of length, then JSON that names every tensor's type, shape and place. Read strictly:
/// the tensors must cover the rest of the file exactly.
/// </summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    private const int MaxHeaderBytes = 100_000_000;   // the format's own bound
    private const int MaxDimensions = 64;

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order of their bytes.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>Where the numbers begin, from the start of the file.</summary>
    public long DataOffset { get; private set; }

    public static SafetensorsHeader Read(Stream stream, long length, string name)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8)
            throw new InvalidDataException($"{name}: {length:N0} bytes are too few for a safetensors file; it is empty or cut off");
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerBytes > MaxHeaderBytes || (long)headerBytes > length - 8)
        {
            throw new InvalidDataException(
                $"{name}: the safetensors header claims {headerBytes:N0} bytes, but the file has {length - 8:N0} more and at most {MaxHeaderBytes:N0} are allowed; it is cut off, damaged or of another format");
        }

        var json = new byte[(int)headerBytes];
        if (stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length)
            throw new InvalidDataException($"{name}: the file ends within its safetensors header");
        if (json.Length == 0 || json[0] != '{') throw new InvalidDataException($"{name}: not a safetensors file (its header does not begin with '{{')");

        var header = new SafetensorsHeader { DataOffset = 8 + json.Length };
        try
        {
            header.Parse(json, name);
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{name}: the safetensors header is not the JSON it must be ({refusal.Message})", refusal);
        }

        header.RequireCover(length - header.DataOffset, name);
        return header;
    }

    private void Parse(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        var names = new HashSet<string>(StringComparer.Ordinal);
        Next(ref reader, JsonTokenType.StartObject, name);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (!names.Add(key)) throw new InvalidDataException($"{name}: '{key}' stands twice in the safetensors header");
            Next(ref reader, JsonTokenType.StartObject, name);
            if (key == MetadataKey) ParseMetadata(ref reader, name);
            else Entries.Add(ParseEntry(ref reader, key, name));
        }

        while (reader.Read())   // nothing but spaces may follow; the reader refuses the rest
        {
        }
    }

    private void ParseMetadata(ref Utf8JsonReader reader, string name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Next(ref reader, JsonTokenType.String, name);
            if (!Metadata.TryAdd(key, reader.GetString()!)) throw new InvalidDataException($"{name}: '{key}' stands twice in the metadata");
        }
    }

    private static Entry ParseEntry(ref Utf8JsonReader reader, string tensor, string name)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            switch (key)
            {
                case "dtype" when type is null:
                    Next(ref reader, JsonTokenType.String, name);
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ParseSizes(ref reader, name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseSizes(ref reader, name);
                    break;
                default:
                    throw new InvalidDataException($"{name}: tensor '{tensor}' has '{key}' {(key is "dtype" or "shape" or "data_offsets" ? "twice" : "which is not one of dtype, shape, data_offsets")}");
            }
        }

        if (type is null || shape is null || offsets is not [long begin, long end])
            throw new InvalidDataException($"{name}: tensor '{tensor}' lacks its dtype, shape or two data_offsets");
        var number = SafetensorsType.Parse(type) ?? throw new InvalidDataException($"{name}: tensor '{tensor}' is of dtype {type}; {SafetensorsType.Known} are read");
        long values = ArrayShape.Product(shape);
        if (end < begin || (Int128)values * number.Size() != end - begin)
        {
            throw new InvalidDataException(
                $"{name}: tensor '{tensor}' of shape ({string.Join(", ", shape)}) and dtype {type} does not fill its bytes {begin:N0} to {end:N0}; the file is damaged");
        }

        return new Entry(tensor, number, shape, begin, end);
    }

    private static long[] ParseSizes(ref Utf8JsonReader reader, string name)
    {
        var sizes = new List<long>();
        Next(ref reader, JsonTokenType.StartArray, name);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long size) || size < 0) throw new InvalidDataException($"{name}: a size or offset in the safetensors header is not a whole number of 0 or more");
            sizes.Add(size);
            if (sizes.Count > MaxDimensions) throw new InvalidDataException($"{name}: a tensor of more than {MaxDimensions} dimensions");
        }

        if (reader.TokenType != JsonTokenType.EndArray) throw new InvalidDataException($"{name}: a shape or offset in the safetensors header is not a list of numbers");
        return [.. sizes];
    }

    private static void Next(ref Utf8JsonReader reader, JsonTokenType wanted, string name)
    {
        if (!reader.Read() || reader.TokenType != wanted)
            throw new InvalidDataException($"{name}: the safetensors header has {reader.TokenType} at byte {reader.TokenStartIndex} where {wanted} must be");
    }

    private void RequireCover(long dataBytes, string name)
    {
        Entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End != b.End ? a.End.CompareTo(b.End) : string.CompareOrdinal(a.Name, b.Name));
        long at = 0;
        foreach (var entry in Entries)
        {
            if (entry.Begin != at)
                throw new InvalidDataException($"{name}: tensor '{entry.Name}' begins at byte {entry.Begin:N0} of the data where {at:N0} is due; tensors must neither overlap nor leave gaps");
            at = entry.End;
        }

        if (at != dataBytes)
            throw new InvalidDataException($"{name}: the tensors need {at:N0} bytes of data but the file has {dataBytes:N0}; it is {(at > dataBytes ? "cut off" : "followed by something else")}");
    }

    internal readonly record struct Entry(string Name, NumberType Type, long[] Shape, long Begin, long End);
}
