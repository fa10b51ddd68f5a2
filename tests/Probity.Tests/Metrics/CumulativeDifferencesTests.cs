using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class CumulativeDifferencesTests
{
    [Fact]
    public void Known_answers_of_mapie()
    {
        var ks = CumulativeDifferences.KolmogorovSmirnov(MapieRows.Uncalibrated, MapieRows.UncalibratedOutcomes);
        Assert.Equal(5.607741, ks.Statistic, 1e-6);
        Assert.Equal(0, ks.P, 1e-6);
        Assert.Equal(13.906833, Spiegelhalter.Test(MapieRows.Uncalibrated, MapieRows.UncalibratedOutcomes).Z, 1e-6);

        ks = CumulativeDifferences.KolmogorovSmirnov(MapieRows.Calibrated, MapieRows.CalibratedOutcomes);
        Assert.Equal(.2148, ks.P, 1e-6);
        Assert.Equal(.040389, ks.Deviation / ks.Statistic, 1e-6);
        Assert.Equal(.313006, CumulativeDifferences.Kuiper(MapieRows.Calibrated, MapieRows.CalibratedOutcomes).P, 1e-6);
        Assert.Equal(2 * .174832, Spiegelhalter.Test(MapieRows.Calibrated, MapieRows.CalibratedOutcomes).P, 2e-6);   // one-sided there
    }

    /// <summary>
    /// The paper's range has C_0 = 0 in it, as the range of Brownian motion has. MAPIE leaves it out and gets 5.354395 here, below
    /// the largest deviation itself.
    /// </summary>
    [Fact]
    public void The_range_starts_at_0()
    {
        var kuiper = CumulativeDifferences.Kuiper(MapieRows.Uncalibrated, MapieRows.UncalibratedOutcomes);
        Assert.Equal(5.607741, kuiper.Statistic, 1e-6);
        Assert.Equal(.3, CumulativeDifferences.Kuiper([.7], [true]).Deviation, 1e-12);
    }

    [Fact]
    public void Equal_the_definition_written_out() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, _) = TiedRows((ulong)seed, 3 + (seed % 80), 1 + (seed % 25));
            double[] confidence = [.. ranking.Select(r => (r + 1) / 27)];
            double[] ends = [0, .. confidence.Distinct().Order().Select(
                t => confidence.Select((c, i) => c <= t ? (correct[i] ? 1 : 0) - c : 0).Sum() / confidence.Length)];
            double deviation = Math.Sqrt(confidence.Sum(c => c * (1 - c))) / confidence.Length;
            var ks = CumulativeDifferences.KolmogorovSmirnov(confidence, correct);
            var kuiper = CumulativeDifferences.Kuiper(confidence, correct);
            Near(ends.Max(Math.Abs), ks.Deviation);
            Near(ends.Max(Math.Abs) / deviation, ks.Statistic);
            Near(ends.Max() - ends.Min(), kuiper.Deviation);
            Near((ends.Max() - ends.Min()) / deviation, kuiper.Statistic);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_within_ties_does_not_matter()
    {
        // In file order the right row of the tie would push the maximum to .25 first.
        Assert.Equal(0, CumulativeDifferences.KolmogorovSmirnov([.5, .5], [true, false]).Deviation);
        Assert.Equal(0, CumulativeDifferences.Kuiper([.5, .5], [false, true]).Deviation);
    }

    [Fact]
    public void Weights_act_as_repetition_but_a_weighted_row_is_one_observation_to_the_p_value()
    {
        var (ranking, correct, weights) = TiedRows(5, 80, 20);
        double[] confidence = [.. ranking.Select(r => (r + 1) / 22)];
        double[] repeated = Repeat(confidence, weights);
        bool[] outcomes = Repeat(correct, weights);
        Near(
            CumulativeDifferences.KolmogorovSmirnov(repeated, outcomes).Statistic,
            CumulativeDifferences.KolmogorovSmirnov(confidence, correct, weights).Statistic);
        Near(CumulativeDifferences.Kuiper(repeated, outcomes).Statistic, CumulativeDifferences.Kuiper(confidence, correct, weights).Statistic);
        Near(Spiegelhalter.Test(repeated, outcomes).Z, Spiegelhalter.Test(confidence, correct, weights).Z);

        double[] twice = [.. confidence.Select(_ => 2.0)];
        Near(CumulativeDifferences.Kuiper(confidence, correct).P, CumulativeDifferences.Kuiper(confidence, correct, twice).P);
        Near(Spiegelhalter.Test(confidence, correct).P, Spiegelhalter.Test(confidence, correct, twice).P);
    }

    [Fact]
    public void P_values_are_uniform_under_the_stated_probabilities()
    {
        // 1,000 draws of 400 rows: the share at or below α has a standard error of √(α(1 − α)/1,000).
        const int runs = 1_000;
        double[] ks = new double[runs], kuiper = new double[runs], z = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            var (confidence, correct, _, _) = SimulatedRows.Draw(700 + (ulong)run, 400);
            ks[run] = CumulativeDifferences.KolmogorovSmirnov(confidence, correct).P;
            kuiper[run] = CumulativeDifferences.Kuiper(confidence, correct).P;
            z[run] = Spiegelhalter.Test(confidence, correct).P;
        }
        foreach (double alpha in new[] { .05, .2, .5 })
        {
            double slack = 4 * Math.Sqrt(alpha * (1 - alpha) / runs);
            Assert.Equal(alpha, z.Count(p => p <= alpha) / (double)runs, slack);
            // Random walks stray a little less far than Brownian motion: the tests are a little cautious.
            Assert.InRange(ks.Count(p => p <= alpha) / (double)runs, alpha - slack - .05, alpha + slack);
            Assert.InRange(kuiper.Count(p => p <= alpha) / (double)runs, alpha - slack - .1, alpha + slack);
        }
    }

    [Fact]
    public void Without_variance_there_is_no_statistic()
    {
        Assert.True(double.IsNaN(Spiegelhalter.Test([.5, 1, 0], [true, true, false]).Z));
        Assert.False(double.IsFinite(CumulativeDifferences.KolmogorovSmirnov([1, 0], [false, false]).Statistic));
        Assert.Equal(.5, CumulativeDifferences.KolmogorovSmirnov([1, 0], [false, false]).Deviation);

        var figures = Evaluation.Classify(new() { Confidence = [1, 1, 0], Correct = [true, false, false] }, new() { Bootstrap = 20 });
        Assert.True(figures["ks"] is { Value: double.PositiveInfinity, P: 0, Low: null });   // one row that was certain is wrong
        Assert.Contains("0 or 1", figures["kuiper"].Reason, StringComparison.Ordinal);
        Assert.Equal(1 / 3.0, figures["ks"].Beside!["deviation"], 1e-12);
        Assert.Null(Evaluation.Classify(new() { Confidence = [1, 1], Correct = [true, true] }, new() { Bootstrap = 20 })["ks"].Value);
        Assert.Null(figures["spiegelhalter_z"].Value);
        Assert.Contains("no variance", figures["spiegelhalter_z"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Resamples_without_variance_are_left_out_of_the_interval()
    {
        // Two thirds of the resamples draw a row that has variance.
        var figures = Evaluation.Classify(new() { Confidence = [1, 1, .7], Correct = [true, false, true] }, new() { Bootstrap = 200 });
        Assert.All([figures["ks"], figures["kuiper"]], figure => Assert.True(figure.Low <= figure.Value && figure.Value <= figure.High && double.IsFinite(figure.High!.Value)));
    }
}
