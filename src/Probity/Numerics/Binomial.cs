namespace Probity.Numerics;

/// <summary>
/// The binomial distribution of n trials with probability q, exact to about 1e-12 relative far into both tails and up
/// to n = 10⁷: the point probability by the saddle-point form of Loader (2000), the tails by summing away from it.
/// </summary>
/// <remarks>Every function takes q and, where the caller knows it better than 1 − q does, its complement.</remarks>
internal static class Binomial
{
    /// <summary>log P(Bin(n, q) = k), −∞ where that cannot happen.</summary>
    public static double LogProbability(int k, int n, double q) => LogProbability(k, n, q, 1 - q);

    /// <inheritdoc cref="LogProbability(int, int, double)"/>
    public static double LogProbability(int k, int n, double q, double complement)
    {
        RequireTrials(n, q);
        if (k < 0 || k > n) return double.NegativeInfinity;
        if (q == 0) return k == 0 ? 0 : double.NegativeInfinity;
        if (complement == 0) return k == n ? 0 : double.NegativeInfinity;
        if (k == 0) return n * LogOfFirst(complement, q);
        if (k == n) return n * LogOfFirst(q, complement);

        double stirling = SaddlePoint.StirlingError(n) - SaddlePoint.StirlingError(k) - SaddlePoint.StirlingError(n - k);
        double deviance = SaddlePoint.Deviance(k, n * q) + SaddlePoint.Deviance(n - k, n * complement);
        return stirling - deviance - SaddlePoint.HalfLogTwoPi + .5 * Math.Log(n / ((double)k * (n - k)));
    }

    /// <summary>P(Bin(n, q) ≤ k).</summary>
    public static double LowerTail(int k, int n, double q) => Math.Exp(LogLowerTail(k, n, q));

    /// <summary>log P(Bin(n, q) ≤ k), −∞ for k &lt; 0.</summary>
    public static double LogLowerTail(int k, int n, double q) => LogLowerTail(k, n, q, 1 - q);

    /// <summary>P(Bin(n, q) ≥ k).</summary>
    public static double UpperTail(int k, int n, double q) => Math.Exp(LogUpperTail(k, n, q));

    /// <summary>log P(Bin(n, q) ≥ k), −∞ for k &gt; n.</summary>
    public static double LogUpperTail(int k, int n, double q) => LogLowerTail(n - k, n, 1 - q, q);

    private static double LogLowerTail(int k, int n, double q, double complement)
    {
        RequireTrials(n, q);
        if (k < 0) return double.NegativeInfinity;
        if (k >= n || q == 0) return 0;
        if (complement == 0) return double.NegativeInfinity;
        // Sum the tail whose terms fall from the start; above the mean that is the other one.
        if (k <= n * q) return Math.Min(0, LogProbability(k, n, q, complement) + Math.Log(TailOverFirst(k, n, q, complement)));
        double above = LogProbability(k + 1, n, q, complement) + Math.Log(TailOverFirst(n - k - 1, n, complement, q));
        return Elementary.Log1MExp(above);
    }

    /// <summary>P(Bin(n, q) ≤ k) / P(Bin(n, q) = k), by the ratio of neighbours from k downward. Wants 0 &lt; q &lt; 1, 0 ≤ k ≤ n.</summary>
    private static double TailOverFirst(int k, int n, double q, double complement)
    {
        double sum = 1, term = 1, odds = complement / q;
        for (int j = k; j > 0; j--)
        {
            double ratio = j / (n - j + 1.0) * odds;
            term *= ratio;
            sum += term;
            if (ratio < 1 && term < sum * 1e-20) break;   // ratios only fall from here, so the rest is nothing
        }
        return sum;
    }

    /// <summary>log(value) where its complement is known as exactly as it is itself.</summary>
    private static double LogOfFirst(double value, double complement) => complement < .5 ? Elementary.Log1P(-complement) : Math.Log(value);

    private static void RequireTrials(int n, double q)
    {
        if (n < 0) throw new ArgumentException($"n: {n:N0} trials; there cannot be fewer than none");
        if (!(q >= 0 && q <= 1)) throw new ArgumentException($"q: {q}; a probability lies in [0, 1]");
    }
}
