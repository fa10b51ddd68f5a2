using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

public class SplineCalibrationTests
{
    /// <summary>numpy's lstsq on SciPy's cardinal natural cubic splines with six knots, γ(0) = 0 and γ(1) = .55.</summary>
    [Fact]
    public void Equals_natural_splines_of_SciPy()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        var fitted = SplineCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        double[] heights = [0, 0.02233354715853333, 0.09882320547981296, 0.2269869850278823, 0.3762806536991806, 0.55];
        for (int k = 0; k < heights.Length; k++) Assert.Equal(heights[k], fitted.Heights[k], 1e-12);
        double[] places = [-3.784192475638671, -3.269924594269111, -1.6967208387789692, 0.03056777259299137, 2.0528364484448267, 3.872307394527369];
        double[] expected = [0.05625444134537343, 0.06769058091235695, 0.38797542896177456, 0.6533962823757289, 0.7736865245681956, 0.8973689286430497];
        for (int i = 0; i < places.Length; i++) Assert.Equal(expected[i], fitted.Probability(places[i]), 1e-11);
        Assert.True(fitted.IsMonotone);
    }

    [Fact]
    public void The_mean_of_the_answers_is_the_share_of_class_1()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        scores = [.. scores.Select(s => Math.Round(s, 1))];   // with ties
        var fitted = SplineCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(labels.Average(), scores.Average(fitted.Probability), 1e-12);
    }

    [Fact]
    public void Recovers_a_curve_that_no_formula_has()
    {
        static double Truth(double s) => .5 + (.45 * Math.Sin(s / 2));   // from .05 to .95 over [−π, π]
        var random = new RandomStream(4);
        double[] scores = [.. Enumerable.Range(0, 50_000).Select(_ => Math.PI * ((2 * random.NextDouble()) - 1))];
        int[] labels = [.. scores.Select(s => random.NextDouble() < Truth(s) ? 1 : 0)];
        var fitted = SplineCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        for (double s = -3; s <= 3; s += .25) Assert.Equal(Truth(s), fitted.Probability(s), .03);
        Assert.True(fitted.Parameters[1].Values.Count <= 1_000);
    }

    [Fact]
    public void Answers_stay_within_what_so_many_rows_can_show()
    {
        (double[] scores, _) = BinaryRows.Made();
        var fitted = SplineCalibration.Fit(CalibrationRows.Of(scores, [.. scores.Select(s => s > 0 ? 1 : 0)], 1));
        foreach (double s in (double[])[-1e6, .. scores, 1e6]) Assert.InRange(fitted.Probability(s), (1 / 202.0) - 1e-12, (201 / 202.0) + 1e-12);
    }

    [Fact]
    public void A_falling_curve_is_said_to_fall()
    {
        (double[] scores, int[] labels) = BinaryRows.TurnedRound();
        var fitted = SplineCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.False(fitted.IsMonotone);
        Assert.True(double.IsNaN(fitted.Inverse(.5)));
        Assert.Contains("not monotone", Assert.Single(fitted.Diagnostics.Warnings), StringComparison.Ordinal);
    }
}
