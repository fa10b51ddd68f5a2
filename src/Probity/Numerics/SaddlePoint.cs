namespace Probity.Numerics;

/// <summary>
/// The two pieces of Loader's saddle-point form (2000) of binomial, beta and gamma probabilities, in which the large
/// logarithms that would cancel never appear.
/// </summary>
internal static class SaddlePoint
{
    public const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>log Γ(n + 1) less its Stirling approximation, for n = 0 … 15; beyond that the series is exact to the last bit.</summary>
    private static ReadOnlySpan<double> StirlingErrors =>
    [
        0, 0.08106146679532725822, 0.04134069595540929409, 0.02767792568499833915, 0.02079067210376509311,
        0.01664469118982119216, 0.013876128823070748, 0.0118967099458917701, 0.0104112652619720965, 0.009255462182712732918,
        0.008330563433362871256, 0.007573675487951840795, 0.006942840107209529866, 0.006408994188004207068,
        0.005951370112758847736, 0.005554733551962801371,
    ];

    /// <summary>log(n!) − log(√(2πn) (n/e)ⁿ).</summary>
    public static double StirlingError(int n) => n < StirlingErrors.Length ? StirlingErrors[n] : Series(n);

    /// <summary>log Γ(x + 1) − log(√(2πx) (x/e)ˣ) for any x &gt; 0.</summary>
    public static double StirlingError(double x)
    {
        double sum = 0;
        for (; x < StirlingErrors.Length; x++) sum += (x + .5) * Elementary.Log1P(1 / x) - 1;
        return sum + Series(x);
    }

    /// <summary>x log(x/mean) + mean − x without the cancellation near x = mean.</summary>
    public static double Deviance(double x, double mean)
    {
        double gap = x - mean;
        if (Math.Abs(gap) >= .1 * (x + mean)) return x * Math.Log(x / mean) - gap;

        double v = gap / (x + mean), square = v * v;
        double sum = gap * v, power = 2 * x * v;
        for (int j = 1; ; j++)
        {
            power *= square;
            double next = sum + power / (2 * j + 1);
            if (next == sum) return sum;
            sum = next;
        }
    }

    private static double Series(double x)
    {
        double square = x * x;
        return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0 - 691 / 360360.0 / square)
            / square) / square) / square) / square) / x;
    }
}
