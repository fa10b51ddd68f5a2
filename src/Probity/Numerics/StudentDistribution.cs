namespace Probity.Numerics;

/// <summary>Student's t distribution.</summary>
internal static class StudentDistribution
{
    /// <summary>The t with P(|T| ≤ t) = level, for any degrees of freedom above 0.</summary>
    /// <param name="level">In (0, 1).</param>
    /// <param name="degrees">Degrees of freedom; at least 1.</param>
    public static double TwoSided(double level, double degrees)
    {
        // I_x(ν/2, ½) at x = ν/(ν + t²) is the probability outside ±t.
        double x = IncompleteBeta.Inverse(degrees / 2, 0.5, 1 - level);
        return Math.Sqrt(degrees * ((1 - x) / x));
    }
}
