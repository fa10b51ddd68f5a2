using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class StructuredVectorScalingTests
{
    [Fact]
    public void The_optimum_is_that_of_NumPy()
    {
        var fitted = StructuredVectorScaling.Fit(LogisticRows.Rows());
        LogisticRows.Near(fitted, 1.1090281399085071, [.19731477, .03556023, .15866344, .60846157]);
        double penalty = fitted.Weights.Sum(w => (w - 1) * (w - 1)) + fitted.Bias.Sum(b => b * b);
        Assert.Equal(1.1151238072530778, fitted.Diagnostics.NllAfter + (4 / 240.0 * penalty), 1e-9);
    }

    [Fact]
    public void A_class_that_was_never_seen_is_pushed_down_and_named()
    {
        (double[] logits, int[] labels) = LogisticRows.Values();
        var fitted = StructuredVectorScaling.Fit(CalibrationRows.Of(logits, [.. labels.Select(y => y == 2 ? 1 : y)], 4));
        Assert.Equal(fitted.Bias.Min(), fitted.Bias[2]);
        Assert.Contains("no row is of class 2", fitted.Diagnostics.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("class 2 down most", fitted.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_columns_are_enough_and_one_is_refused()
    {
        CalibratedRows two = CalibratedRows.Typical(200, 2, 4), one = CalibratedRows.Typical(50, 1, 4);
        var fitted = StructuredVectorScaling.Fit(CalibrationRows.Of(two.Logits, two.Labels, 2));
        Assert.True(fitted.Diagnostics.Converged && fitted.Diagnostics.NllAfter < fitted.Diagnostics.NllBefore);
        var refusal = Assert.Throws<ArgumentException>(() => StructuredVectorScaling.Fit(CalibrationRows.Of(one.Logits, one.Labels, 1)));
        Assert.Contains("two columns or more", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diagonal_with_a_weight_of_0_or_below_has_no_one_way_back()
    {
        var fitted = StructuredVectorScaling.Fit(LogisticRows.Rows());
        Assert.True(fitted.CanInvert);
        Assert.False(LogisticRows.Changed(fitted, "weights", [1, 1, 0, 1]).CanInvert);
        Assert.False(LogisticRows.Changed(fitted, "weights", [1, 1, -1, 1]).CanInvert);
    }

    [Fact]
    public void Refuses_a_file_that_lies()
    {
        var fitted = StructuredVectorScaling.Fit(LogisticRows.Rows());
        LogisticRows.Refused(fitted, "weights", [1, 1, 1], "holds 3 numbers where 4 belong");
        LogisticRows.Refused(fitted, "bias", [1, double.NaN, 1, 1], "holds NaN");
        LogisticRows.Refused(fitted, "temperature", [0], "temperature 0");
    }
}
