using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class VectorScalingTests
{
    /// <summary>NumPy's has no ridge at all.</summary>
    [Fact]
    public void The_optimum_is_that_of_NumPy()
    {
        var fitted = VectorScaling.Fit(LogisticRows.Rows());
        LogisticRows.Near(fitted, 1.1016940030928286, [.15568903, .05731453, .16735602, .61964042], 1e-5);
    }

    [Fact]
    public void Rows_that_can_be_separated_have_a_finite_answer()
    {
        (double[] logits, _) = LogisticRows.Values();
        int[] predicted = [.. Enumerable.Range(0, LogisticRows.Count).Select(i => Enumerable.Range(0, 4).MaxBy(k => logits[(4 * i) + k]))];
        var fitted = VectorScaling.Fit(CalibrationRows.Of(logits, predicted, 4));
        Assert.True(fitted.Diagnostics.Converged);
        Assert.InRange(fitted.Diagnostics.NllAfter, 0, .01);
        Assert.All(fitted.Weights, w => Assert.InRange(w, 1, 1e4));
    }

    [Fact]
    public void Refuses_a_file_that_lies() =>
        LogisticRows.Refused(VectorScaling.Fit(LogisticRows.Rows()), "weights", [1, 1, double.PositiveInfinity, 1], "holds");
}
