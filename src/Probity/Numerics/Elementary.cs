using System.Numerics;

namespace Probity.Numerics;

/// <summary>Elementary functions where the framework's own lose digits: its <c>LogP1</c> and <c>ExpM1</c> form 1 + x and eˣ − 1.</summary>
internal static class Elementary
{
    /// <summary>ln(1 + x) to full relative precision for x &gt; −1 (Kahan's correction of the rounding of 1 + x).</summary>
    public static double Log1P(double x)
    {
        double u = 1 + x;
        if (u == 1) return x;
        return u == 0 || double.IsPositiveInfinity(u) ? Math.Log(u) : Math.Log(u) * (x / (u - 1));
    }

    /// <inheritdoc cref="Log1P(double)"/>
    public static Vector<double> Log1P(Vector<double> x)
    {
        Vector<double> u = Vector<double>.One + x;
        return Vector.ConditionalSelect(Vector.Equals(u, Vector<double>.One), x, Vector.Log(u) * (x / (u - Vector<double>.One)));
    }

    /// <summary>eˣ − 1 to full relative precision (Kahan).</summary>
    public static double ExpM1(double x)
    {
        double u = Math.Exp(x);
        if (u == 1) return x;
        double v = u - 1;
        if (v == -1 || double.IsPositiveInfinity(u)) return v;
        return v * (x / Math.Log(u));
    }

    /// <summary>ln(1 − eˣ) for x ≤ 0 (Mächler, 2012).</summary>
    public static double Log1MExp(double x) =>
        x >= 0 ? double.NegativeInfinity
        : x > -0.6931471805599453 ? Math.Log(-ExpM1(x))
        : Log1P(-Math.Exp(x));

    /// <summary>1 / (1 + e⁻ˣ), with its digits where it is small.</summary>
    public static double Logistic(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /// <summary>ln(1 + eˣ) without overflow.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1P(Math.Exp(-Math.Abs(x)));
}
