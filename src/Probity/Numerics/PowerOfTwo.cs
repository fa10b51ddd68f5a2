using System.Runtime.CompilerServices;

namespace Probity.Numerics;

/// <summary>2^y in float lanes.</summary>
internal static class PowerOfTwo<V, L>
    where V : struct
    where L : struct, ILanes<V>
{
    // 2^f = 1 + f·(c0 + c1 f + … + c4 f⁴) on [−½, ½], relative error below 1e-7 (Lawson-weighted least squares).
    private const float C0 = 0.6931469775987161f, C1 = 0.24022242084635026f, C2 = 0.05550733743574478f,
        C3 = 0.009671512688152108f, C4 = 0.0013264727247044696f;

    private const float RoundingShift = 12_582_912f;   // 1.5·2²³: adding it leaves the nearest integer in the low bits

    /// <param name="y">In [−126, 127]; 2⁻¹²⁶ is the smallest normal float.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V y)
    {
        // An integer and a fraction in [−½, ½].
        V shift = L.All(RoundingShift), shifted = L.Add(y, shift), f = L.Subtract(y, L.Subtract(shifted, shift));
        V q = L.Fma(L.Fma(L.Fma(L.Fma(L.All(C4), f, L.All(C3)), f, L.All(C2)), f, L.All(C1)), f, L.All(C0));
        return L.ScaleByPowerOfTwo(L.Fma(q, f, L.All(1)), shifted);
    }
}
