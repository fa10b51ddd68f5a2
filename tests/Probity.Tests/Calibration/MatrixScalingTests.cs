using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class MatrixScalingTests
{
    /// <summary>NumPy's has a ridge of a thousandth of ours.</summary>
    [Fact]
    public void The_optimum_is_that_of_NumPy()
    {
        var fitted = MatrixScaling.Fit(LogisticRows.Rows());
        LogisticRows.Near(fitted, 1.0059761814697648, [.04127852, .01927348, .15442236, .78502565], 2e-4);
    }

    [Fact]
    public void Rows_that_can_be_separated_have_a_finite_answer()
    {
        (double[] logits, _) = LogisticRows.Values();
        int[] predicted = [.. Enumerable.Range(0, LogisticRows.Count).Select(i => Enumerable.Range(0, 4).MaxBy(k => logits[(4 * i) + k]))];
        var fitted = MatrixScaling.Fit(CalibrationRows.Of(logits, predicted, 4));
        Assert.True(fitted.Diagnostics.Converged);
        Assert.InRange(fitted.Diagnostics.NllAfter, 0, .01);
        Assert.All(fitted.Weights, w => Assert.InRange(w, -1e4, 1e4));
    }

    [Fact]
    public void Refuses_a_file_that_lies() =>
        LogisticRows.Refused(MatrixScaling.Fit(LogisticRows.Rows()), "weights", new double[4], "holds 4 numbers where 16 belong");
}
