namespace Probity.Numerics;

/// <summary>
/// The regularised incomplete gamma functions P(a, x) = ∫₀ˣ tᵃ⁻¹e⁻ᵗ dt / Γ(a) and Q = 1 − P, each to about 1e-13 relative (1e-12 at shapes above 10⁸), far
/// tails by their logarithms. P by its power series below x = a + 1, Q by Legendre's continued fraction above (DLMF 8.11.4,
/// 8.9.2). The chi-squared tail of ν degrees at s is Q(ν/2, s/2).
/// </summary>
/// <remarks>Takes some √a steps; a goes up to 10¹⁰.</remarks>
internal static class IncompleteGamma
{
    private const double LargestShape = 1e10;
    private const double Ln2 = .6931471805599453;

    /// <summary>P(a, x).</summary>
    /// <param name="a">Positive, at most 10¹⁰.</param>
    /// <param name="x">Not negative.</param>
    public static double Lower(double a, double x) => Math.Exp(LogLower(a, x));

    /// <summary>Q(a, x).</summary>
    /// <inheritdoc cref="Lower"/>
    public static double Upper(double a, double x) => Math.Exp(LogUpper(a, x));

    /// <summary>ln P(a, x).</summary>
    /// <inheritdoc cref="Lower"/>
    public static double LogLower(double a, double x) => Logs(a, x).Lower;

    /// <summary>ln Q(a, x).</summary>
    /// <inheritdoc cref="Lower"/>
    public static double LogUpper(double a, double x) => Logs(a, x).Upper;

    /// <summary>The x with P(a, x) = p.</summary>
    /// <param name="a">Positive, at most 10¹⁰.</param>
    /// <param name="p">In [0, 1].</param>
    public static double InverseLower(double a, double p)
    {
        RequireProbability(p);
        return p <= .5 ? Inverse(a, Math.Log(p), lower: true) : Inverse(a, Elementary.Log1P(-p), lower: false);
    }

    /// <summary>The x with Q(a, x) = q.</summary>
    /// <param name="a">Positive, at most 10¹⁰.</param>
    /// <param name="q">In [0, 1].</param>
    public static double InverseUpper(double a, double q)
    {
        RequireProbability(q);
        return q <= .5 ? Inverse(a, Math.Log(q), lower: false) : Inverse(a, Elementary.Log1P(-q), lower: true);
    }

    /// <summary>
    /// Newton on the logarithm of a tail against w = ln x. Both are concave there, so that every step after the first comes
    /// from the far side of the tail and moves monotonically to the root.
    /// </summary>
    private static double Inverse(double a, double logTarget, bool lower)
    {
        RequireShape(a);
        if (double.IsNegativeInfinity(logTarget)) return lower ? 0 : double.PositiveInfinity;
        // Where x would be below all doubles, or nearly, P = xᵃ/Γ(a + 1) holds to the last bit.
        double logFirst = (logTarget + GammaFunction.Log(a + 1)) / a;
        if (lower && logFirst < -40) return Math.Exp(logFirst);

        double w = Math.Log(lower ? a : a + 1);
        bool free = false;   // the step before was Newton's own
        for (int iteration = 0; iteration < 200; iteration++)
        {
            double x = Math.Exp(w);
            (double below, double above) = Logs(a, x);
            double tail = lower ? below : above;
            double step = (logTarget - tail) * Math.Exp(tail - LogDensity(a, x));   // of ln x, whose density is xᵃe⁻ˣ/Γ(a)
            if (!lower) step = -step;
            bool turned = free && (lower ? step <= 0 : step >= 0);   // monotone until rounding turns it
            // In the upper tail a step far up would leave the numbers; the way there is short enough in doublings.
            free = lower || step <= Ln2;
            w += free ? step : Ln2;
            if (turned || Math.Abs(step) <= 1e-16 * Math.Max(1, Math.Abs(w))) break;
        }
        return Math.Exp(w);
    }

    private static (double Lower, double Upper) Logs(double a, double x)
    {
        RequireShape(a);
        if (!(x >= 0)) throw new ArgumentException($"x: {x}; the incomplete gamma function is of numbers that are not negative");
        if (x == 0) return (double.NegativeInfinity, 0);
        if (double.IsPositiveInfinity(x)) return (0, double.NegativeInfinity);
        if (a < 1 && x < .6) return SmallShape(a, x);
        double density = LogDensity(a, x);
        if (a >= 1 && x < a + 1)
        {
            double lower = Math.Min(0, density - Math.Log(a) + Math.Log(Series(a, x)));
            return (lower, Elementary.Log1MExp(lower));
        }
        double upper = Math.Min(0, density - Math.Log(Fraction(a, x)));
        return (Elementary.Log1MExp(upper), upper);
    }

    /// <summary>ln(xᵃe⁻ˣ/Γ(a)).</summary>
    private static double LogDensity(double a, double x) => a < 1
        ? a * Math.Log(x) - x - GammaFunction.LogOfOnePlus(a) + Math.Log(a)
        : .5 * Math.Log(a) - SaddlePoint.HalfLogTwoPi - SaddlePoint.StirlingError(a) - SaddlePoint.Deviance(a, x);

    /// <summary>1 + x/(a+1) + x²/((a+1)(a+2)) + …</summary>
    private static double Series(double a, double x)
    {
        double sum = 1, term = 1;
        for (double n = a + 1; term > 1e-17 * sum; n++)
        {
            term *= x / n;
            sum += term;
        }
        return sum;
    }

    /// <summary>x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …)), by Lentz's method.</summary>
    private static double Fraction(double a, double x)
    {
        const double tiny = 1e-300;
        double b = x + 1 - a, value = b == 0 ? tiny : b, c = value, d = 0;
        for (int n = 1; n < 10_000_000; n++)
        {
            double numerator = -n * (n - a);
            b += 2;
            d = b + numerator * d;
            d = 1 / (d == 0 ? tiny : d);
            c = b + numerator / c;
            if (c == 0) c = tiny;
            double factor = c * d;
            value *= factor;
            if (Math.Abs(factor - 1) < 3e-16) break;
        }
        return value;
    }

    /// <summary>For a &lt; 1 and small x, where P may be near 1: Q = 1 − P from the alternating series without cancellation.</summary>
    private static (double Lower, double Upper) SmallShape(double a, double x)
    {
        // P = f·(1 − a·s), f = xᵃ/Γ(a + 1), s = Σ (−1)ᵏ⁺¹ xᵏ/(k!(a + k)).
        double logFirst = a * Math.Log(x) - GammaFunction.LogOfOnePlus(a);
        double sum = 0, term = -1;
        for (int k = 1; ; k++)
        {
            term *= -x / k;
            double next = sum + term / (a + k);
            if (next == sum) break;
            sum = next;
        }
        double lower = Math.Min(0, logFirst + Elementary.Log1P(-a * sum));
        double upper = -Elementary.ExpM1(logFirst) + Math.Exp(logFirst) * a * sum;
        return (lower < -Ln2 ? lower : Elementary.Log1P(-upper), lower < -Ln2 ? Elementary.Log1MExp(lower) : Math.Log(upper));
    }

    private static void RequireShape(double a)
    {
        if (!(a > 0 && a <= LargestShape)) throw new ArgumentException($"a: {a}; the shape must be positive and at most {LargestShape:N0}");
    }

    private static void RequireProbability(double p)
    {
        if (!(p >= 0 && p <= 1)) throw new ArgumentException($"p: {p}; a probability lies in [0, 1]");
    }
}
