using Probity.IO;

namespace Probity.Learning.Files;

/// <summary>The tensors of a file, each to be taken with the type and shape that are due.</summary>
internal sealed class TensorSource(string file, IReadOnlyDictionary<string, SafetensorsTensor> tensors)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Of the file, for messages.</summary>
    public string File { get; } = file;

    public int Count => tensors.Count;

    /// <summary>Numbers of all tensors together.</summary>
    public long Numbers => tensors.Values.Sum(tensor => (long)tensor.Length);

    /// <summary>A tensor of known shape.</summary>
    /// <exception cref="InvalidDataException">Missing, or of another type or shape.</exception>
    public SafetensorsTensor Take(string name, NumberType type, params ReadOnlySpan<long> shape)
    {
        SafetensorsTensor tensor = Find(name, type);
        if (!shape.SequenceEqual([.. tensor.Shape]))
            throw new InvalidDataException($"{File}: tensor '{name}' has shape ({string.Join(", ", tensor.Shape)}) where ({string.Join(", ", shape.ToArray())}) is due");
        return tensor;
    }

    /// <summary>A matrix of known columns.</summary>
    /// <inheritdoc cref="Take"/>
    public double[] TakeRows(string name, int columns)
    {
        SafetensorsTensor tensor = Find(name, NumberType.Float64);
        if (tensor.Shape is not [_, long found] || found != columns)
            throw new InvalidDataException($"{File}: tensor '{name}' has shape ({string.Join(", ", tensor.Shape)}) where {columns} columns are due");
        return tensor.ToDoubles();
    }

    /// <summary>Bytes of any number.</summary>
    /// <inheritdoc cref="Take"/>
    public byte[] TakeBytes(string name) => Find(name, NumberType.UInt8).Bytes.ToArray();

    /// <exception cref="InvalidDataException">The file holds tensors that nothing accounts for.</exception>
    public void RequireAllTaken()
    {
        string? surplus = tensors.Keys.Where(name => !_taken.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (surplus is not null) throw new InvalidDataException($"{File}: tensor '{surplus}' is more than the manifest accounts for");
    }

    private SafetensorsTensor Find(string name, NumberType type)
    {
        if (!tensors.TryGetValue(name, out SafetensorsTensor? tensor)) throw new InvalidDataException($"{File}: the tensor '{name}' is missing");
        if (tensor.Type != type) throw new InvalidDataException($"{File}: tensor '{name}' is {tensor.Type} where {type} is due");
        _taken.Add(name);
        return tensor;
    }
}
