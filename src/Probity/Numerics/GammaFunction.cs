namespace Probity.Numerics;

/// <summary>The logarithm of Γ for positive arguments, to about 1e-15 relative, also beside its roots at 1 and 2.</summary>
internal static class GammaFunction
{
    private const double OneLessEuler = 0.42278433509846713939;

    /// <summary>ζ(k) − 1 for k = 2 … 31.</summary>
    private static ReadOnlySpan<double> ZetaLessOne =>
    [
        0.644934066848226436, 0.202056903159594285, 0.0823232337111381915, 0.0369277551433699263, 0.0173430619844491397,
        0.00834927738192282684, 0.00407735619794433938, 0.00200839282608221442, 0.000994575127818085337, 0.000494188604119464559,
        0.000246086553308048299, 0.000122713347578489147, 0.0000612481350587048293, 0.0000305882363070204936, 0.0000152822594086518717,
        7.63719763789976227e-6, 3.81729326499983986e-6, 1.90821271655393893e-6, 9.53962033872796113e-7, 4.76932986787806463e-7,
        2.3845050272773299e-7, 1.19219925965311073e-7, 5.96081890512594796e-8, 2.98035035146522802e-8, 1.49015548283650412e-8,
        7.45071178983542949e-9, 3.72533402478845705e-9, 1.86265972351304901e-9, 9.31327432419668183e-10, 4.65662906503378407e-10,
    ];

    /// <summary>ln Γ(x).</summary>
    /// <param name="x">Positive.</param>
    public static double Log(double x)
    {
        Require.Positive(x, nameof(x));
        if (x < .5) return LogOfOnePlus(x) - Math.Log(x);
        if (x <= 1.5) return LogOfOnePlus(x - 1);
        if (x <= 2.5) return LogOfTwoPlus(x - 2);
        if (x < 16)
        {
            double product = 1;
            for (; x > 2.5; product *= x) x--;
            return Math.Log(product) + LogOfTwoPlus(x - 2);
        }
        return SaddlePoint.StirlingError(x) + (x - .5) * Math.Log(x) - x + SaddlePoint.HalfLogTwoPi;
    }

    /// <summary>ln Γ(1 + z), exact in proportion to z also where z is tiny.</summary>
    /// <param name="z">From −½ to 1.</param>
    public static double LogOfOnePlus(double z) => z > .5 ? LogOfTwoPlus(z - 1) : LogOfTwoPlus(z) - Elementary.Log1P(z);

    /// <summary>ln(Γ(b + a)/Γ(b)), exact in proportion to a also where a is tiny.</summary>
    /// <param name="b">Positive.</param>
    /// <param name="a">Positive.</param>
    public static double LogRatio(double b, double a)
    {
        double sum = 0;
        for (; b < 16; b++) sum -= Elementary.Log1P(a / b);   // Γ(b + a)/Γ(b) = Γ(b + 1 + a)/Γ(b + 1) · b/(b + a)
        // Stirling's formula at b + a and at b, differenced term by term.
        double growth = Elementary.Log1P(a / b), square = b * b, power = 1 / b;
        double difference = (b - .5) * growth + a * Math.Log(b + a) - a;
        for (int k = 0; k < StirlingCoefficients.Length; k++)
        {
            difference += StirlingCoefficients[k] * power * Elementary.ExpM1(-(2 * k + 1) * growth);
            power /= square;
        }
        return sum + difference;
    }

    private static ReadOnlySpan<double> StirlingCoefficients =>
        [1 / 12.0, -1 / 360.0, 1 / 1260.0, -1 / 1680.0, 1 / 1188.0, -691 / 360360.0];

    /// <summary>ln Γ(2 + z) for |z| ≤ ½ by its Taylor series at the root.</summary>
    private static double LogOfTwoPlus(double z)
    {
        double sum = 0;
        for (int k = ZetaLessOne.Length + 1; k >= 2; k--) sum = sum * -z + ZetaLessOne[k - 2] / k;
        return z * (OneLessEuler + z * sum);
    }
}
