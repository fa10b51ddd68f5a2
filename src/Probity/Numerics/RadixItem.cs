namespace Probity.Numerics;

/// <summary>What <see cref="RadixSort"/> puts in order.</summary>
internal interface IRadixItem
{
    /// <summary>Items are sorted by it, ascending.</summary>
    ulong Key { get; }
}

/// <summary>A key alone.</summary>
internal readonly record struct RadixKey(ulong Key) : IRadixItem
{
    private const ulong Sign = 1UL << 63;

    /// <summary>Bits in the order of the numbers, from −∞ to +∞; −0 equals +0. NaN has no place.</summary>
    public static ulong Of(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0.0);   // −0 + 0 is +0
        return bits ^ ((ulong)((long)bits >> 63) | Sign);
    }

    /// <inheritdoc cref="Of(double)"/>
    public static uint Of(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return bits ^ ((uint)((int)bits >> 31) | 0x80000000);
    }

    /// <summary>The way back from <see cref="Of(double)"/>.</summary>
    public static double ToDouble(ulong key) =>
        BitConverter.UInt64BitsToDouble(key ^ ((ulong)((long)~key >> 63) | Sign));

    /// <summary>The way back from <see cref="Of(float)"/>.</summary>
    public static float ToSingle(uint key) =>
        BitConverter.UInt32BitsToSingle(key ^ ((uint)((int)~key >> 31) | 0x80000000));
}

/// <summary>A key that takes something along.</summary>
internal readonly record struct RadixPair<T>(ulong Key, T Payload) : IRadixItem where T : unmanaged;
