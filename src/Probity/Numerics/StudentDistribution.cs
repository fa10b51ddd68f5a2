namespace Probity.Numerics;

/// <summary>Student's t distribution.</summary>
internal static class StudentDistribution
{
    /// <summary>The t with P(|T| ≤ t) = level.</summary>
    /// <param name="level">In (0, 1).</param>
    /// <param name="degrees">Degrees of freedom, positive and at most 2·10¹⁰; they need not be whole.</param>
    public static double TwoSided(double level, double degrees)
    {
        Require.OpenShare(level, nameof(level));
        // I_x(ν/2, ½) at x = ν/(ν + t²) is the probability outside ±t. Both x and 1 − x by themselves: either may be tiny.
        double x = IncompleteBeta.Inverse(degrees / 2, .5, 1 - level), rest = IncompleteBeta.Inverse(.5, degrees / 2, level);
        return Math.Sqrt(degrees * (rest / x));
    }
}
