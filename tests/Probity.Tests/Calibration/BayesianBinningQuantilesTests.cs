using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class BayesianBinningQuantilesTests
{
    private static CalibrationRows Twenty => CalibrationRows.Of(ScalingBinningCalibrationTests.Twenty, ScalingBinningCalibrationTests.TwentyLabels, 1);

    /// <summary>scipy.special.gammaln (SciPy 1.10) on the paper's formula, models of 1 to 15 bins.</summary>
    [Fact]
    public void The_marginal_likelihood_is_SciPys()
    {
        var scores = TiedScores.Of(Twenty);
        Assert.Equal([4, 7, 11, 15], scores.EqualMass(4));
        Assert.Equal(-19.58371156960805, BayesianBinningQuantiles.LogEvidence(scores, [4, 7, 11, 15]), 1e-12);
    }

    /// <summary>The same script, which averages all models at each score by itself.</summary>
    [Theory]
    [InlineData(-9, .3597424600011177)]
    [InlineData(-.8, .4029784176380395)]
    [InlineData(0, .3950414052004476)]
    [InlineData(1.6, .5121660341744818)]
    [InlineData(3, .5556589607251743)]
    [InlineData(9, .560507360994335)]
    public void Answers_are_the_average_of_all_models(double logOdds, double expected) =>
        Assert.Equal(expected, BayesianBinningQuantiles.Fit(Twenty).Probability(logOdds), 1e-9);

    /// <summary>Beta(1, 1)'s evidence by hand: one bin over [0, 1], three of four positive: Γ(2)Γ(4)Γ(2)/Γ(6) = 1/20.</summary>
    [Fact]
    public void One_bin_has_the_evidence_of_a_coin() =>
        Assert.Equal(Math.Log(1 / 20.0), BayesianBinningQuantiles.LogEvidence(TiedScores.Of(CalibrationRows.Of([1.0, 2, 3, 4], [1, 1, 0, 1], 1)), [4]), 1e-13);

    [Fact]
    public void Comes_near_the_truth_of_many_rows()
    {
        (double[] logOdds, int[] labels) = BinningRows.Overconfident(20_000, 6);
        var fitted = BayesianBinningQuantiles.Fit(BinningRows.Rows((logOdds, labels)));
        // One constant would be off by .19 on average, the model's own probability by .12.
        Assert.InRange(logOdds.Average(s => Math.Abs((1 / (1 + Math.Exp(-(s / 2) - .25))) - fitted.Probability(s))), 0, .03);
        Assert.Contains("overconfident", fitted.Explain(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BinningRows.Odd), MemberType = typeof(BinningRows))]
    public void Odd_rows_get_finite_answers_that_a_file_keeps(string kind) => BinningRows.FiniteAndKept(BayesianBinningQuantiles.Fit(BinningRows.Of(kind)));

    [Fact]
    public void Weights_are_repetitions_in_any_order() => BinningRows.WeightsAreRepetitionsInAnyOrder(rows => BayesianBinningQuantiles.Fit(rows));

    [Fact]
    public void A_range_of_bins_out_of_its_own_is_refused() =>
        Assert.Contains("1 to 100", Assert.Throws<ArgumentException>(() => BayesianBinningQuantiles.Fit(Twenty, 0)).Message, StringComparison.Ordinal);
}
