using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Probity.Similarity;

/// <summary>Collects all that an item's embedding depends on, for its <see cref="ContentKey"/>.</summary>
/// <remarks>Every part goes in with its kind and its length before it: parts that give the same bytes one after the other still give different keys.</remarks>
public sealed class ContentHash : IDisposable
{
    private const int PrefixBytes = 9;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal ContentHash()
    {
    }

    private enum Part : byte
    {
        Bytes = 1,
        Text = 2,
        Numbers = 3,
        Number = 4,
        Section = 5,
    }

    /// <summary>Adds bytes: of an image or a sound as it is stored, for example.</summary>
    /// <param name="bytes">Any number of them.</param>
    public void Append(ReadOnlySpan<byte> bytes) => Append(Part.Bytes, bytes);

    /// <summary>Adds a text.</summary>
    /// <param name="text">Any text; taken as it is, without normalisation.</param>
    public void Append(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Append(Part.Text, MemoryMarshal.AsBytes(text.AsSpan()));
    }

    /// <summary>Adds numbers, by their bits: 0 and −0 differ.</summary>
    /// <param name="numbers">Any number of them.</param>
    public void Append(ReadOnlySpan<float> numbers) => Append(Part.Numbers, MemoryMarshal.AsBytes(numbers));

    /// <summary>Adds a whole number: a size or an option.</summary>
    /// <param name="number">Any.</param>
    public void Append(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Append(Part.Number, bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    /// <summary>Says whose parts follow.</summary>
    internal void AppendSection(string name) => Append(Part.Section, Encoding.UTF8.GetBytes(name));

    /// <summary>The key of what was added; starts anew.</summary>
    internal ContentKey Finish()
    {
        Span<byte> bytes = stackalloc byte[ContentKey.Bytes];
        _hash.GetHashAndReset(bytes);
        return new ContentKey(bytes);
    }

    private void Append(Part kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        prefix[0] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(prefix[1..], bytes.Length);
        _hash.AppendData(prefix);
        _hash.AppendData(bytes);
    }
}
