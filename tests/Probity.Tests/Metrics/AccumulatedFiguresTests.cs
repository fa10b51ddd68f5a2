using Probity.Metrics;
using Probity.Metrics.Accumulators;

namespace Probity.Tests.Metrics;

public class AccumulatedFiguresTests
{
    [Fact]
    public void Intervals_of_losses_by_hand()
    {
        // Losses 0, 1, 2, 3: mean 1.5, squared deviations 1.25 on average; three degrees of freedom.
        var figures = Of(new() { Confidence = [.9, .8, .7, .6], Correct = [true, true, false, false], Nll = [0, 1, 2, 3], Brier = [1, 1, 1.5, 1.5] });
        double z = 1.959963984540054, half = z * Math.Sqrt(1.25 / 3);
        Assert.Equal(1.5, figures["nll"].Value!.Value, 1e-12);
        Assert.Equal(1.5 - half, figures["nll"].Low!.Value, 1e-9);
        Assert.Equal(1.5 + half, figures["nll"].High!.Value, 1e-9);
        Assert.Equal(1.25 - (z * .25 / Math.Sqrt(3)), figures["brier"].Low!.Value, 1e-9);
        Assert.Equal(1.25 + (z * .25 / Math.Sqrt(3)), figures["brier"].High!.Value, 1e-9);

        // Weights 1, 1, 2: mean 9/4, squared deviations 27/16 on average; 16/6 effective rows.
        figures = Of(new() { Confidence = [.9, .8, .7], Correct = [true, true, false], Nll = [0, 3, 3], Weights = [1, 1, 2] });
        Assert.Equal(2.25 + (z * Math.Sqrt(27 / 16.0 / ((16 / 6.0) - 1))), figures["nll"].High!.Value, 1e-9);
        Assert.Equal(2.25 - (z * Math.Sqrt(27 / 16.0 / ((16 / 6.0) - 1))), figures["nll"].Low!.Value, 1e-9);
        Assert.Equal(Interval.Wilson(.5, 16 / 6.0, .95).Low, figures["accuracy"].Low!.Value, 1e-12);
        Assert.Equal(Interval.Wilson(.5, 16 / 6.0, .95).High, figures["accuracy"].High!.Value, 1e-12);
    }

    [Fact]
    public void Interval_of_a_loss_never_falls_below_0_and_one_row_has_none()
    {
        var figures = Of(new() { Confidence = [.9, .8], Correct = [true, false], Nll = [0, 1] });
        Assert.Equal(0, figures["nll"].Low);
        Assert.True(figures["nll"].High > 1);
        Assert.Null(Of(new() { Confidence = [.9], Correct = [true], Nll = [.1] })["nll"].Low);
    }

    [Fact]
    public void Interval_of_a_loss_at_other_levels_and_of_hardly_more_than_one_row()
    {
        // Weights 100 and 1: 1.02 effective rows, of which one degree of freedom is the least; mean 1/101.
        var accumulator = new EvaluationAccumulator();
        accumulator.Add(new() { Confidence = [.9, .8], Correct = [true, false], Nll = [0, 1], Weights = [100, 1] });
        double mean = 1 / 101.0, deviation = Math.Sqrt(mean * (1 - mean));
        Assert.Equal(mean + (1.959963984540054 * deviation), accumulator.Figures()["nll"].High!.Value, 1e-9);
        Assert.Equal(mean + (.674489750196082 * deviation), accumulator.Figures(.5)["nll"].High!.Value, 1e-9);
    }

    [Fact]
    public void Losses_that_are_all_the_same_have_no_spread_whatever_rounding_says()
    {
        for (int rows = 2; rows < 12; rows++)
        {
            for (double loss = .1; loss < 2; loss += .1)
            {
                double[] same = [.. Enumerable.Repeat(loss, rows)];
                var figure = Of(new() { Confidence = [.. same.Select(_ => .5)], Correct = new bool[rows], Nll = same })["nll"];
                Assert.Equal(loss, figure.Low!.Value, 1e-6);
                Assert.Equal(loss, figure.High!.Value, 1e-6);
            }
        }
    }

    [Fact]
    public void Rows_all_of_one_kind_have_no_auroc_and_say_why()
    {
        var right = Of(new() { Confidence = [.9, .8], Correct = [true, true] })["auroc"];
        Assert.Null(right.Value);
        Assert.Contains("every row is right", right.Reason, StringComparison.Ordinal);
        Assert.Contains("every row is wrong", Of(new() { Confidence = [.9, .8], Correct = [false, false] })["auroc"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_of_the_auroc_holds_those_of_both_bounds()
    {
        // Two right and two wrong rows in one range of rankings: an AUROC of 0 to 1, and Newcombe's intervals of both.
        var auroc = Of(new() { Confidence = [.5, .5, .5, .5], Ranking = [1, 1, 1, 1], Correct = [true, false, true, false] })["auroc"];
        Assert.Equal((0.0, .5, 1.0), (auroc.Beside!["least"], auroc.Value!.Value, auroc.Beside["most"]));
        Assert.Equal((0.0, 1.0), (auroc.Low!.Value, auroc.High!.Value));

        auroc = Of(new() { Confidence = [.5, .5, .5, .5], Ranking = [4, 2, 3, 1], Correct = [true, true, false, false] })["auroc"];
        Assert.Equal((.75, .75, .75), (auroc.Beside!["least"], auroc.Value!.Value, auroc.Beside["most"]));
        Assert.Equal((Interval.Newcombe(.75, 2, 2, .95).Low, Interval.Newcombe(.75, 2, 2, .95).High), (auroc.Low!.Value, auroc.High!.Value));
    }

    [Fact]
    public void Rankings_of_every_size_and_sign_that_differ_by_a_4096th_are_told_apart()
    {
        // Neighbouring ranges over all that the sketch covers: 2⁻²⁰ to just below 2⁴⁰, of both signs, and 0.
        var ladder = new List<double> { 0 };
        foreach (int exponent in new[] { -20, -19, -1, 0, 1, 20, 38, 39 })
        {
            foreach (int step in new[] { 0, 1, 2, 2_047, 2_048, 4_094, 4_095 })
            {
                double value = Math.ScaleB(1 + (step / 4096.0), exponent);
                ladder.Add(value);
                ladder.Add(-value);
            }
        }
        double[] ranking = [.. ladder.Order()];
        bool[] correct = [.. ranking.Select((_, i) => i % 2 == 0)];
        var figures = Of(new() { Confidence = [.. ranking.Select(_ => .5)], Ranking = ranking, Correct = correct });
        foreach (string name in new[] { "auroc", "aurc", "augrc" })
            Assert.Equal(figures[name].Beside!["least"], figures[name].Beside!["most"], 1e-12);
        Assert.Equal(BruteForce.AurocByPairs(ranking, correct), figures["auroc"].Value!.Value, 1e-12);
    }

    [Fact]
    public void Rankings_too_small_or_too_large_share_a_range_with_their_like()
    {
        double tiny = Math.BitDecrement(Math.ScaleB(1, -20)), huge = Math.ScaleB(1, 40);
        foreach (var (low, high) in new[] { (-tiny, tiny), (0.0, tiny), (huge, double.MaxValue), (huge, double.PositiveInfinity), (double.NegativeInfinity, -huge) })
            Assert.Equal((0.0, .5, 1.0), Bounds(low, high));
        Assert.Equal((1.0, 1.0, 1.0), Bounds(tiny, Math.ScaleB(1, -20)));
        Assert.Equal((1.0, 1.0, 1.0), Bounds(-Math.ScaleB(1, -20), -tiny));
        Assert.Equal((1.0, 1.0, 1.0), Bounds(double.NegativeInfinity, double.PositiveInfinity));

        static (double Least, double Value, double Most) Bounds(double wrong, double right)
        {
            var figure = Of(new() { Confidence = [.5, .5], Ranking = [wrong, right], Correct = [false, true] })["auroc"];
            return (figure.Beside!["least"], figure.Value!.Value, figure.Beside["most"]);
        }
    }

    [Fact]
    public void Most_coverage_takes_right_rows_first_and_errors_as_the_risk_allows()
    {
        var cells = new RankedCells();
        cells.Add(6, 1);   // right, wrong
        cells.Add(3, 2);
        // After the first range: 6 right ones and ¼ / ¾ · 6 = 2 wrong ones, of which there is 1: 7. After both: 9 right and all 3 wrong.
        Assert.Equal(1, cells.MostCoverage(.25), 1e-15);
        // At .2: ¼ · 9 = 2¼ wrong ones beside 9 right: 11¼ of 12.
        Assert.Equal(11.25 / 12, cells.MostCoverage(.2), 1e-15);
        // At .05: 6/19 of the first error beside 6 right ones; after both, 9/19 would be less than the error already kept.
        Assert.Equal((6 + (6 / 19.0)) / 12, cells.MostCoverage(.05), 1e-15);
    }

    [Fact]
    public void Weights_may_be_as_large_and_as_small_as_the_message_says()
    {
        EvaluationRows rows = new() { Confidence = [.9, .6], Correct = [true, false], Weights = [1e100, 1e-100] };
        Assert.Equal(1, Of(rows)["accuracy"].Value);
        Assert.Contains("row 1 is 2E+100", Refusal(2e100), StringComparison.Ordinal);
        Assert.Contains("row 1 is 5E-101", Refusal(5e-101), StringComparison.Ordinal);
        Assert.Contains("row 1 is -1", Refusal(-1), StringComparison.Ordinal);
        Assert.Contains("row 1 is NaN", Refusal(double.NaN), StringComparison.Ordinal);

        static string Refusal(double weight) =>
            Assert.Throws<ArgumentException>(() => Of(new() { Confidence = [.9, .6], Correct = [true, false], Weights = [1, weight] })).Message;
    }

    [Fact]
    public void Merging_adds_up_infinite_losses_and_remembers_fractional_weights()
    {
        var parts = new[] { new EvaluationAccumulator(), new EvaluationAccumulator() };
        double inf = double.PositiveInfinity;
        parts[0].Add(new() { Confidence = [.9, .7, .5], Correct = [true, false, true], Nll = [inf, 1, inf], Weights = [.5, .25, .5] });
        parts[1].Add(new() { Confidence = [.8, .6], Correct = [false, true], Nll = [1, inf], Weights = [2, 1] });
        var whole = Of(new()
        {
            Confidence = [.9, .7, .5, .8, .6],
            Correct = [true, false, true, false, true],
            Nll = [inf, 1, inf, 1, inf],
            Weights = [.5, .25, .5, 2, 1],
        });
        parts[1].Merge(parts[0]);
        var merged = parts[1].Figures();
        Assert.Equal(3, merged["nll"].Beside!["zero_rows"]);
        Assert.Equal(5, merged["accuracy"].Rows);
        Assert.Equal(whole["aurc"].Value!.Value, merged["aurc"].Value!.Value, 1e-15);
        Assert.Equal(RiskCoverage.Aurc([.9, .7, .5, .8, .6], [true, false, true, false, true], [.5, .25, .5, 2, 1]), merged["aurc"].Value!.Value, 1e-14);
    }

    [Fact]
    public void Rows_of_no_weight_count_for_nothing()
    {
        var figures = Of(new() { Confidence = [.9, .6, .7], Correct = [true, false, false], Nll = [.1, 1, double.PositiveInfinity], Weights = [1, 2, 0] });
        Assert.Equal(2, figures["nll"].Rows);
        Assert.Equal(2.1 / 3, figures["nll"].Value!.Value, 1e-12);
        Assert.Equal(1 / 3.0, figures["accuracy"].Value!.Value, 1e-15);
    }

    private static IReadOnlyDictionary<string, Figure> Of(EvaluationRows rows)
    {
        var accumulator = new EvaluationAccumulator();
        accumulator.Add(rows);
        return accumulator.Figures();
    }
}
