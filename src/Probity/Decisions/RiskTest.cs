using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>Whether a threshold keeps the mean loss below a limit. Losses and limit are shares of the largest loss.</summary>
internal sealed class RiskTest(double limit, double? confidence, RiskBound bound, double[] scores, double[] losses)
{
    private readonly double[] _excess = new double[scores.Length];

    private double Level => (double)(1m - (decimal)confidence!.Value);

    /// <summary>The p-value, or in expectation (n·R̂ + 1)/(n + 1).</summary>
    public double PValue(double threshold)
    {
        if (confidence is not null && bound == RiskBound.Betting)
        {
            for (int i = 0; i < scores.Length; i++) _excess[i] = (scores[i] >= threshold ? losses[i] : 0) - limit;
            return Math.Exp(-Bets(scores.Length).LogWealth(_excess));
        }
        double sum = 0;
        for (int i = 0; i < scores.Length; i++) sum += scores[i] >= threshold ? losses[i] : 0;
        return Total(sum, scores.Length);
    }

    public bool Holds(double pValue) => confidence is null ? pValue <= limit * (1 + 1e-12) : pValue <= Level * (1 + 1e-12);

    /// <summary>Whether so many rows would be enough if none cost anything.</summary>
    public bool HoldsWithoutLoss(int rows)
    {
        if (confidence is null || bound == RiskBound.HoeffdingBentkus) return Holds(Total(0, rows));
        BettingTest bets = Bets(rows);
        // Every bet grows by the same factor on each row, so that the wealth needs no walk through them.
        return BettingTest.Passes(bets.LogGrowth(-limit, rows), Level);
    }

    private BettingTest Bets(int rows) => new(rows, -limit, 1 - limit, Level);

    private double Total(double sum, int rows) => confidence is null ? (sum + 1) / (rows + 1.0) : HoeffdingBentkus(sum, rows, limit);

    /// <summary>min(exp(−n·kl(R̂, limit)), e·P(Bin(n, limit) ≤ ⌈n·R̂⌉)), at most 1; 1 where the mean is not below the limit.</summary>
    public static double HoeffdingBentkus(double sum, int rows, double limit)
    {
        double mean = sum / rows;
        if (mean >= limit) return 1;
        double entropy = (mean == 0 ? 0 : mean * Math.Log(mean / limit)) + ((1 - mean) * (Elementary.Log1P(-mean) - Elementary.Log1P(-limit)));
        double bentkus = Math.E * Binomial.LowerTail((int)Math.Ceiling(sum - (1e-12 * rows)), rows, limit);
        return Math.Min(1, Math.Min(Math.Exp(-rows * entropy), bentkus));
    }
}
