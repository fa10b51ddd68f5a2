using System.Buffers.Binary;

namespace Probity.Similarity;

/// <summary>A SHA-256 over all that an item's embedding depends on: by it a <see cref="FeatureStore"/> finds the item again.</summary>
public readonly record struct ContentKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Bytes = 32;

    private readonly ulong _first, _second, _third, _fourth;

    /// <summary>A key from its bytes.</summary>
    /// <param name="bytes">32 of them.</param>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public ContentKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes) throw new ArgumentException($"key: {bytes.Length:N0} bytes; a SHA-256 has {Bytes}");
        _first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        _fourth = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
    }

    /// <summary>The key of an item.</summary>
    /// <typeparam name="TItem">What an item is.</typeparam>
    /// <param name="encoder">Says what an embedding depends on.</param>
    /// <param name="item">The item.</param>
    public static ContentKey Of<TItem>(Encoder<TItem> encoder, TItem item)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        using var hash = new ContentHash();
        encoder.AppendContent(item, hash);
        return hash.Finish();
    }

    /// <summary>Writes its bytes.</summary>
    /// <param name="destination">Room for 32.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _first);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], _third);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], _fourth);
    }

    /// <summary>In lower-case hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>A hash by a secret of the process: keys that a stranger wrote into a file cannot be made to collide.</summary>
    internal int Mix(ReadOnlySpan<ulong> secret) =>
        (int)(((_first * secret[0]) + (_second * secret[1]) + (_third * secret[2]) + (_fourth * secret[3])) >> 32);

    /// <summary>Smaller of two is the one with the smaller first eight bytes: an order that nobody chose, to sample by.</summary>
    internal ulong SamplingOrder => _first;
}
