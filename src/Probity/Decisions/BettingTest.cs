using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>
/// A test that the mean of a bounded number is below 0, by betting (Waudby-Smith &amp; Ramdas, "Estimating means of bounded random
/// variables by betting", JRSS B 2024): a gambler who bets a share ν that numbers fall below 0 multiplies the wealth by 1 − ν·x on each;
/// were the mean 0 or more, this would be a supermartingale, and reach 1/δ at any time with probability at most δ (Ville, 1939).
/// </summary>
/// <remarks>
/// The wealth is spread evenly over a few constant bets: 1/high, which is all that can be staked, and halves of it down to the best
/// one for the largest variance that so many rows can have. Constant, so that no single number can raise the wealth by being larger:
/// wealth is monotone in each, and so is the test in a threshold where the numbers are. Rows must stand in an order that has nothing
/// to do with what they are.
/// </remarks>
internal readonly struct BettingTest
{
    private const int MostBets = 24;
    private const double Rescaled = 1e200;
    private readonly double[] _bets;

    /// <param name="rows">Rows that will be bet on, or about as many; known without what they are.</param>
    /// <param name="low">The lowest number that can come, below 0.</param>
    /// <param name="high">The highest, above 0.</param>
    /// <param name="level">δ.</param>
    public BettingTest(int rows, double low, double high, double level)
    {
        double all = 1 / high, least = Math.Sqrt(2 * Math.Log(1 / level) / Math.Max(1, rows) / -low / high);
        int bets = 1;
        while (bets < MostBets && all * Math.Pow(.5, bets - .5) > least) bets++;
        _bets = new double[bets];
        for (int i = 0; i < bets; i++) _bets[i] = all * Math.Pow(.5, i);
    }

    /// <summary>Logarithm of the highest wealth on the way through the rows, from 0 for a wealth of 1; −log of the p-value.</summary>
    /// <param name="excess">N numbers between low and high, in the order they are bet on.</param>
    public double LogWealth(ReadOnlySpan<double> excess)
    {
        Span<double> wealth = stackalloc double[MostBets];
        wealth = wealth[.._bets.Length];
        wealth.Fill(1.0 / _bets.Length);
        double best = 1, scale = 0;
        foreach (double x in excess)
        {
            if (x == 0) continue;
            double sum = 0;
            for (int i = 0; i < wealth.Length; i++)
            {
                wealth[i] *= Math.Max(0, 1 - (_bets[i] * x));
                sum += wealth[i];
            }
            if (sum <= best) continue;
            best = sum;
            if (sum < Rescaled) continue;
            for (int i = 0; i < wealth.Length; i++) wealth[i] /= Rescaled;
            (best, scale) = (best / Rescaled, scale + Math.Log(Rescaled));
        }
        return scale + Math.Log(best);
    }

    /// <summary>The same for so many rows that are all this number, below 0.</summary>
    public double LogGrowth(double x, int rows)
    {
        double most = rows * MostGrowth(x), sum = 0;
        foreach (double bet in _bets) sum += Math.Exp((rows * Elementary.Log1P(-bet * x)) - most);
        return most + Math.Log(sum / _bets.Length);
    }

    /// <summary>The largest bet's growth on one number, in logarithms.</summary>
    public double MostGrowth(double x) => Elementary.Log1P(-_bets[0] * x);

    /// <summary>What spreading the wealth may cost, in logarithms: that of the number of bets.</summary>
    public double SpreadCost => Math.Log(_bets.Length);

    /// <summary>Whether such a wealth is enough.</summary>
    public static bool Passes(double logWealth, double level) => logWealth >= -Math.Log(level) - 1e-12;
}
