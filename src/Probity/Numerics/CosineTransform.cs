namespace Probity.Numerics;

/// <summary>
/// Discrete cosine transform of N real numbers at the midpoints (n + ½)/N, N a power of two and at least 4, and back: by a
/// complex transform of N/2 numbers (Makhoul, 1980). Holds its own room, so one thread at a time.
/// </summary>
internal sealed class CosineTransform
{
    private readonly ComplexTransform _half;
    private readonly double[] _re, _im, _re2, _im2;
    private readonly double[] _halfTurnCos, _halfTurnSin;   // of πk/2N, k ≤ N/2
    private readonly double[] _turnCos, _turnSin;           // of 2πk/N, k ≤ N/2

    /// <param name="length">N.</param>
    /// <exception cref="ArgumentException">Not a power of two, or less than 4.</exception>
    public CosineTransform(int length)
    {
        Require.InRange(length, 4, 1 << 30, nameof(length));
        Length = length;
        int half = length / 2;
        _half = new ComplexTransform(half);
        (_re, _im, _re2, _im2) = (new double[half], new double[half], new double[half], new double[half]);
        (_halfTurnCos, _halfTurnSin) = (new double[half + 1], new double[half + 1]);
        (_turnCos, _turnSin) = (new double[half + 1], new double[half + 1]);
        for (int k = 0; k <= half; k++)
        {
            (_halfTurnSin[k], _halfTurnCos[k]) = Math.SinCos(Math.PI * k / (2.0 * length));
            (_turnSin[k], _turnCos[k]) = Math.SinCos(2 * Math.PI * k / length);
        }
    }

    public int Length { get; }

    /// <summary>X_k = Σ_n x_n·cos(πk(n + ½)/N), k &lt; N.</summary>
    public void Forward(ReadOnlySpan<double> values, Span<double> coefficients)
    {
        int n = Length, half = n / 2;
        // Even places ascending, then odd places descending; these taken in pairs as complex numbers.
        for (int i = 0; i < half / 2; i++)
        {
            _re[i] = values[4 * i];
            _im[i] = values[(4 * i) + 2];
            _re[half - 1 - i] = values[(4 * i) + 3];
            _im[half - 1 - i] = values[(4 * i) + 1];
        }
        _half.Run(_re, _im, _re2, _im2);

        coefficients[0] = _re[0] + _im[0];
        coefficients[half] = (_re[0] - _im[0]) * _halfTurnCos[half];
        for (int k = 1; k < half; k++)
        {
            // The transform of the pairs' first and second halves apart, then joined.
            double evenRe = (_re[k] + _re[half - k]) / 2, evenIm = (_im[k] - _im[half - k]) / 2;
            double oddRe = (_im[k] + _im[half - k]) / 2, oddIm = (_re[half - k] - _re[k]) / 2;
            double re = evenRe + (oddRe * _turnCos[k]) + (oddIm * _turnSin[k]);
            double im = evenIm + (oddIm * _turnCos[k]) - (oddRe * _turnSin[k]);
            coefficients[k] = (re * _halfTurnCos[k]) + (im * _halfTurnSin[k]);
            coefficients[n - k] = (re * _halfTurnSin[k]) - (im * _halfTurnCos[k]);
        }
    }

    /// <summary>x_n = X_0 + 2·Σ_k≥1 X_k·cos(πk(n + ½)/N): N times the inverse of <see cref="Forward"/>.</summary>
    public void Backward(ReadOnlySpan<double> coefficients, Span<double> values)
    {
        int n = Length, half = n / 2;
        for (int k = 0; k < half; k++)
        {
            var (re, im) = Spectrum(coefficients, k);
            var (mirrorRe, mirrorIm) = Spectrum(coefficients, half - k);   // conjugate of the one at k + N/2
            double evenRe = re + mirrorRe, evenIm = im - mirrorIm, dRe = re - mirrorRe, dIm = im + mirrorIm;
            double oddRe = (dRe * _turnCos[k]) - (dIm * _turnSin[k]), oddIm = (dRe * _turnSin[k]) + (dIm * _turnCos[k]);
            _im[k] = evenRe - oddIm;   // swapped, which turns the transform into its inverse
            _re[k] = evenIm + oddRe;
        }
        _half.Run(_re, _im, _re2, _im2);
        for (int i = 0; i < half / 2; i++)
        {
            values[4 * i] = _im[i];
            values[(4 * i) + 2] = _re[i];
            values[(4 * i) + 3] = _im[half - 1 - i];
            values[(4 * i) + 1] = _re[half - 1 - i];
        }
    }

    /// <summary>The Fourier coefficient of the reordered values that belongs to X_k and X_{N−k}.</summary>
    private (double Re, double Im) Spectrum(ReadOnlySpan<double> coefficients, int k)
    {
        double x = coefficients[k], mirror = k == 0 ? 0 : coefficients[Length - k];
        return ((x * _halfTurnCos[k]) + (mirror * _halfTurnSin[k]), (x * _halfTurnSin[k]) - (mirror * _halfTurnCos[k]));
    }
}
