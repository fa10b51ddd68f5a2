using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Probity.Numerics;

/// <summary>The inner loops of the dense factorisations: dot products and linear combinations of contiguous doubles.</summary>
internal static class DoubleVectors
{
    /// <summary>Σ aᵢ bᵢ over the length of <paramref name="a"/>.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        nuint length = (nuint)a.Length, width = (nuint)Vector<double>.Count, i = 0;
        Vector<double> first = default, second = default, third = default, fourth = default;
        for (; i + 4 * width <= length; i += 4 * width)
        {
            first = Fma(Load(ref x, i), Load(ref y, i), first);
            second = Fma(Load(ref x, i + width), Load(ref y, i + width), second);
            third = Fma(Load(ref x, i + 2 * width), Load(ref y, i + 2 * width), third);
            fourth = Fma(Load(ref x, i + 3 * width), Load(ref y, i + 3 * width), fourth);
        }
        for (; i + width <= length; i += width) first = Fma(Load(ref x, i), Load(ref y, i), first);
        double sum = Vector.Sum((first + second) + (third + fourth));
        for (; i < length; i++) sum += Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
        return sum;
    }

    /// <summary>y += scale · x.</summary>
    public static void AddScaled(double scale, ReadOnlySpan<double> x, Span<double> y)
    {
        y = y[..x.Length];
        ref double from = ref MemoryMarshal.GetReference(x), to = ref MemoryMarshal.GetReference(y);
        nuint length = (nuint)x.Length, width = (nuint)Vector<double>.Count, i = 0;
        var factor = new Vector<double>(scale);
        for (; i + width <= length; i += width) Fma(factor, Load(ref from, i), Load(ref to, i)).StoreUnsafe(ref to, i);
        for (; i < length; i++) Unsafe.Add(ref to, i) += scale * Unsafe.Add(ref from, i);
    }

    /// <summary>z += a · x + b · y.</summary>
    public static void AddScaled(double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y, Span<double> z)
    {
        y = y[..x.Length];
        z = z[..x.Length];
        ref double first = ref MemoryMarshal.GetReference(x), second = ref MemoryMarshal.GetReference(y);
        ref double to = ref MemoryMarshal.GetReference(z);
        nuint length = (nuint)x.Length, width = (nuint)Vector<double>.Count, i = 0;
        Vector<double> u = new(a), v = new(b);
        for (; i + width <= length; i += width)
            Fma(u, Load(ref first, i), Fma(v, Load(ref second, i), Load(ref to, i))).StoreUnsafe(ref to, i);
        for (; i < length; i++) Unsafe.Add(ref to, i) += a * Unsafe.Add(ref first, i) + b * Unsafe.Add(ref second, i);
    }

    /// <summary>(x, y) becomes (c·x − s·y, s·x + c·y): a Givens rotation of two rows.</summary>
    public static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        y = y[..x.Length];
        ref double first = ref MemoryMarshal.GetReference(x), second = ref MemoryMarshal.GetReference(y);
        nuint length = (nuint)x.Length, width = (nuint)Vector<double>.Count, i = 0;
        Vector<double> cosine = new(c), sine = new(s);
        for (; i + width <= length; i += width)
        {
            Vector<double> u = Load(ref first, i), v = Load(ref second, i);
            (cosine * u - sine * v).StoreUnsafe(ref first, i);
            (sine * u + cosine * v).StoreUnsafe(ref second, i);
        }
        for (; i < length; i++)
        {
            double u = Unsafe.Add(ref first, i), v = Unsafe.Add(ref second, i);
            Unsafe.Add(ref first, i) = c * u - s * v;
            Unsafe.Add(ref second, i) = s * u + c * v;
        }
    }

    /// <summary>
    /// The eight dot products of four rows of x with two of l, over their first <paramref name="length"/> values: six loads
    /// for eight multiply-adds. Written to <paramref name="dots"/> as x₀l₀, x₀l₁, x₁l₀, …
    /// </summary>
    public static void DotsFourByTwo(ref double x, nuint xStride, ref double l, nuint lStride, nuint length, Span<double> dots)
    {
        ref double x1 = ref Unsafe.Add(ref x, xStride), x2 = ref Unsafe.Add(ref x1, xStride), x3 = ref Unsafe.Add(ref x2, xStride);
        ref double l1 = ref Unsafe.Add(ref l, lStride);
        nuint width = (nuint)Vector<double>.Count, i = 0;
        Vector<double> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector<double> s20 = default, s21 = default, s30 = default, s31 = default;
        for (; i + width <= length; i += width)
        {
            Vector<double> u = Load(ref l, i), v = Load(ref l1, i);
            Vector<double> row = Load(ref x, i);
            s00 = Fma(row, u, s00);
            s01 = Fma(row, v, s01);
            row = Load(ref x1, i);
            s10 = Fma(row, u, s10);
            s11 = Fma(row, v, s11);
            row = Load(ref x2, i);
            s20 = Fma(row, u, s20);
            s21 = Fma(row, v, s21);
            row = Load(ref x3, i);
            s30 = Fma(row, u, s30);
            s31 = Fma(row, v, s31);
        }
        dots[7] = Vector.Sum(s31);
        dots[0] = Vector.Sum(s00);
        dots[1] = Vector.Sum(s01);
        dots[2] = Vector.Sum(s10);
        dots[3] = Vector.Sum(s11);
        dots[4] = Vector.Sum(s20);
        dots[5] = Vector.Sum(s21);
        dots[6] = Vector.Sum(s30);
        for (; i < length; i++)
        {
            double u = Unsafe.Add(ref l, i), v = Unsafe.Add(ref l1, i);
            double a = Unsafe.Add(ref x, i), b = Unsafe.Add(ref x1, i), c = Unsafe.Add(ref x2, i), d = Unsafe.Add(ref x3, i);
            dots[0] += a * u;
            dots[1] += a * v;
            dots[2] += b * u;
            dots[3] += b * v;
            dots[4] += c * u;
            dots[5] += c * v;
            dots[6] += d * u;
            dots[7] += d * v;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ref double source, nuint offset) => Vector.LoadUnsafe(ref source, offset);

    // One rounding or two, whichever the processor does fast; without FMA hardware the exact form is emulated and very slow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Fma(Vector<double> a, Vector<double> b, Vector<double> c) => Vector.MultiplyAddEstimate(a, b, c);
}
