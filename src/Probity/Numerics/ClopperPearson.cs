namespace Probity.Numerics;

/// <summary>Exact one-sided bounds of a binomial share (Clopper &amp; Pearson, Biometrika 1934).</summary>
internal static class ClopperPearson
{
    /// <summary>The share that is at least this with confidence 1 − <paramref name="level"/>: P(Bin(n, share) ≥ successes) = level.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 0; none leave the share unknown, from 0 to 1.</param>
    /// <param name="level">Probability of being wrong, one-sided, in (0, 1). Use half of it for each end of an interval.</param>
    public static double Lower(int successes, int trials, double level) => Math.Exp(LogLower(successes, trials, level));

    /// <summary>The share that is at most this with confidence 1 − <paramref name="level"/>: P(Bin(n, share) ≤ successes) = level.</summary>
    /// <inheritdoc cref="Lower"/>
    public static double Upper(int successes, int trials, double level) =>
        -Elementary.ExpM1(LogLower(trials - successes, trials, level));

    /// <summary>
    /// Newton on log P(Bin(n, eʷ) ≥ successes) = log level. The left side is concave and increasing in w, so from
    /// wherever it starts every step after the first stays on the low side and climbs to the root.
    /// </summary>
    private static double LogLower(int successes, int trials, double level)
    {
        Require.InRange(successes, 0, trials, nameof(successes));
        Require.OpenShare(level, nameof(level));
        if (successes == 0) return double.NegativeInfinity;
        double logLevel = Math.Log(level);
        if (successes == trials) return logLevel / trials;

        double w = Math.Log((double)successes / trials);
        for (int iteration = 0; iteration < 100; iteration++)
        {
            double share = Math.Exp(w), complement = -Elementary.ExpM1(w);
            double tail = Binomial.TailOverFirst(trials - successes, trials, complement, share);
            double excess = Binomial.LogProbability(successes, trials, share, complement) + Math.Log(tail) - logLevel;
            // d log P(X ≥ x) / dw = x · P(X = x) / P(X ≥ x).
            double next = Math.Min(w - excess * tail / successes, w * 1e-3);
            if (Math.Abs(next - w) <= 1e-15 * Math.Abs(w)) return next;
            w = next;
        }
        return w;
    }
}
