namespace Probity.Numerics;

/// <summary>The standard normal distribution, to about 1e-15 relative in both tails.</summary>
internal static class NormalDistribution
{
    private const double SqrtTwoPi = 2.50662827463100050242;

    /// <summary>P(Z ≤ z).</summary>
    public static double Cdf(double z) => UpperTail(-z);

    /// <summary>P(Z ≥ z).</summary>
    public static double UpperTail(double z)
    {
        if (double.IsNaN(z)) return double.NaN;
        double size = Math.Abs(z);
        if (size < 1.4) return .5 - Density(z) * CentreOverDensity(z);
        double tail = size > 39 ? 0 : Density(size) / MillsDenominator(size);
        return z > 0 ? tail : 1 - tail;
    }

    /// <summary>The z such that ±z holds the given level.</summary>
    public static double TwoSided(double level) => Quantile((1 + level) / 2);

    /// <summary>The z with P(Z ≤ z) = p (Wichura, Algorithm AS 241, PPND16); ∓∞ at 0 and 1.</summary>
    public static double Quantile(double p)
    {
        if (!(p >= 0 && p <= 1)) throw new ArgumentException($"p: {p}; a probability lies in [0, 1]");
        double q = p - .5;
        if (Math.Abs(q) <= .425)
        {
            double s = .180625 - q * q;
            return q * Polynomial(s, CentreAbove) / Polynomial(s, CentreBelow);
        }
        double tail = q < 0 ? p : 1 - p;
        if (tail == 0) return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        double r = Math.Sqrt(-Math.Log(tail));
        double z = r <= 5
            ? Polynomial(r - 1.6, MiddleAbove) / Polynomial(r - 1.6, MiddleBelow)
            : Polynomial(r - 5, FarAbove) / Polynomial(r - 5, FarBelow);
        return q < 0 ? -z : z;
    }

    /// <summary>exp(−z²/2)/√(2π), with what rounding took from z² put back: at z = 37 it would cost three digits.</summary>
    private static double Density(double z)
    {
        double square = z * z, rounding = Math.FusedMultiplyAdd(z, z, -square);
        return Math.Exp(-.5 * square) * (1 - .5 * rounding) / SqrtTwoPi;
    }

    /// <summary>Σ z^(2k+1) / (2k+1)!!, whose terms are all of one sign: (P(Z ≤ z) − ½) over the density.</summary>
    private static double CentreOverDensity(double z)
    {
        double term = z, sum = z;
        for (int odd = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); odd += 2)
        {
            term *= z * z / odd;
            sum += term;
        }
        return sum;
    }

    /// <summary>Laplace's continued fraction z + 1/(z + 2/(z + 3/…)), from the depth at which nothing is left at this z.</summary>
    private static double MillsDenominator(double z)
    {
        double fraction = z;
        for (int depth = 20 + (int)(440 / (z * z)); depth > 0; depth--) fraction = z + depth / fraction;
        return fraction;
    }

    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        double value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--) value = value * x + coefficients[i];
        return value;
    }

    private static ReadOnlySpan<double> CentreAbove =>
    [
        3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ];

    private static ReadOnlySpan<double> CentreBelow =>
    [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ];

    private static ReadOnlySpan<double> MiddleAbove =>
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static ReadOnlySpan<double> MiddleBelow =>
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static ReadOnlySpan<double> FarAbove =>
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static ReadOnlySpan<double> FarBelow =>
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
