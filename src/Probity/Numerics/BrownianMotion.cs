namespace Probity.Numerics;

/// <summary>Laws of standard Brownian motion on [0, 1], each by the series that converges fast on its side.</summary>
internal static class BrownianMotion
{
    /// <summary>P(max |B| ≥ x), by reflection: 4·Σ (−1)^k·Q((2k + 1)x).</summary>
    public static double LargestUpperTail(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x)) return double.NaN;
        if (x <= 0) return 1;
        double sum = 0;
        if (x < 1)
        {
            for (int j = 1; j < 40; j += 2) sum += (j % 4 == 1 ? 4 : -4) / (Math.PI * j) * Math.Exp(-j * j * Math.PI * Math.PI / (8 * x * x));
            return 1 - sum;
        }
        for (int j = 1; j < 40; j += 2) sum += (j % 4 == 1 ? 4 : -4) * NormalDistribution.UpperTail(j * x);
        return Math.Min(1, sum);
    }

    /// <summary>P(max B − min B ≥ x) (Feller, 1951): 8·Σ (−1)^(k − 1)·k·Q(kx).</summary>
    public static double RangeUpperTail(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x)) return double.NaN;
        if (x <= 0) return 1;
        double sum = 0;
        if (x < 1.5)
        {
            double square = x * x;
            for (int j = 1; j < 40; j += 2)
                sum += ((8 / square) + (8 / (j * j * Math.PI * Math.PI))) * Math.Exp(-j * j * Math.PI * Math.PI / (2 * square));
            return 1 - sum;
        }
        for (int k = 1; k < 40; k++) sum += (k % 2 == 1 ? 8 : -8) * k * NormalDistribution.UpperTail(k * x);
        return Math.Min(1, sum);
    }
}
