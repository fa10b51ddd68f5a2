using System.Runtime.CompilerServices;

namespace Probity.Numerics;

/// <summary>
/// A counter-based random stream: Philox 4×32 with ten rounds (Salmon, Moraes, Dror &amp; Shaw, SC 2011). The draws of a
/// stream are a pure function of seed, stream number and position, so streams keyed by row or by replicate give the
/// same numbers in whatever order threads reach them.
/// </summary>
/// <remarks>A mutable struct: keep it in a local or pass it by reference.</remarks>
public struct RandomStream
{
    private readonly uint _key0, _key1;
    private readonly uint _stream0, _stream1;
    private ulong _block;
    private uint _a, _b, _c, _d;
    private int _left;

    /// <summary>Opens a stream at its start.</summary>
    /// <param name="seed">Any value; streams of different seeds are unrelated.</param>
    /// <param name="stream">Any value: the row, the replicate, the fold.</param>
    public RandomStream(ulong seed, ulong stream = 0)
    {
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _stream0 = (uint)stream;
        _stream1 = (uint)(stream >> 32);
    }

    /// <summary>
    /// Opens one of 2³² parts of a stream, each 2³⁴ draws long: they start far apart and never meet. Part 0 is the stream's
    /// own start.
    /// </summary>
    internal RandomStream(ulong seed, ulong stream, uint part) : this(seed, stream) => _block = (ulong)part << 32;

    /// <summary>The next 32 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt32()
    {
        if (_left == 0) Refill();
        _left--;
        uint value = _a;
        (_a, _b, _c) = (_b, _c, _d);
        return value;
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … <paramref name="exclusive"/> − 1, without bias (Lemire, 2019).</summary>
    /// <param name="exclusive">At least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt32(int exclusive)
    {
        ulong product = (ulong)NextUInt32() * (uint)exclusive;
        if ((uint)product < (uint)exclusive)
        {
            uint threshold = (uint)-exclusive % (uint)exclusive;
            while ((uint)product < threshold) product = (ulong)NextUInt32() * (uint)exclusive;
        }
        return (int)(product >> 32);
    }

    /// <summary>Standard normal (Box &amp; Muller, 1958; one of the pair is thrown away so that a draw has a fixed cost).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the items in random order (Fisher &amp; Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = NextInt32(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private void Refill()
    {
        (_a, _b, _c, _d) = Philox((uint)_block, (uint)(_block >> 32), _stream0, _stream1, _key0, _key1);
        _block++;
        _left = 4;
    }

    /// <summary>One block of Philox 4×32-10.</summary>
    internal static (uint, uint, uint, uint) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c0;
            ulong product1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}
