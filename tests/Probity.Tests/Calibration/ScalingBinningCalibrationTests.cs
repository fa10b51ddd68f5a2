using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class ScalingBinningCalibrationTests
{
    internal static readonly double[] Twenty = [-3.1, -2.4, -2.4, -1.7, -1.2, -.8, -.8, -.8, -.1, .3, .4, .9, 1.1, 1.6, 1.6, 2.2, 2.9, 3.3, 3.3, 4.1];
    internal static readonly int[] TwentyLabels = [0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1];

    /// <summary>scipy.optimize.root (SciPy 1.10) on the gradient of Platt's objective, then means of numpy slices.</summary>
    [Fact]
    public void Bins_answer_with_the_mean_of_the_curve()
    {
        var fitted = ScalingBinningCalibration.Fit(CalibrationRows.Of(Twenty, TwentyLabels, 1), 4);
        Assert.Equal(.44140729314571414, fitted.Slope, 1e-9);
        Assert.Equal(-.41288821942575826, fitted.Intercept, 1e-9);
        Assert.Equal(.20715950024421667, fitted.Probability(-9), 1e-9);
        Assert.Equal(.3540112662864029, fitted.Probability(-.8), 1e-9);
        Assert.Equal(.5202164941306778, fitted.Probability(1.6), 1e-9);
        Assert.Equal(.7242071449331082, fitted.Probability(4), 1e-9);
    }

    [Fact]
    public void Three_parts_by_seed_give_about_the_same_and_another_seed_another()
    {
        (double[] logOdds, int[] labels) = BinningRows.Overconfident(9_000, 4);
        CalibrationRows rows = BinningRows.Rows((logOdds, labels));
        ScalingBinningCalibration whole = ScalingBinningCalibration.Fit(rows), split = ScalingBinningCalibration.Fit(rows, splitSeed: 1), other = ScalingBinningCalibration.Fit(rows, splitSeed: 2);
        Assert.Equal(15, split.Bins);
        Assert.NotEqual(split.Slope, other.Slope);
        Assert.Equal(ScalingBinningCalibration.Fit(rows, splitSeed: 1).Parameters.SelectMany(p => p.Values), split.Parameters.SelectMany(p => p.Values));
        Assert.InRange(logOdds.Average(s => Math.Abs(whole.Probability(s) - split.Probability(s))), 0, .03);   // cuts differ a little
        Assert.Equal(.5, whole.Slope, .05);   // as the rows were drawn
    }

    [Theory]
    [MemberData(nameof(BinningRows.Odd), MemberType = typeof(BinningRows))]
    public void Odd_rows_get_finite_answers_that_a_file_keeps(string kind)
    {
        BinningRows.FiniteAndKept(ScalingBinningCalibration.Fit(BinningRows.Of(kind)));
        BinningRows.FiniteAndKept(ScalingBinningCalibration.Fit(BinningRows.Of(kind), 30, splitSeed: 5));
    }

    [Fact]
    public void Weights_are_repetitions_in_any_order() => BinningRows.WeightsAreRepetitionsInAnyOrder(rows => ScalingBinningCalibration.Fit(rows));

    [Fact]
    public void The_way_back_is_the_least_score_that_gets_there()
    {
        var fitted = ScalingBinningCalibration.Fit(CalibrationRows.Of(Twenty, TwentyLabels, 1), 4);
        double back = fitted.Inverse(.5);
        Assert.True(fitted.Probability(back) >= .5 && fitted.Probability(Math.BitDecrement(back)) < .5);
    }
}
