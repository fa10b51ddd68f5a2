namespace Probity.Numerics;

/// <summary>
/// The regularised incomplete beta function Iₓ(a, b) = ∫₀ˣ tᵃ⁻¹(1 − t)ᵇ⁻¹ dt / B(a, b) and its complement, each to about 1e-13
/// relative (1e-12 at shapes above 10⁸), far tails by their logarithms: a continued fraction (Didonato &amp; Morris, ACM TOMS 1992) after a saddle-point
/// prefactor. It is the tail of binomial, Student and F distributions.
/// </summary>
/// <remarks>Takes some √(a + b) steps; shapes go up to 10¹⁰.</remarks>
internal static class IncompleteBeta
{
    private const double LargestShape = 1e10;
    private const double Ln2 = .6931471805599453;

    /// <summary>Iₓ(a, b).</summary>
    /// <param name="a">Positive, at most 10¹⁰.</param>
    /// <param name="b">Positive, at most 10¹⁰.</param>
    /// <param name="x">In [0, 1].</param>
    public static double Regularized(double a, double b, double x) => Math.Exp(Log(a, b, x));

    /// <summary>ln Iₓ(a, b).</summary>
    /// <inheritdoc cref="Regularized"/>
    public static double Log(double a, double b, double x) => Checked(a, b, x).Lower;

    /// <summary>ln(1 − Iₓ(a, b)) = ln I₁₋ₓ(b, a), for an x whose 1 − x is exact enough.</summary>
    /// <inheritdoc cref="Regularized"/>
    public static double LogComplement(double a, double b, double x) => Checked(a, b, x).Upper;

    /// <summary>The x with Iₓ(a, b) = p: the p-quantile of the beta distribution.</summary>
    /// <param name="a">Positive, at most 10¹⁰.</param>
    /// <param name="b">Positive, at most 10¹⁰.</param>
    /// <param name="p">In [0, 1].</param>
    public static double Inverse(double a, double b, double p)
    {
        RequireProbability(p);
        if (p == 0 || p == 1) return p;
        return FromLogit(p <= .5 ? Logit(a, b, Math.Log(p)) : -Logit(b, a, Elementary.Log1P(-p)));
    }

    /// <summary>The x with 1 − Iₓ(a, b) = q, for a q too small to be taken from 1.</summary>
    /// <inheritdoc cref="Inverse"/>
    public static double InverseOfComplement(double a, double b, double q)
    {
        RequireProbability(q);
        if (q == 0 || q == 1) return 1 - q;
        return FromLogit(q <= .5 ? -Logit(b, a, Math.Log(q)) : Logit(a, b, Elementary.Log1P(-q)));
    }

    /// <summary>
    /// The w = ln(x/(1 − x)) with ln Iₓ = logTarget, by Newton. In w the density is log-concave for all shapes, hence so is I:
    /// every step after the first comes from below and climbs to the root.
    /// </summary>
    private static double Logit(double a, double b, double logTarget)
    {
        RequireShapes(a, b);
        // Where x is below all doubles, or nearly, I = xᵃ/(a·B) holds to the last bit, and ln x = w.
        double logFirst = (logTarget + LogFirst(a, b)) / a;
        if (logFirst < -40 - Math.Log(Math.Max(1, b))) return logFirst;
        // The same from the other end, where 1 − x is below all doubles and no step could be taken.
        double logLast = (Elementary.Log1MExp(logTarget) + LogFirst(b, a)) / b;
        if (logLast < -40 - Math.Log(Math.Max(1, a))) return -logLast;

        double w = Math.Log(a / b);
        for (int iteration = 0; iteration < 200; iteration++)
        {
            (double x, double y) = (FromLogit(w), FromLogit(-w));
            double tail = Logs(a, b, x, y).Lower;
            double step = (logTarget - tail) * Math.Exp(tail - LogDensity(a, b, x, y));
            bool turned = iteration > 1 && step <= 0;   // monotone until rounding turns it
            w += Math.Max(step, -600 - w);
            if (turned || Math.Abs(step) <= 1e-16 * Math.Max(1, Math.Abs(w))) break;
        }
        return w;
    }

    private static double FromLogit(double w)
    {
        if (w > 0) return 1 / (1 + Math.Exp(-w));
        double odds = Math.Exp(w);
        return odds / (1 + odds);
    }

    private static (double Lower, double Upper) Checked(double a, double b, double x)
    {
        RequireShapes(a, b);
        RequireProbability(x, "x");
        return Logs(a, b, x, 1 - x);
    }

    private static (double Lower, double Upper) Logs(double a, double b, double x, double y)
    {
        if (x == 0) return (double.NegativeInfinity, 0);
        if (y == 0) return (0, double.NegativeInfinity);
        if (x <= (a + 1) / (a + b + 2)) return BelowMean(a, b, x, y);
        (double upper, double lower) = BelowMean(b, a, y, x);
        return (lower, upper);
    }

    private static (double Lower, double Upper) BelowMean(double a, double b, double x, double y)
    {
        double lower = Math.Min(0, LogDensity(a, b, x, y) - Math.Log(Fraction(a, b, x, y)));
        if (a >= 1 || lower < -Ln2) return (lower, Elementary.Log1MExp(lower));
        double upper = SmallComplement(a, b, x);
        return (Elementary.Log1P(-upper), Math.Log(upper));
    }

    /// <summary>ln(xᵃ(1 − x)ᵇ/B(a, b)), the log-density of ln(x/(1 − x)).</summary>
    private static double LogDensity(double a, double b, double x, double y)
    {
        double n = a + b;
        // B(a, b) = (1/a + 1/b)·Γ(a + 1)Γ(b + 1)/Γ(n + 1); with the smaller shape below 1 Stirling's form of it would cancel.
        if (Math.Min(a, b) < 1)
        {
            (double small, double large) = a < b ? (a, b) : (b, a);
            return a * LogOf(x, y) + b * LogOf(y, x) + Math.Log(small) - LogFirst(small, large);
        }
        double stirling = SaddlePoint.StirlingError(n) - SaddlePoint.StirlingError(a) - SaddlePoint.StirlingError(b);
        double deviance = SaddlePoint.Deviance(a, n * x) + SaddlePoint.Deviance(b, n * y);
        return stirling - deviance - SaddlePoint.HalfLogTwoPi + .5 * (Math.Log(a / n) + Math.Log(b));
    }

    /// <summary>ln(a·B(a, b)), exact in proportion to a where that is small.</summary>
    private static double LogFirst(double a, double b) => a <= 1
        ? GammaFunction.LogOfOnePlus(a) - GammaFunction.LogRatio(b, a)
        : GammaFunction.Log(a + 1) - GammaFunction.LogRatio(b, a);

    private static double LogOf(double value, double complement) => complement < .5 ? Elementary.Log1P(-complement) : Math.Log(value);

    /// <summary>β₁ + α₂/(β₂ + α₃/(β₃ + …)) by Lentz's method, the even part of DLMF 8.17.22.</summary>
    private static double Fraction(double a, double b, double x, double y)
    {
        const double tiny = 1e-300;
        double gap = a * y - b * x;   // a − (a + b)x without its cancellation
        double value = a / (a + 1) * (gap + 1), c = value, d = 0;
        for (int n = 1; n < 10_000_000; n++)
        {
            double odd = a + 2 * n - 1, below = n * (b - n) * x / odd;
            double numerator = (a + n - 1) * ((a + b + n - 1) / odd) * below * x;
            double denominator = n + below + (a + n) / (odd + 2) * (gap + 1 + n * (1 + y));
            d = denominator + numerator * d;
            d = 1 / (d == 0 ? tiny : d);
            c = denominator + numerator / c;
            if (c == 0) c = tiny;
            double factor = c * d;
            value *= factor;
            if (Math.Abs(factor - 1) < 3e-16) break;
        }
        return value;
    }

    /// <summary>1 − I for a &lt; 1 where I is near 1, from I = f·(1 + a·s), f = xᵃ/(a·B), s = Σ (1 − b)ₙxⁿ/(n!(a + n)).</summary>
    private static double SmallComplement(double a, double b, double x)
    {
        double logFirst = a * Math.Log(x) - LogFirst(a, b);
        double sum = 0, term = 1;
        for (int n = 1; n < 10_000; n++)
        {
            term *= (n - b) / n * x;
            double next = sum + term / (a + n);
            if (next == sum) break;
            sum = next;
        }
        return -Elementary.ExpM1(logFirst) - Math.Exp(logFirst) * a * sum;
    }

    private static void RequireShapes(double a, double b)
    {
        if (!(a > 0 && a <= LargestShape)) throw new ArgumentException($"a: {a}; the shape must be positive and at most {LargestShape:N0}");
        if (!(b > 0 && b <= LargestShape)) throw new ArgumentException($"b: {b}; the shape must be positive and at most {LargestShape:N0}");
    }

    private static void RequireProbability(double p, string name = "p")
    {
        if (!(p >= 0 && p <= 1)) throw new ArgumentException($"{name}: {p}; it lies in [0, 1]");
    }
}
