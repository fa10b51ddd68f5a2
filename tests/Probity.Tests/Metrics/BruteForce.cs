using Probity.Numerics;

namespace Probity.Tests.Metrics;

/// <summary>Definitions written out as loops: slow, and independent of how the library computes them.</summary>
internal static class BruteForce
{
    public static double AurocByPairs(double[] ranking, bool[] positive)
    {
        double wins = 0, pairs = 0;
        for (int i = 0; i < ranking.Length; i++)
        {
            for (int j = 0; j < ranking.Length; j++)
            {
                if (!positive[i] || positive[j]) continue;
                pairs++;
                wins += ranking[i] > ranking[j] ? 1 : ranking[i] == ranking[j] ? 0.5 : 0;
            }
        }
        return wins / pairs;
    }

    public static double AveragePrecisionByThresholds(double[] ranking, bool[] positive)
    {
        double sum = 0, recallBefore = 0;
        foreach (double threshold in ranking.Distinct().OrderDescending())
        {
            double kept = ranking.Count(r => r >= threshold);
            double hits = ranking.Where((r, i) => r >= threshold && positive[i]).Count();
            double recall = hits / positive.Count(p => p);
            sum += (recall - recallBefore) * hits / kept;
            recallBefore = recall;
        }
        return sum;
    }

    public static double FalsePositiveRateByThresholds(double[] ranking, bool[] positive, int keepPercent)
    {
        foreach (double threshold in ranking.Distinct().OrderDescending())
        {
            int hits = ranking.Where((r, i) => r >= threshold && positive[i]).Count();
            if (hits * 100 < positive.Count(p => p) * keepPercent) continue;
            return ranking.Where((r, i) => r >= threshold && !positive[i]).Count() / (double)positive.Count(p => !p);
        }
        throw new InvalidOperationException();
    }

    /// <summary>Mean over every order that the ranking allows, of the figure of that order.</summary>
    public static double OverTieOrders(double[] ranking, bool[] correct, Func<bool[], double> figureOfOrder)
    {
        double sum = 0;
        int orders = 0;
        Extend([], Enumerable.Range(0, ranking.Length).ToList());
        return sum / orders;

        void Extend(List<int> placed, List<int> left)
        {
            if (left.Count == 0)
            {
                sum += figureOfOrder(placed.Select(i => correct[i]).ToArray());
                orders++;
                return;
            }
            double best = left.Max(i => ranking[i]);
            foreach (int next in left.Where(i => ranking[i] == best).ToArray())
                Extend([.. placed, next], left.Where(i => i != next).ToList());
        }
    }

    public static double AurcOfOrder(bool[] correct)
    {
        double sum = 0, errors = 0;
        for (int i = 0; i < correct.Length; i++)
        {
            if (!correct[i]) errors++;
            sum += errors / (i + 1);
        }
        return sum / correct.Length;
    }

    /// <summary>Bins by exact decimal edges.</summary>
    public static (double Ece, double Mce, double Rmsce) CalibrationErrors(decimal[] confidence, bool[] correct, int bins)
    {
        double ece = 0, mce = 0, squares = 0;
        for (int bin = 0; bin < bins; bin++)
        {
            int[] inside = Enumerable.Range(0, confidence.Length)
                .Where(i => (confidence[i] * bins > bin || (bin == 0 && confidence[i] == 0)) && confidence[i] * bins <= bin + 1).ToArray();
            if (inside.Length == 0) continue;
            double gap = Math.Abs(inside.Average(i => (double)confidence[i]) - inside.Average(i => correct[i] ? 1.0 : 0));
            ece += gap * inside.Length / confidence.Length;
            squares += gap * gap * inside.Length / confidence.Length;
            mce = Math.Max(mce, gap);
        }
        return (ece, mce, Math.Sqrt(squares));
    }

    /// <summary>Rows with many ties: rankings of few distinct values, outcomes that lean on them.</summary>
    public static (double[] Ranking, bool[] Outcome, double[] Weights) TiedRows(ulong seed, int rows, int distinct)
    {
        var stream = new RandomStream(seed, 77);
        double[] ranking = new double[rows], weights = new double[rows];
        var outcome = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            ranking[i] = stream.NextInt32(distinct);
            outcome[i] = stream.NextDouble() < 0.3 + (0.5 * ranking[i] / distinct);
            weights[i] = stream.NextInt32(4);
        }
        (outcome[0], outcome[1], weights[0], weights[1]) = (true, false, 1, 2);
        return (ranking, outcome, weights);
    }

    /// <summary>Each element as often as its weight says.</summary>
    public static T[] Repeat<T>(T[] column, double[] weights) =>
        column.SelectMany((value, i) => Enumerable.Repeat(value, (int)weights[i])).ToArray();

    public static void Near(double expected, double actual, double relative = 1e-11) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Max(1e-3, Math.Abs(expected)), $"expected {expected:R}, got {actual:R}");
}
