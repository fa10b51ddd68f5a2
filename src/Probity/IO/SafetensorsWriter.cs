using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Probity.IO;

/// <summary>Writes safetensors files: the same bytes for the same content, whatever the order it is given in.</summary>
public static class SafetensorsWriter
{
    // A manifest inside the header stays legible; nothing here ends up in a web page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">The target; its directory must exist.</param>
    /// <param name="metadata">Text by name; may be empty.</param>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <exception cref="ArgumentException">Two tensors of one name.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<SafetensorsTensor> tensors) =>
        WholeFile.Write(path, stream => Write(stream, metadata, tensors));

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="metadata">Text by name; may be empty.</param>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <exception cref="ArgumentException">Two tensors of one name.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<SafetensorsTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);

        // Widest first keeps every tensor aligned to its own size; names settle the rest.
        var ordered = tensors.OrderByDescending(tensor => tensor.Type.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in ordered)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"tensors: two are named '{tensor.Name}'");
        }

        var json = Header(metadata, ordered);
        Span<byte> start = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, json.Length);
        stream.Write(start);
        stream.Write(json);
        foreach (var tensor in ordered) stream.Write(tensor.Bytes.Span);
    }

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, List<SafetensorsTensor> ordered)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long at = 0;
            foreach (var tensor in ordered)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsType.Write(tensor.Type));
                json.WriteStartArray("shape");
                foreach (long size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}
