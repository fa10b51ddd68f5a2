using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// What a row of float logits z with label y leaves for cross-entropy and its gradient: e_j = exp(z_j − max z), and their sum without
/// that of the label, from which 1 − p_y follows without cancellation however near p_y is to 1.
/// </summary>
internal static class SoftmaxOthers
{
    private const float LogTwoE = 1.44269504f;

    // Smaller terms become exactly 0: denormal numbers would cost every product that reads them dear.
    private const float LowestExponent = -104f;

    /// <summary>Vectors a lane adds up before its sum moves to double, so that a row of a million columns keeps its digits.</summary>
    private const int Block = 64;

    /// <summary>The terms of a row, in the widest vectors that it fills.</summary>
    /// <param name="logits">K logits.</param>
    /// <param name="label">0 to K−1.</param>
    /// <param name="terms">Room for K values, apart from the logits; the label's becomes 0.</param>
    /// <param name="top">The largest logit.</param>
    /// <param name="others">Sum of the terms.</param>
    /// <returns>False where the row is shorter than the shortest vector or a logit is not finite: then nothing is told.</returns>
    public static bool TryRow(ReadOnlySpan<float> logits, int label, Span<float> terms, out float top, out double others)
    {
        if (Vector512.IsHardwareAccelerated && logits.Length >= Vector512<float>.Count)
            return TryRow<Vector512<float>, Lanes512>(logits, label, terms, out top, out others);
        if (Vector256.IsHardwareAccelerated && logits.Length >= Vector256<float>.Count)
            return TryRow<Vector256<float>, Lanes256>(logits, label, terms, out top, out others);
        if (Vector128.IsHardwareAccelerated && logits.Length >= Vector128<float>.Count)
            return TryRow<Vector128<float>, Lanes128>(logits, label, terms, out top, out others);
        (top, others) = (0, 0);
        return false;
    }

    /// <summary>The terms of a row that fills at least one vector.</summary>
    public static bool TryRow<V, L>(ReadOnlySpan<float> logits, int label, Span<float> terms, out float top, out double others)
        where V : struct
        where L : struct, ILanes<V>
    {
        // The last vector overlaps the one before where the row does not end with a whole one; it only writes the same once more.
        nuint count = (nuint)L.Count, length = (nuint)logits.Length, last = length - count;
        ref float z = ref MemoryMarshal.GetReference(logits), e = ref MemoryMarshal.GetReference(terms);
        V zero = L.All(0), poison = zero, most = L.All(float.MinValue);
        for (nuint j = 0; j < length; j += count)
        {
            V value = L.Load(in z, nuint.Min(j, last));
            poison = L.Fma(value, zero, poison);   // 0 unless some logit is NaN or infinite
            most = L.Max(most, value);
        }
        (top, _) = L.TopTwo(most, most);
        others = 0;
        if (L.Sum(poison) != 0) return false;

        V highest = L.All(top), scale = L.All(LogTwoE), lowest = L.All(LowestExponent), least = L.All(MathF.ScaleB(1, (int)LowestExponent));
        for (nuint j = 0; j < length; j += count)
        {
            nuint at = nuint.Min(j, last);
            V y = L.Max(L.Multiply(L.Subtract(L.Load(in z, at), highest), scale), lowest);
            L.Store(L.Subtract(PowerOfTwo<V, L>.Of(y), least), ref e, at);
        }

        terms[label] = 0;
        nuint whole = length - (length % count), blockLength = Block * count;
        for (nuint from = 0; from < whole; from += blockLength)
        {
            V sum = zero;
            nuint to = nuint.Min(whole, from + blockLength);
            for (nuint j = from; j < to; j += count) sum = L.Add(sum, L.Load(in e, j));
            others += L.Sum(sum);
        }
        foreach (float term in terms[(int)whole..logits.Length]) others += term;
        return true;
    }
}
