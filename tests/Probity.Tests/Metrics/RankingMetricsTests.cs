using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class RankingMetricsTests
{
    private static readonly double[] Tied = [3, 1, 2, 2, 5, 4, 4, 4, 1, 0, 2, 5];
    private static readonly bool[] Positive = [true, false, true, false, true, true, false, true, false, false, true, false];
    private static readonly bool[] Negative = Positive.Select(p => !p).ToArray();
    private static readonly double[] Weights = [1, 2, 1, 3, 1, 1, 2, 1, 1, 4, 2, 1];

    [Fact]
    public void Agree_with_scikit_learn_on_ties()
    {
        Near(0.7083333333333334, Auroc.Compute(Tied, Positive));
        Near(0.6166666666666667, AveragePrecision.Compute(Tied, Positive));
        Near(0.7777777777777778, AveragePrecision.Compute(Tied.Select(t => -t).ToArray(), Negative));
        Near(0.5, FalsePositiveRate.AtTruePositiveRate(Tied, Positive));
        Near(0.3333333333333333, FalsePositiveRate.AtTruePositiveRate(Tied, Positive, 0.5));
    }

    [Fact]
    public void Agree_with_scikit_learn_on_weighted_ties()
    {
        Near(0.7692307692307692, Auroc.Compute(Tied, Positive, Weights));
        Near(0.5266875981161695, AveragePrecision.Compute(Tied, Positive, Weights));
        Near(0.8685404339250493, AveragePrecision.Compute(Tied.Select(t => -t).ToArray(), Negative, Weights));
        Near(0.46153846153846156, FalsePositiveRate.AtTruePositiveRate(Tied, Positive, weights: Weights));
        Near(0.23076923076923078, FalsePositiveRate.AtTruePositiveRate(Tied, Positive, 0.5, Weights));
    }

    [Theory]
    [InlineData(new[] { .1, .2, .3, .4 }, new[] { false, false, true, true }, 1)]
    [InlineData(new[] { .4, .3, .2, .1 }, new[] { false, true, true, false }, .5)]
    [InlineData(new[] { .1, .2, .3, .4 }, new[] { true, true, false, false }, 0)]
    [InlineData(new[] { .1, .2, .3, .4 }, new[] { true, false, true, true }, 2.0 / 3)]
    public void Auroc_of_the_small_cases_of_ood_metrics(double[] ranking, bool[] positive, double expected) =>
        Near(expected, Auroc.Compute(ranking, positive));

    [Fact]
    public void Positive_class_of_the_false_positive_rate_is_the_one_that_is_named()
    {
        // The cases of torch-uncertainty: positives .9 between negatives .95 and .85.
        double[] ranking = [.. Enumerable.Repeat(.9, 100), .. Enumerable.Repeat(.95, 50), .. Enumerable.Repeat(.85, 50)];
        bool[] known = ranking.Select((_, i) => i < 100).ToArray();
        Assert.Equal(0.5, FalsePositiveRate.AtTruePositiveRate(ranking, known));

        // Turned around, keeping 95 % of the others lets every .9 through.
        Assert.Equal(1, FalsePositiveRate.AtTruePositiveRate(ranking, known.Select(k => !k).ToArray()));

        double[] below = [.. Enumerable.Repeat(1.0, 99), .99];
        double[] above = [.. Enumerable.Repeat(.99, 99), 1];
        bool[] allButLast = below.Select((_, i) => i < 99).ToArray();
        Assert.Equal(0, FalsePositiveRate.AtTruePositiveRate(below, allButLast));
        Assert.Equal(1, FalsePositiveRate.AtTruePositiveRate(above, allButLast));
    }

    [Fact]
    public void Nineteen_of_twenty_is_95_percent()
    {
        double[] ranking = Enumerable.Range(0, 21).Select(i => (double)i).ToArray();
        bool[] known = ranking.Select(r => r != 1).ToArray();   // 0 is the one to lose, 1 the unknown
        Assert.Equal(0, FalsePositiveRate.AtTruePositiveRate(ranking, known));
        Assert.Equal(1, FalsePositiveRate.AtTruePositiveRate(ranking, known, 0.951));
    }

    [Fact]
    public void One_class_alone_leaves_them_undefined()
    {
        Assert.True(double.IsNaN(Auroc.Compute([1, 2], [true, true])));
        Assert.True(double.IsNaN(FalsePositiveRate.AtTruePositiveRate([1, 2], [false, false])));
        Assert.True(double.IsNaN(AveragePrecision.Compute([1, 2], [false, false])));
        Assert.Equal(1, AveragePrecision.Compute([1, 2], [true, true]));
    }

    [Fact]
    public void Infinite_rankings_are_ranks_like_any_other()
    {
        double[] ranking = [double.PositiveInfinity, 3, double.PositiveInfinity, double.NegativeInfinity];
        Assert.Equal((1 + 0.5 + 1 + 0) / 4, Auroc.Compute(ranking, [true, true, false, false]));   // ∞ = ∞ counts one half
    }

    [Fact]
    public void Numbers_of_every_size_rank_by_their_order() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            // Neighbours among doubles, the ends of what is packed into one word, and beyond: only the order may matter.
            double[] ladder =
            [
                double.NegativeInfinity, double.MinValue, -Math.Pow(2, 513), -Math.BitDecrement(Math.Pow(2, 513)), -1, -Math.Pow(2, -511),
                -Math.BitDecrement(Math.Pow(2, -511)), -double.Epsilon, 0, double.Epsilon, Math.Pow(2, -511), Math.BitIncrement(Math.Pow(2, -511)),
                1, Math.BitIncrement(1.0), Math.BitDecrement(Math.Pow(2, 513)), Math.Pow(2, 513), double.MaxValue, double.PositiveInfinity,
            ];
            var (steps, outcome, weights) = TiedRows((ulong)seed, 3 + (seed % 60), ladder.Length);
            // All of the ladder, its middle alone, which is packed, and that with one rung beyond.
            foreach (var (from, count) in new[] { (0, 18), (3, 12), (3, 13), (2, 13) })
            {
                double[] ranking = steps.Select(s => ladder[from + ((int)s % count)]).ToArray();
                if (from == 3) ranking = ranking.Select(r => Math.Abs(r) < Math.Pow(2, -511) ? 0.0 * Math.Sign(-seed) : r).ToArray();   // zeros of both signs
                Near(AurocByPairs(ranking, outcome), Auroc.Compute(ranking, outcome));
                Near(AveragePrecisionByThresholds(ranking, outcome), AveragePrecision.Compute(ranking, outcome));
                Near(AurocByPairs(Repeat(ranking, weights), Repeat(outcome, weights)), Auroc.Compute(ranking, outcome, weights));
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Many_rows_with_weights_of_one_or_without_are_the_same(int digits)
    {
        var stream = new RandomStream(12, 34);
        double[] ranking = new double[150_000], ones = new double[ranking.Length];
        bool[] positive = new bool[ranking.Length];
        for (int i = 0; i < ranking.Length; i++)
        {
            ranking[i] = digits == 0 ? stream.NextGaussian() : Math.Round(stream.NextGaussian(), digits);
            positive[i] = stream.NextDouble() < 1 / (1 + Math.Exp(-ranking[i]));
            ones[i] = 1;
        }
        Assert.Equal(Auroc.Compute(ranking, positive, ones), Auroc.Compute(ranking, positive));
        Assert.Equal(AveragePrecision.Compute(ranking, positive, ones), AveragePrecision.Compute(ranking, positive));
        Assert.Equal(
            FalsePositiveRate.AtTruePositiveRate(ranking, positive, weights: ones), FalsePositiveRate.AtTruePositiveRate(ranking, positive));

        // Mann and Whitney's U by the mean ranks of a sort that is not ours.
        int[] order = Enumerable.Range(0, ranking.Length).OrderBy(i => ranking[i]).ToArray();
        double ranks = 0, positives = positive.Count(p => p);
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            while (end < order.Length && ranking[order[end]] == ranking[order[start]]) end++;
            for (int i = start; i < end; i++) ranks += positive[order[i]] ? (start + 1 + end) / 2.0 : 0;
            start = end;
        }
        double u = ranks - (positives * (positives + 1) / 2);
        Near(u / positives / (ranking.Length - positives), Auroc.Compute(ranking, positive));
    }

    [Fact]
    public void Weights_that_differ_by_twenty_orders_leave_numbers()
    {
        double[] ranking = [5, 4, 3, 2, 1, 0], weights = [1e-12, 1e8, 1e-12, 1e8 / 3, 0.1, 1e-12];
        bool[] positive = [true, false, true, true, false, true];
        Assert.InRange(Auroc.Compute(ranking, positive, weights), 0, 1);
        Assert.InRange(AveragePrecision.Compute(ranking, positive, weights), 0, 1);
    }

    [Fact]
    public void Equal_the_definition_written_out() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var rows = TiedRows((ulong)seed, 3 + (seed % 40), 1 + (seed % 9));
            Near(AurocByPairs(rows.Ranking, rows.Outcome), Auroc.Compute(rows.Ranking, rows.Outcome));
            Near(AveragePrecisionByThresholds(rows.Ranking, rows.Outcome), AveragePrecision.Compute(rows.Ranking, rows.Outcome));
            Near(FalsePositiveRateByThresholds(rows.Ranking, rows.Outcome, 95), FalsePositiveRate.AtTruePositiveRate(rows.Ranking, rows.Outcome));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weights_act_as_repetition() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, outcome, weights) = TiedRows((ulong)seed, 3 + (seed % 40), 1 + (seed % 9));
            double[] repeated = Repeat(ranking, weights);
            bool[] outcomes = Repeat(outcome, weights);
            Near(Auroc.Compute(repeated, outcomes), Auroc.Compute(ranking, outcome, weights));
            Near(AveragePrecision.Compute(repeated, outcomes), AveragePrecision.Compute(ranking, outcome, weights));
            Assert.Equal(FalsePositiveRate.AtTruePositiveRate(repeated, outcomes), FalsePositiveRate.AtTruePositiveRate(ranking, outcome, weights: weights));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_the_order_matters() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, outcome, _) = TiedRows((ulong)seed, 3 + (seed % 40), 1 + (seed % 9));
            double[] bent = ranking.Select(r => Math.Exp(r) - 1e6).ToArray();
            Assert.Equal(Auroc.Compute(ranking, outcome), Auroc.Compute(bent, outcome));
            Assert.Equal(AveragePrecision.Compute(ranking, outcome), AveragePrecision.Compute(bent, outcome));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Refuse_bad_input_with_the_numbers()
    {
        Assert.Contains("ranking: 2 rows but positive: 1", Assert.Throws<ArgumentException>(() => Auroc.Compute([1, 2], [true])).Message);
        Assert.Contains("row 1 is NaN", Assert.Throws<ArgumentException>(() => Auroc.Compute([1, double.NaN], [true, false])).Message);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => AveragePrecision.Compute([], [])).Message);
        Assert.Contains("row 0 is -1", Assert.Throws<ArgumentException>(() => Auroc.Compute([1, 2], [true, false], [-1, 1])).Message);
        Assert.Contains("1.2", Assert.Throws<ArgumentException>(() => FalsePositiveRate.AtTruePositiveRate([1, 2], [true, false], 1.2)).Message);
    }
}
