using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class HistogramBinningTests
{
    private static readonly double[] Eight = [-4, -3, -2, -1, 1, 2, 3, 4];
    private static readonly int[] EightLabels = [0, 0, 0, 1, 0, 1, 1, 1];

    [Theory]
    [InlineData(-9, .5 / 3)]
    [InlineData(-2.5, .5 / 3)]      // an edge belongs to the bin below it
    [InlineData(-2.499, 1.5 / 3)]
    [InlineData(1, 1.5 / 3)]
    [InlineData(4, 2.5 / 3)]
    public void Equal_mass_bins_hold_smoothed_shares(double logOdds, double share) =>
        Assert.Equal(share, HistogramBinning.Fit(CalibrationRows.Of(Eight, EightLabels, 1), 4).Probability(logOdds), 1e-14);

    [Fact]
    public void Equal_scores_get_equal_answers_however_many_bins()
    {
        var fitted = HistogramBinning.Fit(CalibrationRows.Of([.5, .5, .5], [1, 0, 1], 1), 3);
        Assert.Equal(1, fitted.Bins);
        Assert.Equal(2.5 / 4, fitted.Probability(.5), 1e-14);
    }

    [Fact]
    public void Equal_width_bins_are_cut_in_the_probability_and_closed_on_the_right()
    {
        // Probabilities .1 .5 .5 .6 .95 in two and in five bins: .5 belongs to the lower of two.
        double[] p = [.1, .5, .5, .6, .95];
        var rows = CalibrationRows.Of([.. p.Select(x => Math.Log(x / (1 - x)))], [0, 1, 0, 1, 1], 1);
        var two = HistogramBinning.FitEqualWidth(rows, 2);
        Assert.Equal(1.5 / 4, two.Probability(0), 1e-14);
        Assert.Equal(2.5 / 3, two.Probability(1e-9), 1e-14);

        // Of five, bin 2 has no row: halfway between its neighbours' log-odds. (Bin 4 has one, as have bins 1 and 5.)
        var five = HistogramBinning.FitEqualWidth(rows, 5);
        double first = Math.Log(.5 / 1.5), third = Math.Log(2.5 / 1.5);
        Assert.Equal(first, five.LogOdds(-5), 1e-14);
        Assert.Equal((first + third) / 2, five.LogOdds(Math.Log(.3 / .7)), 1e-14);
        Assert.Equal(third, five.LogOdds(0), 1e-14);
    }

    [Fact]
    public void Bins_by_default_are_fifteen_or_one_for_twenty_rows()
    {
        Assert.Equal(15, HistogramBinning.Fit(BinningRows.Rows(BinningRows.Overconfident(3_000, 1))).Bins);
        Assert.Equal(2, HistogramBinning.Fit(BinningRows.Of("50 rows")).Bins);
        Assert.Contains("too few", HistogramBinning.Fit(BinningRows.Of("one row")).Diagnostics.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_in_any_cut_order_and_merge_give_the_same_bits()
    {
        (double[] logOdds, int[] labels) = BinningRows.Overconfident(1_000, 8);
        double[] weights = [.. Enumerable.Range(0, 1_000).Select(i => .1 + (i % 13 / 7.0))];
        var whole = HistogramBinning.FitEqualWidth(CalibrationRows.Of(logOdds, labels, 1, weights), 15);
        HistogramAccumulator[] parts = [new(), new()];
        foreach ((int part, int from, int to) in ((int, int, int)[])[(1, 700, 1_000), (0, 0, 123), (1, 123, 124), (0, 124, 700)])
            parts[part].Add(logOdds.AsSpan(from..to), labels.AsSpan(from..to), 1, weights.AsSpan(from..to));
        parts[0].Merge(parts[1]);
        var chunked = parts[0].Finish();
        Assert.Equal(whole.Parameters.SelectMany(p => p.Values), chunked.Parameters.SelectMany(p => p.Values));
        Assert.Equal(1_000, chunked.Diagnostics.Rows);
        Assert.Equal(whole.Diagnostics.NllBefore, chunked.Diagnostics.NllBefore, 1e-12);
        Assert.Equal(whole.Diagnostics.NllAfter, chunked.Diagnostics.NllAfter, 1e-12);
    }

    [Fact]
    public void Chunks_of_two_columns_may_hold_impossible_classes()
    {
        var sums = new HistogramAccumulator(4);
        sums.Add([0f, float.NegativeInfinity, float.NegativeInfinity, 0f], [0, 0], 2);
        HistogramBinning fitted = sums.Finish();
        Assert.Equal(.25, fitted.Probability(-50), 1e-14);
        Assert.Equal(double.PositiveInfinity, fitted.Diagnostics.NllBefore);
        Assert.Contains("after chunks of 2", Assert.Throws<ArgumentException>(() => sums.Add([.5f], [0], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new HistogramAccumulator().Finish());
        Assert.Throws<ArgumentException>(() => sums.Merge(new HistogramAccumulator(5)));
    }

    [Theory]
    [MemberData(nameof(BinningRows.Odd), MemberType = typeof(BinningRows))]
    public void Odd_rows_get_finite_answers_that_a_file_keeps(string kind)
    {
        BinningRows.FiniteAndKept(HistogramBinning.Fit(BinningRows.Of(kind)));
        BinningRows.FiniteAndKept(HistogramBinning.FitEqualWidth(BinningRows.Of(kind)));
        BinningRows.FiniteAndKept(HistogramBinning.Fit(BinningRows.Of(kind), 1_000));
    }

    [Fact]
    public void Weights_are_repetitions_in_any_order()
    {
        BinningRows.WeightsAreRepetitionsInAnyOrder(rows => HistogramBinning.Fit(rows));
        BinningRows.WeightsAreRepetitionsInAnyOrder(rows => HistogramBinning.FitEqualWidth(rows));
    }

    [Fact]
    public void The_mean_of_answers_is_the_share_of_class_1_but_for_smoothing()
    {
        (double[] logOdds, int[] labels) = BinningRows.Overconfident(2_000, 4);
        var fitted = HistogramBinning.Fit(CalibrationRows.Of(logOdds, labels, 1));
        Assert.Equal(labels.Average(), logOdds.Average(fitted.Probability), 15 * .5 / 2_000);
        Assert.Contains("overconfident", fitted.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_way_back_of_a_rising_map_is_the_least_score_that_gets_there()
    {
        var fitted = HistogramBinning.Fit(CalibrationRows.Of(Eight, EightLabels, 1), 2);   // shares 1.5/5 and 3.5/5, edge 0
        Assert.True(fitted.IsMonotone);
        Assert.Equal(double.NegativeInfinity, fitted.Inverse(.2));
        Assert.Equal(double.PositiveInfinity, fitted.Inverse(.8));
        Assert.True(fitted.Probability(fitted.Inverse(.5)) >= .5 && fitted.Probability(Math.BitDecrement(fitted.Inverse(.5))) < .5);
        Assert.False(fitted.CanInvert);
    }
}
