namespace Probity.Metrics;

/// <summary>Differences of harmonic numbers, continued to real arguments by the digamma function.</summary>
internal static class HarmonicNumbers
{
    /// <summary>H(m+g) − H(m) = ψ(m+g+1) − ψ(m+1); for whole g the sum of 1/(m+j) over j = 1 … g.</summary>
    /// <param name="m">≥ 0.</param>
    /// <param name="g">≥ 0.</param>
    public static double Difference(double m, double g)
    {
        double sum = 0;
        double low = m + 1;
        while (low < 16)
        {
            sum += g / (low * (low + g));   // 1/low − 1/(low + g)
            low++;
        }
        return sum + LogOnePlus(g / low) + Tail(low + g) - Tail(low);
    }

    /// <summary>ψ(x) − ln x: below 1e-16 in error for x ≥ 16.</summary>
    private static double Tail(double x)
    {
        double s = 1 / (x * x);
        return (-0.5 / x) - (s * ((1.0 / 12) - (s * ((1.0 / 120) - (s * ((1.0 / 252) - (s * ((1.0 / 240) - (s / 132)))))))));
    }

    /// <summary>ln(1 + x) without losing a small x (Kahan); the runtime's own LogP1 is Log(x + 1).</summary>
    private static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * (x / (u - 1));
    }
}
