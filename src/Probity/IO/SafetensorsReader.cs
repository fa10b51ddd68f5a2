namespace Probity.IO;

/// <summary>Opens one tensor of a safetensors file as a table of numbers, streaming.</summary>
public static class SafetensorsReader
{
    /// <summary>Opens a tensor of one or two dimensions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">Its name; may be null where the file holds one tensor only.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">There is no such tensor; the message lists those there are.</exception>
    /// <exception cref="InvalidDataException">Not a safetensors file in every detail, or the tensor is not a table.</exception>
    public static NumberReader Open(string path, string? tensor = null)
    {
        var stream = InputFile.Open(path);
        try
        {
            return Open(stream, Path.GetFileName(path), tensor);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a tensor in a stream, which the reader then owns.</summary>
    /// <param name="stream">Can seek; from its position to its end it must be one safetensors file.</param>
    /// <param name="name">For messages.</param>
    /// <param name="tensor">Its name; may be null where the file holds one tensor only.</param>
    /// <exception cref="ArgumentException">There is no such tensor; the message lists those there are.</exception>
    /// <exception cref="InvalidDataException">Not a safetensors file in every detail, or the tensor is not a table.</exception>
    public static NumberReader Open(Stream stream, string name, string? tensor = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long origin = stream.Position;
        var header = SafetensorsHeader.Read(stream, stream.Length - origin, name);
        string listed = string.Join(", ", header.Entries.Take(20).Select(entry => entry.Name)) + (header.Entries.Count > 20 ? $" and {header.Entries.Count - 20:N0} more" : "");
        if (header.Entries.Count == 0) throw new InvalidDataException($"{name}: holds no tensors");
        if (tensor is null && header.Entries.Count > 1)
            throw new ArgumentException($"{name}: {header.Entries.Count:N0} tensors; say which one: {name}#{header.Entries[0].Name} (there are {listed})");
        int index = tensor is null ? 0 : header.Entries.FindIndex(entry => entry.Name == tensor);
        if (index < 0) throw new ArgumentException($"{name}: no tensor '{tensor}'; there are {listed}");

        var found = header.Entries[index];
        string part = $"{name}#{found.Name}";
        string shown = $"({string.Join(", ", found.Shape)})";
        if (found.Shape.Length is 0 or > 2)
            throw new InvalidDataException($"{part}: a tensor of shape {shown}; one value a row or rows of columns are read (1 or 2 dimensions); reshape it to (rows, columns)");
        long columns = found.Shape.Length == 1 ? 1 : found.Shape[1];
        if (columns is 0 or > NumberReader.MaxColumns) throw new InvalidDataException($"{part}: shape {shown} has {columns:N0} columns; 1 to {NumberReader.MaxColumns:N0} are read");
        stream.Position = origin + header.DataOffset + found.Begin;
        return new StreamRows(part, stream, found.Type, bigEndian: false, found.Shape[0], (int)columns);
    }
}
