using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.Similarity;

/// <summary>Between float32 and half (IEEE 754 binary16).</summary>
internal static class HalfNumbers
{
    private const float Rebias = 5.192296858534828e33f;   // 2^112: from half's exponent bias of 15 to float's of 127

    /// <summary>Widens finite halves, exactly.</summary>
    public static void ToFloats(ReadOnlySpan<ushort> halves, Span<float> destination)
    {
        destination = destination[..halves.Length];
        ref ushort from = ref MemoryMarshal.GetReference(halves);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int j = 0;
        for (; j <= halves.Length - Vector<ushort>.Count; j += Vector<ushort>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref from, (nuint)j), out Vector<uint> low, out Vector<uint> high);
            ToFloats(low).StoreUnsafe(ref to, (nuint)j);
            ToFloats(high).StoreUnsafe(ref to, (nuint)(j + Vector<uint>.Count));
        }
        for (; j < halves.Length; j++) destination[j] = (float)BitConverter.UInt16BitsToHalf(halves[j]);
    }

    /// <summary>Rounds to nearest, ties to even.</summary>
    /// <returns>The first number that is not finite, or too large for a half; −1 where there is none.</returns>
    public static int FromFloats(ReadOnlySpan<float> numbers, Span<ushort> destination)
    {
        for (int j = 0; j < numbers.Length; j++)
        {
            var half = (Half)numbers[j];
            if (!Half.IsFinite(half)) return j;
            destination[j] = BitConverter.HalfToUInt16Bits(half);
        }
        return -1;
    }

    // Shifted into place, exponent and mantissa are the number times 2^-112, and where the half is subnormal the float is, too.
    private static Vector<float> ToFloats(Vector<uint> halves)
    {
        Vector<float> magnitude = Vector.AsVectorSingle(Vector.ShiftLeft(halves & new Vector<uint>(0x7FFFu), 13)) * new Vector<float>(Rebias);
        return Vector.AsVectorSingle(Vector.AsVectorUInt32(magnitude) | Vector.ShiftLeft(halves & new Vector<uint>(0x8000u), 16));
    }
}
