namespace Probity.Numerics;

/// <summary>Exact one-sided bounds of a binomial share (Clopper &amp; Pearson, Biometrika 1934), as quantiles of beta distributions.</summary>
internal static class ClopperPearson
{
    /// <summary>The share that is at least this with confidence 1 − <paramref name="level"/>: P(Bin(n, share) ≥ successes) = level.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 0; none leave the share unknown, from 0 to 1.</param>
    /// <param name="level">Probability of being wrong, one-sided, in (0, 1). Use half of it for each end of an interval.</param>
    public static double Lower(int successes, int trials, double level)
    {
        Check(successes, trials, level);
        return successes == 0 ? 0 : IncompleteBeta.Inverse(successes, trials - successes + 1.0, level);
    }

    /// <summary>The share that is at most this with confidence 1 − <paramref name="level"/>: P(Bin(n, share) ≤ successes) = level.</summary>
    /// <inheritdoc cref="Lower"/>
    public static double Upper(int successes, int trials, double level)
    {
        Check(successes, trials, level);
        return successes == trials ? 1 : IncompleteBeta.InverseOfComplement(successes + 1.0, trials - successes, level);
    }

    private static void Check(int successes, int trials, double level)
    {
        Require.InRange(successes, 0, trials, nameof(successes));
        Require.OpenShare(level, nameof(level));
    }
}
