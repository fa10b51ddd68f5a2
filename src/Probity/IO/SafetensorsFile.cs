namespace Probity.IO;

/// <summary>A safetensors file held in memory: text metadata and named tensors. What Probity's own files are made of.</summary>
public sealed class SafetensorsFile
{
    private SafetensorsFile(IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, SafetensorsTensor> tensors)
    {
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>What stands under <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">A larger file is refused unread.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Too large, or not a safetensors file in every detail.</exception>
    public static SafetensorsFile Read(string path, long maxBytes)
    {
        using var stream = InputFile.Open(path);
        return Read(stream, maxBytes, Path.GetFileName(path));
    }

    /// <summary>Reads from the position of a stream to its end.</summary>
    /// <param name="stream">Can seek; left open.</param>
    /// <param name="maxBytes">A longer stream is refused unread.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidDataException">Too large, or not a safetensors file in every detail.</exception>
    public static SafetensorsFile Read(Stream stream, long maxBytes, string name = "safetensors")
    {
        ArgumentNullException.ThrowIfNull(stream);
        long length = stream.Length - stream.Position;
        long limit = Math.Min(maxBytes, Array.MaxLength);
        if (length > limit) throw new InvalidDataException($"{name}: {length:N0} bytes; at most {limit:N0} are read into memory");

        var header = SafetensorsHeader.Read(stream, length, name);
        var data = new byte[length - header.DataOffset];
        if (stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length) throw new InvalidDataException($"{name}: the file is cut off while it is read");
        var tensors = new Dictionary<string, SafetensorsTensor>(header.Entries.Count, StringComparer.Ordinal);
        foreach (var entry in header.Entries)
            tensors.Add(entry.Name, new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, data.AsMemory((int)entry.Begin, (int)(entry.End - entry.Begin))));
        return new SafetensorsFile(header.Metadata, tensors);
    }
}
