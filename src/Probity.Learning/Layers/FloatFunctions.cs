using System.Numerics;
using System.Runtime.CompilerServices;

namespace Probity.Learning.Layers;

/// <summary>Functions of activations in single precision, vector by vector: within 2e-7 of the exact value or of its size.</summary>
/// <remarks>The polynomials are minimax fits of our own; a lane's result depends on that lane alone.</remarks>
internal static class FloatFunctions
{
    private const float OneOverRootTwoPi = .3989422804f;

    /// <summary>eᵃ for a ≤ 0; what is below −87 counts as −87. Within 2e-7 relative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> ExpNonPositive(Vector<float> a)
    {
        // 2ⁿ·eʳ with |r| ≤ ½ ln 2; adding 1.5·2²³ rounds to n and leaves it in the low bits. ln 2 in two parts, the first exact times n.
        a = Vector.ConditionalSelect(Vector.LessThan(a, new Vector<float>(-87f)), new Vector<float>(-87f), a);
        var round = new Vector<float>(12_582_912f);
        Vector<float> shifted = (a * new Vector<float>(1.44269504f)) + round, n = shifted - round;
        Vector<float> r = a - (n * new Vector<float>(.693145752f)) - (n * new Vector<float>(1.42860677e-6f));
        Vector<float> p = new(1 / 5040f);
        p = (p * r) + new Vector<float>(1 / 720f);
        p = (p * r) + new Vector<float>(1 / 120f);
        p = (p * r) + new Vector<float>(1 / 24f);
        p = (p * r) + new Vector<float>(1 / 6f);
        p = (p * r) + new Vector<float>(.5f);
        p = (p * r) + Vector<float>.One;
        p = (p * r) + Vector<float>.One;
        return Vector.AsVectorSingle(Vector.AsVectorInt32(p) + Vector.ShiftLeft(Vector.AsVectorInt32(shifted), 23));
    }

    /// <summary>x·Φ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Gelu(Vector<float> x)
    {
        Vector<float> size = Vector.Abs(x);
        return Vector.Max(x, Vector<float>.Zero) - (size * UpperTail(size, ExpNonPositive(x * x * new Vector<float>(-.5f))));
    }

    /// <summary>Φ(x) + x·φ(x), the derivative of x·Φ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> GeluSlope(Vector<float> x)
    {
        Vector<float> bell = ExpNonPositive(x * x * new Vector<float>(-.5f));
        Vector<float> tail = UpperTail(Vector.Abs(x), bell);
        Vector<float> cdf = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), tail, Vector<float>.One - tail);
        return cdf + (x * bell * new Vector<float>(OneOverRootTwoPi));
    }

    /// <summary>tanh x: near 0 an odd polynomial, farther out (1 − e) / (1 + e) with e = exp(−2|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> size = Vector.Abs(x), square = x * x;
        Vector<float> e = ExpNonPositive(size * new Vector<float>(-2f));
        Vector<float> far = Vector.CopySign((Vector<float>.One - e) / (Vector<float>.One + e), x);
        Vector<float> p = new(-.00572073772f);
        p = (p * square) + new Vector<float>(.0206537357f);
        p = (p * square) + new Vector<float>(-.0537444109f);
        p = (p * square) + new Vector<float>(.133315015f);
        p = (p * square) + new Vector<float>(-.333332843f);
        Vector<float> near = (p * square * x) + x;
        return Vector.ConditionalSelect(Vector.LessThan(size, new Vector<float>(.6f)), near, far);
    }

    /// <summary>1 − Φ(u) for u ≥ 0 as exp(−u²/2) times a polynomial in 1/(1 + .23u), the form of Hastings (1955).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> UpperTail(Vector<float> u, Vector<float> bell)
    {
        Vector<float> t = Vector<float>.One / ((u * new Vector<float>(.23f)) + Vector<float>.One);
        Vector<float> p = new(-.184110147f);
        p = (p * t) + new Vector<float>(.97205447f);
        p = (p * t) + new Vector<float>(-1.57313577f);
        p = (p * t) + new Vector<float>(1.71725376f);
        p = (p * t) + new Vector<float>(-.922490618f);
        p = (p * t) + new Vector<float>(.472172129f);
        p = (p * t) + new Vector<float>(.0107673392f);
        p = (p * t) + new Vector<float>(.00748883718f);
        return p * bell;
    }
}
