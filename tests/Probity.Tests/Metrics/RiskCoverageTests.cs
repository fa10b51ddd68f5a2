using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class RiskCoverageTests
{
    [Theory]
    [InlineData(.8, 10, 8)]
    [InlineData(.55, 20, 11)]   // 11.000000000000002 in doubles, which would be 12 rows
    [InlineData(.5, 3, 2)]
    [InlineData(.8, 10.0000000001, 8)]
    [InlineData(.99, .5, .5)]
    [InlineData(.5, 4e15, 2e15)]
    [InlineData(.3, 1e15, 3e14)]
    public void Covered_rows_are_the_share_rounded_up(double coverage, double total, double expected) =>
        Assert.Equal(expected, RiskCoveragePass.CoveredRows(coverage, total));

    [Fact]
    public void Known_answers_of_fd_shifts()
    {
        double[] ranking = Enumerable.Range(0, 100).Select(i => i / 99.0).ToArray();
        bool[] correct = ranking.Select((_, i) => i % 2 == 1).ToArray();
        Near(.2475, RiskCoverage.Augrc(ranking, correct));

        // fd-shifts takes trapezoids from the first row on (.4828); ours is the mean over rows.
        double sum = 0;
        for (int i = 1; i <= 100; i++) sum += i / 2 / (double)i;
        Near(sum / 100, RiskCoverage.Aurc(ranking, correct));
        Near(25 / 50.0, RiskCoverage.RiskAtCoverage(ranking, correct, .5));
    }

    [Fact]
    public void Known_answers_of_torch_uncertainty()
    {
        // Confidences of the predicted class and outcomes behind its binary cases.
        double[] five = [.9, .8, .7, .6, .8];
        Near(1.0 / 3, RiskCoverage.RiskAtCoverage(five, [true, true, false, false, false], .5));
        Near(4.0 / 5, RiskCoverage.CoverageAtRisk(five, [true, true, false, false, false], .5));
        Near(1, RiskCoverage.CoverageAtRisk(five, [true, true, false, false, true], .5));
        Near(1, RiskCoverage.RiskAtCoverage(five, [false, false, false, false, false], .5));
        Near(1, RiskCoverage.Aurc(five, [false, false, false, false, false]));
        Assert.Equal(1, RiskCoverage.Aurc([0], [false]));   // one row: NaN there
        double[] nine = [.9, .8, .75, .7, .65, .6, .55, .52, .51];
        bool[] nineCorrect = [false, true, false, false, false, true, true, true, false];
        Near(8.0 / 9, RiskCoverage.CoverageAtRisk(nine, nineCorrect, .55));

        double[] untied = [.9, .81, .7, .85, .6, .8];
        Near(0, RiskCoverage.RiskAtCoverage(untied, [true, true, false, true, false, false], .5));
        double[] tied = [.9, .8, .7, .85, .6, .8];
        Near(1.0 / 4, RiskCoverage.RiskAtCoverage(tied, [true, true, false, true, false, false], .55));
    }

    [Fact]
    public void Coverage_at_risk_is_a_number_where_others_say_NaN()
    {
        Assert.Equal(1, RiskCoverage.CoverageAtRisk([.9, .8, .7], [true, true, true]));
        Assert.Equal(0, RiskCoverage.CoverageAtRisk([.9, .8, .7], [false, false, false]));
    }

    [Fact]
    public void Coverage_at_risk_never_cuts_a_tie() =>
        Assert.Equal(0, RiskCoverage.CoverageAtRisk([1, 1, 0], [true, false, false], .4));

    [Fact]
    public void One_error_in_twenty_is_a_risk_of_5_percent()
    {
        double[] ranking = Enumerable.Range(0, 20).Select(i => -(double)i).ToArray();
        Assert.Equal(1, RiskCoverage.CoverageAtRisk(ranking, ranking.Select(r => r != -19).ToArray()));
    }

    [Theory]
    [InlineData(.07, 100, 7)]
    [InlineData(.8, 35, 28)]
    [InlineData(.8, 36, 29)]
    [InlineData(.55, 100, 55)]
    [InlineData(.29, 100, 29)]
    public void Rows_covered_are_counted_in_decimals(double coverage, double rows, double expected) =>
        Assert.Equal(expected, RiskCoveragePass.CoveredRows(coverage, rows));

    [Fact]
    public void Aurc_is_the_mean_over_every_order_of_ties()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var (ranking, correct, _) = TiedRows(seed, 3 + (int)(seed % 5), 1 + (int)(seed % 3));
            Near(OverTieOrders(ranking, correct, AurcOfOrder), RiskCoverage.Aurc(ranking, correct));
            Near(
                OverTieOrders(ranking, correct, order => order.Take((4 * order.Length + 4) / 5).Average(c => c ? 0.0 : 1)),
                RiskCoverage.RiskAtCoverage(ranking, correct));
        }
    }

    [Theory]
    [InlineData(40, 7)]
    [InlineData(1, 1)]
    [InlineData(500, 500)]
    public void Large_tie_groups_follow_the_closed_form(int rows, int errors)
    {
        // Five right rows first, then one group: its expected risk at position 5 + j is errors·j/rows / (5 + j).
        double[] ranking = Enumerable.Range(0, 5 + rows).Select(i => i < 5 ? 1.0 : 0).ToArray();
        bool[] correct = ranking.Select((_, i) => i < 5 + rows - errors).ToArray();
        double sum = 0;
        for (int j = 1; j <= rows; j++) sum += errors * (double)j / rows / (5 + j);
        Near(sum / (5 + rows), RiskCoverage.Aurc(ranking, correct));
    }

    [Fact]
    public void Aurc_does_not_depend_on_the_order_of_the_rows() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, _) = TiedRows((ulong)seed, 60, 5);
            int[] order = Enumerable.Range(0, 60).ToArray();
            new RandomStream((ulong)seed).Shuffle<int>(order);
            double[] shuffled = order.Select(i => ranking[i]).ToArray();
            bool[] outcomes = order.Select(i => correct[i]).ToArray();
            Near(RiskCoverage.Aurc(ranking, correct), RiskCoverage.Aurc(shuffled, outcomes), 1e-14);
            Assert.Equal(RiskCoverage.RiskAtCoverage(ranking, correct), RiskCoverage.RiskAtCoverage(shuffled, outcomes));
            Assert.Equal(RiskCoverage.CoverageAtRisk(ranking, correct), RiskCoverage.CoverageAtRisk(shuffled, outcomes));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Eaurc_is_never_negative_and_0_for_the_oracle()
    {
        for (int errors = 0; errors <= 50; errors++)
        {
            double[] ranking = Enumerable.Range(0, 50).Select(i => -(double)i).ToArray();
            bool[] last = ranking.Select((_, i) => i < 50 - errors).ToArray();
            Assert.InRange(RiskCoverage.Eaurc(ranking, last), 0, 1e-15);

            double r = errors / 50.0;
            double continuous = errors is 0 or 50 ? r : r + ((1 - r) * Math.Log(1 - r));
            if (errors is > 0 and < 50) Assert.NotEqual(continuous, RiskCoverage.Aurc(ranking, last), 1e-4);   // the oracle that can go negative
        }
    }

    [Fact]
    public void Eaurc_subtracts_the_order_with_errors_last()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var (ranking, correct, _) = TiedRows(seed, 30, 7);
            Near(RiskCoverage.Aurc(ranking, correct) - AurcOfOrder([.. correct.OrderDescending()]), RiskCoverage.Eaurc(ranking, correct));
        }
    }

    [Fact]
    public void Augrc_is_a_function_of_auroc_and_accuracy() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, _) = TiedRows((ulong)seed, 3 + (seed % 50), 1 + (seed % 12));
            double accuracy = correct.Average(c => c ? 1.0 : 0);
            double expected = ((1 - AurocByPairs(ranking, correct)) * accuracy * (1 - accuracy)) + ((1 - accuracy) * (1 - accuracy) / 2);
            Near(expected, RiskCoverage.Augrc(ranking, correct));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weights_act_as_repetition() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, weights) = TiedRows((ulong)seed, 3 + (seed % 60), 1 + (seed % 30));
            double[] repeated = Repeat(ranking, weights);
            bool[] outcomes = Repeat(correct, weights);
            Near(RiskCoverage.Aurc(repeated, outcomes), RiskCoverage.Aurc(ranking, correct, weights));
            Near(RiskCoverage.Eaurc(repeated, outcomes), RiskCoverage.Eaurc(ranking, correct, weights));
            Near(RiskCoverage.Augrc(repeated, outcomes), RiskCoverage.Augrc(ranking, correct, weights));
            Near(RiskCoverage.RiskAtCoverage(repeated, outcomes), RiskCoverage.RiskAtCoverage(ranking, correct, weights: weights));
            Assert.Equal(RiskCoverage.CoverageAtRisk(repeated, outcomes), RiskCoverage.CoverageAtRisk(ranking, correct, weights: weights));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fractional_weights_matter_by_their_ratios_only()
    {
        double[] ranking = [4, 3, 3, 1], halves = [.5, 1.5, .5, 1.5], eighths = [.125, .375, .125, .375];
        bool[] correct = [true, false, true, false];
        Near(RiskCoverage.Aurc(ranking, correct, halves), RiskCoverage.Aurc(ranking, correct, eighths));
        Near(RiskCoverage.Aurc(ranking, correct), RiskCoverage.Aurc(ranking, correct, [.1, .1, .1, .1]));
    }

    [Fact]
    public void Fractional_weights_lie_between_their_whole_neighbours()
    {
        double[] ranking = Enumerable.Range(0, 40).Select(i => (double)(i / 4)).ToArray();
        bool[] correct = ranking.Select((_, i) => i % 3 != 0).ToArray();
        double[] nearly = ranking.Select((_, i) => 1 + (i % 2 == 0 ? 1e-9 : -1e-9)).ToArray();
        Near(RiskCoverage.Aurc(ranking, correct), RiskCoverage.Aurc(ranking, correct, nearly), 1e-7);
    }

    [Fact]
    public void Curve_ends_at_the_error_rate()
    {
        var curve = RiskCoverage.Curve([.9, .9, .5, .1], [true, false, true, true]);
        Assert.Equal([new(.9, .5, .5), new(.5, .75, 1.0 / 3), new(.1, 1, .25)], curve);
    }
}
