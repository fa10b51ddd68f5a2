using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.Learning.Layers;

/// <summary>The few loops over whole arrays that layers share, in vectors with a scalar rest.</summary>
internal static class ElementWise
{
    /// <summary>to += from.</summary>
    public static void Add<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        ref T source = ref MemoryMarshal.GetReference(from), target = ref MemoryMarshal.GetReference(to);
        for (; i <= to.Length - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.LoadUnsafe(ref source, (nuint)i) + Vector.LoadUnsafe(ref target, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        for (; i < to.Length; i++) to[i] += from[i];
    }
}
