using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Probity.Numerics;

/// <summary>
/// The words of a <see cref="RandomStream"/>, in the same order, four Philox blocks at a time: for loops that draw by the
/// million.
/// </summary>
internal ref struct RandomWords
{
    /// <summary>A good size for the buffer; it must be a multiple of 16.</summary>
    public const int BufferLength = 256;

    private readonly Span<uint> _buffer;
    private readonly ulong _seed, _stream;
    private ulong _block;
    private int _next;

    public RandomWords(ulong seed, ulong stream, Span<uint> buffer, uint part = 0)
    {
        _block = (ulong)part << 32;
        _seed = seed;
        _stream = stream;
        _buffer = buffer;
        _next = buffer.Length;
    }

    /// <summary>The next 32 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Next()
    {
        if (_next == _buffer.Length) Refill();
        return _buffer[_next++];
    }

    /// <summary>Uniform in 0 … <paramref name="exclusive"/> − 1, as <see cref="RandomStream.NextInt32"/> draws it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt32(int exclusive)
    {
        ulong product = (ulong)Next() * (uint)exclusive;
        if ((uint)product < (uint)exclusive)
        {
            uint threshold = (uint)-exclusive % (uint)exclusive;
            while ((uint)product < threshold) product = (ulong)Next() * (uint)exclusive;
        }
        return (int)(product >> 32);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill()
    {
        for (int at = 0; at < _buffer.Length; at += 16, _block += 4) FourBlocks(_buffer.Slice(at, 16));
        _next = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void FourBlocks(Span<uint> words)
    {
        // A lane holds one word of one block, widened to 64 bits. Blocks go into lanes 0, 2, 1, 3, because Interleave
        // takes the even lanes first.
        var counter = Vector256.Create(_block, _block + 2, _block + 1, _block + 3);
        var mask = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> c0 = counter & mask, c1 = counter >>> 32;
        var c2 = Vector256.Create(_stream & uint.MaxValue);
        var c3 = Vector256.Create(_stream >> 32);
        var k0 = Vector256.Create(_seed & uint.MaxValue).AsUInt32();   // 32-bit additions, so that keys wrap
        var k1 = Vector256.Create(_seed >> 32).AsUInt32();
        var step0 = Vector256.Create(0x9E3779B9UL).AsUInt32();
        var step1 = Vector256.Create(0xBB67AE85UL).AsUInt32();
        var m0 = Vector256.Create(0xD2511F53UL);
        var m1 = Vector256.Create(0xCD9E8D57UL);
        for (int round = 0; round < 10; round++)
        {
            var product0 = Widening(c0, m0);
            var product1 = Widening(c2, m1);
            c0 = (product1 >>> 32) ^ (c1 ^ k0.AsUInt64());
            c2 = (product0 >>> 32) ^ (c3 ^ k1.AsUInt64());
            c1 = product1 & mask;
            c3 = product0 & mask;
            k0 += step0;
            k1 += step1;
        }
        Interleave(c0 | (c1 << 32), c2 | (c3 << 32), MemoryMarshal.Cast<uint, ulong>(words));
    }

    /// <summary>Words 0 and 1 of each block beside its words 2 and 3: first those of lanes 0 and 2, then of 1 and 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<ulong> first, Vector256<ulong> second, Span<ulong> pairs)
    {
        if (Avx2.IsSupported)
        {
            Avx2.UnpackLow(first, second).CopyTo(pairs);
            Avx2.UnpackHigh(first, second).CopyTo(pairs[4..]);
            return;
        }
        (pairs[0], pairs[1], pairs[2], pairs[3]) = (first[0], second[0], first[2], second[2]);
        (pairs[4], pairs[5], pairs[6], pairs[7]) = (first[1], second[1], first[3], second[3]);
    }

    /// <summary>Products of lanes below 2³².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Widening(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;
}
