using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Probity.Numerics;

/// <summary>
/// Discrete Fourier transform of n complex numbers, n a power of two: Stockham's self-sorting radix-2 form (Cooley &amp;
/// Tukey, 1965), real and imaginary parts apart.
/// </summary>
internal sealed class ComplexTransform
{
    private readonly double[] _cos, _sin;   // of −2πp/n, p < n/2

    /// <param name="length">n.</param>
    /// <exception cref="ArgumentException">Not a power of two.</exception>
    public ComplexTransform(int length)
    {
        if (!BitOperations.IsPow2(length)) throw new ArgumentException($"length: {length}; the transform halves it down to 1, so it must be a power of two");
        Length = length;
        _cos = new double[length / 2];
        _sin = new double[length / 2];
        for (int p = 0; p < _cos.Length; p++) (_sin[p], _cos[p]) = Math.SinCos(-2 * Math.PI * p / length);
    }

    public int Length { get; }

    /// <summary>Σ_n z_n·exp(−2πi·kn/N), in place. The inverse, times N, is this with real and imaginary parts swapped going in and coming out.</summary>
    /// <param name="re">N real parts.</param>
    /// <param name="im">N imaginary parts.</param>
    /// <param name="re2">Room for N.</param>
    /// <param name="im2">Room for N.</param>
    public void Run(Span<double> re, Span<double> im, Span<double> re2, Span<double> im2)
    {
        bool away = false;   // whether the numbers are now in the spare room
        for (int half = Length / 2, stride = 1; half >= 1; half /= 2, stride *= 2)
        {
            if (away) Stage(half, stride, re2, im2, re, im);
            else Stage(half, stride, re, im, re2, im2);
            away = !away;
        }
        if (!away) return;
        re2.CopyTo(re);
        im2.CopyTo(im);
    }

    private void Stage(int half, int stride, ReadOnlySpan<double> re, ReadOnlySpan<double> im, Span<double> toRe, Span<double> toIm)
    {
        int across = half * stride;
        for (int p = 0; p < half; p++)
        {
            double c = _cos[p * stride], s = _sin[p * stride];
            int from = p * stride, to = 2 * from;
            if (stride >= Vector256<double>.Count)
            {
                Wide(
                    re.Slice(from, stride), im.Slice(from, stride), re.Slice(from + across, stride), im.Slice(from + across, stride),
                    toRe.Slice(to, 2 * stride), toIm.Slice(to, 2 * stride), c, s);
                continue;
            }
            for (int q = 0; q < stride; q++)
            {
                double aRe = re[from + q], aIm = im[from + q], bRe = re[from + across + q], bIm = im[from + across + q];
                double dRe = aRe - bRe, dIm = aIm - bIm;
                toRe[to + q] = aRe + bRe;
                toIm[to + q] = aIm + bIm;
                toRe[to + stride + q] = (dRe * c) - (dIm * s);
                toIm[to + stride + q] = (dRe * s) + (dIm * c);
            }
        }
    }

    private static void Wide(
        ReadOnlySpan<double> aRe, ReadOnlySpan<double> aIm, ReadOnlySpan<double> bRe, ReadOnlySpan<double> bIm,
        Span<double> toRe, Span<double> toIm, double cos, double sin)
    {
        var c = Vector256.Create(cos);
        var s = Vector256.Create(sin);
        var a = MemoryMarshal.Cast<double, Vector256<double>>(aRe);
        var b = MemoryMarshal.Cast<double, Vector256<double>>(bRe);
        var ai = MemoryMarshal.Cast<double, Vector256<double>>(aIm);
        var bi = MemoryMarshal.Cast<double, Vector256<double>>(bIm);
        var sums = MemoryMarshal.Cast<double, Vector256<double>>(toRe);
        var sumsIm = MemoryMarshal.Cast<double, Vector256<double>>(toIm);
        for (int q = 0; q < a.Length; q++)
        {
            Vector256<double> dRe = a[q] - b[q], dIm = ai[q] - bi[q];
            sums[q] = a[q] + b[q];
            sumsIm[q] = ai[q] + bi[q];
            sums[a.Length + q] = (dRe * c) - (dIm * s);
            sumsIm[a.Length + q] = (dRe * s) + (dIm * c);
        }
    }
}
