using Probity.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using Probity.Metrics;

namespace Probity.Tests.Metrics;

public class IntervalTests
{
    [Fact]
    public void Normal_quantile_agrees_with_another_library()
    {
        foreach (double p in new[] { 1e-12, 1e-6, .001, .025, .2, .5, .6, .9, .975, .9999, 1 - 1e-9 })
            Assert.Equal(Normal.InvCDF(0, 1, p), NormalDistribution.Quantile(p), 1e-9);
        Assert.Equal(1.959963984540054, NormalDistribution.TwoSided(.95), 1e-14);
    }

    [Theory]   // mpmath, 18 digits
    [InlineData(0, .5, .613705638880109381)]
    [InlineData(2.5, 3.25, .730486773900954262)]
    [InlineData(7, 40, 1.84510669887364274)]
    [InlineData(1e6, 25, .0000249996750055248944)]
    [InlineData(1e7, 1e3, .000099994995333808452)]
    [InlineData(15.5, .25, .0154992237165793242)]
    public void Differences_of_harmonic_numbers_keep_their_digits(double m, double g, double expected) =>
        Assert.Equal(1, HarmonicNumbers.Difference(m, g) / expected, 1e-14);

    [Fact]
    public void Wilson_agrees_with_its_published_form()
    {
        // 81 of 263, Newcombe (1998), table I: .2553 to .3662.
        var interval = Interval.Wilson(81 / 263.0, 263, .95);
        Assert.Equal(.2553, interval.Low, 5e-5);
        Assert.Equal(.3662, interval.High, 5e-5);

        // 0 of 20 and 1 of 29, the same table: 0 to .1611, .0061 to .1718.
        Assert.Equal(new Interval(0, .1611), Rounded(Interval.Wilson(0, 20, .95)));
        Assert.Equal(new Interval(.0061, .1718), Rounded(Interval.Wilson(1 / 29.0, 29, .95)));
        Assert.Equal(1, Interval.Wilson(1, 20, .95).High);
    }

    [Fact]
    public void Wilson_ends_exactly_at_0_and_1_where_no_row_or_every_row_counts()
    {
        for (int rows = 1; rows <= 300; rows++)
        {
            Assert.Equal(0, Interval.Wilson(0, rows, .95).Low);
            Assert.Equal(1, Interval.Wilson(1, rows, .95).High);
        }
    }

    [Fact]
    public void Ends_of_Newcombes_interval_are_z_standard_errors_of_Hanley_and_McNeil_away()
    {
        double positives = 40, negatives = 25, area = .83;
        var interval = Interval.Newcombe(area, positives, negatives, .95);
        foreach (double end in new[] { interval.Low, interval.High })
        {
            double extra = ((positives + negatives) / 2) - 1;
            double variance = end * (1 - end) * (1 + (extra * (1 - end) / (2 - end)) + (extra * end / (1 + end))) / positives / negatives;
            Assert.Equal(1.959963984540054, Math.Abs(area - end) / Math.Sqrt(variance), 1e-9);
        }

        Assert.Equal(1, Interval.Newcombe(1, 10, 10, .95).High);
        Assert.InRange(Interval.Newcombe(1, 10, 10, .95).Low, .6, .9);   // ten against ten do not prove perfection
        Assert.Equal(0, Interval.Newcombe(0, 10, 10, .95).Low);
    }

    [Fact]
    public void Percentiles_leave_undefined_replicates_out()
    {
        double[] replicates = [.. Enumerable.Range(1, 999).Select(i => (double)i), double.NaN];
        Assert.Equal(new Interval(25, 975), Rounded(Interval.Percentile(replicates, .95)!.Value));
        Assert.Null(Interval.Percentile([double.NaN, double.NaN, 1], .95));
        Assert.Null(Interval.Percentile([], .95));
    }

    [Fact]
    public void Percentiles_need_half_of_the_replicates() =>
        Assert.Equal(new Interval(3, 3), Interval.Percentile([double.NaN, 3], .95));

    [Fact]
    public void Quantiles_lie_between_the_order_statistics_of_ranks_around_p_times_n_plus_1()
    {
        double[] sorted = [1, 2, 4, 8];   // ranks 5p, less 1 where ranks start at 0
        Assert.Equal(2, Interval.Quantile(sorted, .4));
        Assert.Equal(3, Interval.Quantile(sorted, .5), 1e-15);
        Assert.Equal(4 + (4 * .25), Interval.Quantile(sorted, .65), 1e-14);
        Assert.Equal(1, Interval.Quantile(sorted, .1));
        Assert.Equal(8, Interval.Quantile(sorted, .9));
        Assert.Equal(7, Interval.Quantile([7], .5));
    }

    [Fact]
    public void Newcombes_interval_of_one_pair_has_no_extra_variance()
    {
        // A row of each kind, and weights that come to less than that: z standard errors of a single pair.
        foreach (double rows in new[] { 1, .25 })
        {
            double end = Interval.Newcombe(1, rows, rows, .95).Low;
            Assert.Equal(1.959963984540054, (1 - end) / Math.Sqrt(end * (1 - end) / rows / rows), 1e-9);
        }
    }

    [Fact]
    public void Rate_left_open_by_no_error_is_that_of_Clopper_and_Pearson() =>
        Assert.Equal(Beta.InvCDF(1, 50, .975), HonestIntervals.RateLeftOpen(50, .95), 1e-9);

    [Fact]
    public void What_unseen_errors_could_cost_is_what_the_worst_order_of_them_costs()
    {
        const int rows = 20_000;
        double rate = HonestIntervals.RateLeftOpen(30, .95);
        bool[] errorsFirst = Enumerable.Range(0, rows).Select(i => i >= rate * rows).ToArray();
        double worst = BruteForce.AurcOfOrder(errorsFirst);
        double oracle = BruteForce.AurcOfOrder(errorsFirst.Reverse().ToArray());
        Assert.Equal(worst, HonestIntervals.WithoutErrors(RiskArea.Aurc, 30, .95).High, 1e-3);
        Assert.Equal(worst - oracle, HonestIntervals.WithoutErrors(RiskArea.Eaurc, 30, .95).High, 1e-3);
        Assert.Equal(GeneralisedRisk(errorsFirst), HonestIntervals.WithoutErrors(RiskArea.Augrc, 30, .95).High, 1e-3);

        bool[] successesFirst = errorsFirst.Select(c => !c).ToArray();
        double best = BruteForce.AurcOfOrder(successesFirst);
        double worstLeft = BruteForce.AurcOfOrder(successesFirst.Reverse().ToArray());
        Assert.Equal(best, HonestIntervals.WithoutSuccesses(RiskArea.Aurc, 30, .95).Low, 1e-3);
        Assert.Equal(worstLeft - best, HonestIntervals.WithoutSuccesses(RiskArea.Eaurc, 30, .95).High, 1e-3);
        Assert.Equal(GeneralisedRisk(successesFirst), HonestIntervals.WithoutSuccesses(RiskArea.Augrc, 30, .95).Low, 1e-3);

        static double GeneralisedRisk(bool[] correct)
        {
            double sum = 0, errors = 0;
            foreach (bool right in correct) sum += errors += right ? 0 : 1;
            return sum / correct.Length / correct.Length;
        }
    }

    [Fact]
    public void One_row_leaves_open_what_half_of_the_rows_wrong_could_cost()
    {
        // Its open error rate of .975 is beyond one half, where the area above the oracle's is largest: 2·½·ln 2.
        Assert.Equal(.975, HonestIntervals.RateLeftOpen(1, .95), 1e-12);
        Assert.Equal(Math.Log(2), HonestIntervals.WithoutErrors(RiskArea.Eaurc, 1, .95).High, 1e-12);
        Assert.Equal(new Interval(0, Math.Log(2)), HonestIntervals.WithoutSuccesses(RiskArea.Eaurc, 1, .95));
        Assert.Equal(1, HonestIntervals.WithoutSuccesses(RiskArea.Aurc, 1, .95).High);
        Assert.Equal(.5, HonestIntervals.WithoutSuccesses(RiskArea.Augrc, 1, .95).High);
    }

    [Fact]
    public void Rows_all_wrong_leave_open_the_right_ones_and_as_many_errors_as_the_risk_allows()
    {
        // At a rate r of right rows the rows kept are r / (1 − risk) at most: r right ones and risk of them wrong.
        double open = HonestIntervals.RateLeftOpen(40, .95);
        Assert.Equal(new Interval(0, open / .75), HonestIntervals.CoverageWithoutSuccesses(40, .25, .95));
        Assert.Equal(1, HonestIntervals.CoverageWithoutSuccesses(1, .25, .95).High);
    }

    [Fact]
    public void Average_precision_of_an_area_that_cannot_be_less_than_1_is_1()
    {
        Assert.Equal(new Interval(1, 1), HonestIntervals.PerfectAveragePrecision(1, .3));
        Assert.Equal(new Interval(1, 1), HonestIntervals.PerfectAveragePrecision(.8, 1));
    }

    [Theory]
    [InlineData(.9, .5)]
    [InlineData(.7, .1)]
    public void Average_precision_is_least_when_the_false_positives_come_first(double area, double share)
    {
        // Σ over a fine curve whose false positive rate is 1 − area throughout.
        double closed = HonestIntervals.PerfectAveragePrecision(area, share).Low;
        double sum = Integrate.OnClosedInterval(t => t * share / ((t * share) + ((1 - area) * (1 - share))), 0, 1);
        Assert.Equal(sum, closed, 1e-7);

        // Any other curve of that area does better, such as false positives spread evenly.
        double even = Integrate.OnClosedInterval(t => t * share / ((t * share) + (2 * (1 - area) * t * (1 - share)) + 1e-300), 0, 1);
        Assert.True(even > closed);
    }

    private static Interval Rounded(Interval interval) => new(Math.Round(interval.Low, 4), Math.Round(interval.High, 4));
}
