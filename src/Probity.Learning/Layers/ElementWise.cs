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

    /// <summary>values = values·factor + shift.</summary>
    public static void Scale<T>(Span<T> values, T factor, T shift) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        ref T start = ref MemoryMarshal.GetReference(values);
        Vector<T> factors = new(factor), shifts = new(shift);
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            ((Vector.LoadUnsafe(ref start, (nuint)i) * factors) + shifts).StoreUnsafe(ref start, (nuint)i);
        for (; i < values.Length; i++) values[i] = (values[i] * factor) + shift;
    }
}
