using System.Numerics;
using System.Runtime.CompilerServices;

namespace Probity.Learning.Engine;

/// <summary>Zeroed numbers that never move in memory and start at a cache line.</summary>
internal sealed unsafe class PinnedArray<T> where T : unmanaged, INumberBase<T>
{
    private const int Alignment = 64;

    private readonly T[] _room;

    public PinnedArray(int length)
    {
        Length = length;
        _room = GC.AllocateArray<T>(checked(length + (Alignment / sizeof(T))), pinned: true);
        Start = (T*)(((nuint)Unsafe.AsPointer(ref _room[0]) + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is reachable.</summary>
    public T* Start { get; }

    public Span<T> Span => new(Start, Length);
}
