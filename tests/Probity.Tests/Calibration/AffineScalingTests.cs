using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class AffineScalingTests
{
    /// <summary>By Newton's method in numpy, gradient 8e-15.</summary>
    [Fact]
    public void Equals_the_optimum_found_elsewhere()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        var fitted = AffineScaling.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(0.6175735045509504, fitted.Slope, 1e-12);
        Assert.Equal(0.2939266156819301, fitted.Intercept, 1e-12);
    }

    /// <summary>Two scores with shares ¼ and ⅔: the line through their log-odds.</summary>
    [Fact]
    public void Two_scores_have_a_closed_form()
    {
        double[] scores = [.. Enumerable.Repeat(-1.0, 4), .. Enumerable.Repeat(2.0, 6)];
        var fitted = AffineScaling.Fit(CalibrationRows.Of(scores, [1, 0, 0, 0, 1, 1, 1, 1, 0, 0], 1));
        double low = Math.Log(1.0 / 3), high = Math.Log(2);
        Assert.Equal((high - low) / 3, fitted.Slope, 1e-12);
        Assert.Equal(low + ((high - low) / 3), fitted.Intercept, 1e-12);
    }

    [Fact]
    public void Rows_that_a_threshold_parts_get_what_Platt_would_say()
    {
        var rows = CalibrationRows.Of([-2.0, -1, .5, 3], [0, 0, 1, 1], 1);
        AffineScaling fitted = AffineScaling.Fit(rows);
        PlattScaling platt = PlattScaling.Fit(rows);
        Assert.Equal(platt.Slope, fitted.Slope);
        Assert.Equal(platt.Intercept, fitted.Intercept);
        Assert.Contains("smoothed targets", Assert.Single(fitted.Diagnostics.Warnings), StringComparison.Ordinal);
    }

    /// <summary>A tie at the threshold does not stop the slope from growing.</summary>
    [Fact]
    public void A_tie_at_the_threshold_is_no_overlap() =>
        Assert.NotEmpty(AffineScaling.Fit(CalibrationRows.Of([-1.0, 0, 0, 1], [0, 0, 1, 1], 1)).Diagnostics.Warnings);

    [Fact]
    public void One_score_alone_shifts_and_keeps_the_slope()
    {
        var fitted = AffineScaling.Fit(CalibrationRows.Of([2.0, 2, 2, 2], [1, 1, 1, 0], 1));
        Assert.Equal(1, fitted.Slope);
        Assert.Equal(Math.Log(3) - 2, fitted.Intercept, 1e-12);
    }
}
