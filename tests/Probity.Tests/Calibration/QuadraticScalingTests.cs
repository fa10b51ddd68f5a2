using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class QuadraticScalingTests
{
    /// <summary>By Newton's method in numpy, gradient 8e-15.</summary>
    [Fact]
    public void Equals_the_optimum_found_elsewhere()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        var fitted = QuadraticScaling.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(0.6152789768716997, fitted.Slope, 1e-11);
        Assert.Equal(0.5413087345289952, fitted.Intercept, 1e-11);
        Assert.Equal(-0.06716470653693285, fitted.Curvature, 1e-11);
    }

    /// <summary>Three scores with a share each: the parabola through their log-odds, which here turns at 0.</summary>
    [Fact]
    public void Three_scores_have_a_closed_form_that_may_turn()
    {
        double[] scores = [.. Enumerable.Repeat(-2.0, 4), .. Enumerable.Repeat(0.0, 4), .. Enumerable.Repeat(2.0, 4)];
        var fitted = QuadraticScaling.Fit(CalibrationRows.Of(scores, [1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0], 1));
        Assert.Equal(-Math.Log(3), fitted.LogOdds(-2), 1e-9);
        Assert.Equal(Math.Log(3), fitted.LogOdds(0), 1e-9);
        Assert.Equal(-2 * Math.Log(3) / 4, fitted.Curvature, 1e-9);
        Assert.False(fitted.IsMonotone);
        Assert.True(double.IsNaN(fitted.Inverse(.5)));
        Assert.Contains("turns at log-odds", Assert.Single(fitted.Diagnostics.Warnings), StringComparison.Ordinal);
        // Beyond the rows it does not fall for ever.
        Assert.Equal(fitted.LogOdds(2), fitted.LogOdds(50), 1e-9);
    }

    [Theory]
    [InlineData(new[] { 0, 0, 1, 1, 0, 0 }, true)]        // an interval
    [InlineData(new[] { 1, 0, 0, 1, 1, 1 }, true)]        // outside one
    [InlineData(new[] { 1, 0, 1, 0, 1, 1 }, false)]       // three changes and more
    [InlineData(new[] { 0, 0, 2, 0, 0, 0 }, true)]        // 2 is a tie of both: a parabola that touches there
    [InlineData(new[] { 0, 0, 2, 0, 1, 1 }, false)]       // touches and crosses: three roots
    [InlineData(new[] { 2, 0, 0, 0, 2, 1 }, true)]        // a tie at the end and one at the change
    [InlineData(new[] { 0, 2, 2, 2, 1, 1 }, false)]
    [InlineData(new[] { 2, 2, 2, 2, 2, 2 }, false)]
    public void Sees_where_a_parabola_parts_the_classes(int[] kinds, bool parted)
    {
        List<double> scores = [];
        List<int> labels = [];
        for (int i = 0; i < kinds.Length; i++)
        {
            foreach (int label in kinds[i] == 2 ? (int[])[0, 1] : [kinds[i]])
            {
                scores.Add(i);
                labels.Add(label);
            }
        }
        var fitted = QuadraticScaling.Fit(CalibrationRows.Of(scores.ToArray(), labels.ToArray(), 1));
        Assert.Equal(parted, fitted.Diagnostics.Warnings.Any(warning => warning.Contains("part the classes", StringComparison.Ordinal)));
        Assert.True(fitted.Diagnostics.Converged);
    }
}
