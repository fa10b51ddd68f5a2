namespace Probity.Numerics;

/// <summary>
/// Random binomial counts, exact in distribution up to the rounding of doubles: by inversion where n·q is small, else by
/// transformed rejection (Hörmann, "The generation of binomial random variates", 1993, algorithm BTRS).
/// </summary>
internal static class BinomialDraw
{
    /// <summary>BTRS is proven from here on; below it inversion takes some ten steps.</summary>
    private const double FewestForRejection = 10;

    /// <summary>Successes in <paramref name="n"/> trials of probability <paramref name="q"/>.</summary>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="n">At least 0.</param>
    /// <param name="q">In [0, 1].</param>
    public static int Next(ref RandomStream random, int n, double q)
    {
        Require.InRange(n, 0, int.MaxValue, "n");
        if (!(q >= 0 && q <= 1)) throw new ArgumentException($"q: {q}; a probability lies in [0, 1]");
        if (n == 0 || q == 0) return 0;
        if (q == 1) return n;
        if (q > .5) return n - NextUpToHalf(ref random, n, 1 - q);
        return NextUpToHalf(ref random, n, q);
    }

    private static int NextUpToHalf(ref RandomStream random, int n, double q) =>
        n * q < FewestForRejection ? ByInversion(ref random, n, q) : ByRejection(ref random, n, q);

    private static int ByInversion(ref RandomStream random, int n, double q)
    {
        double odds = q / (1 - q), none = Math.Exp(n * Elementary.Log1P(-q));
        int last = Math.Min(n, 200);   // more successes than this have probability below 1e-150
        while (true)
        {
            double left = random.NextDouble(), probability = none;
            for (int k = 0; k <= last; k++)
            {
                if (left < probability) return k;
                left -= probability;
                probability *= odds * (n - k) / (k + 1);
            }
            // The probabilities add up to 1 but for rounding, and the draw fell into the gap.
        }
    }

    private static int ByRejection(ref RandomStream random, int n, double q)
    {
        double deviation = Math.Sqrt(n * q * (1 - q));
        double b = 1.15 + 2.53 * deviation;
        double a = -.0873 + .0248 * b + .01 * q;
        double centre = n * q + .5;
        double certain = .92 - 4.2 / b;
        double scale = double.NaN;   // of the hat over the probability of the mode, wanted only where the squeeze fails
        while (true)
        {
            double u = random.NextDouble() - .5, v = random.NextDouble();
            double edge = .5 - Math.Abs(u);
            double k = Math.Floor((2 * a / edge + b) * u + centre);
            if (edge >= .07 && v <= certain) return (int)k;
            if (!(k >= 0 && k <= n)) continue;

            if (double.IsNaN(scale))
            {
                int mode = (int)Math.Min(n, Math.Floor((n + 1.0) * q));
                scale = Math.Log((2.83 + 5.1 / b) * deviation) + Binomial.LogProbability(mode, n, q);
            }
            if (Math.Log(v / (a / (edge * edge) + b)) + scale <= Binomial.LogProbability((int)k, n, q)) return (int)k;
        }
    }
}
