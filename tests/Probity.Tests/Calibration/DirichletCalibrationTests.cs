using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class DirichletCalibrationTests
{
    /// <summary>NumPy's has no ridge on the diagonal.</summary>
    [Fact]
    public void The_optimum_is_that_of_NumPy()
    {
        LogisticRows.Near(DirichletCalibration.Fit(LogisticRows.Rows()), 1.0161059316213532, [.07436725, .02803088, .16760791, .72999395], 2e-5);
        LogisticRows.Near(DirichletCalibration.Fit(LogisticRows.Rows(), .3, .7), 1.0181928681956924, [.07118974, .02350654, .18233749, .72296622], 2e-5);
    }

    [Fact]
    public void A_penalty_beyond_all_measure_leaves_a_weight_a_class()
    {
        var fitted = DirichletCalibration.Fit(LogisticRows.Rows(), 1e9, 1e9);
        for (int i = 0; i < 16; i++)
        {
            if (i % 5 != 0) Assert.Equal(0, fitted.Weights[i], 1e-7);
        }
        Assert.All(fitted.Bias, b => Assert.Equal(0, b, 1e-7));
    }

    [Fact]
    public void Refuses_penalties_below_0_and_a_file_that_lies()
    {
        Assert.Throws<ArgumentException>(() => DirichletCalibration.Fit(LogisticRows.Rows(), -1, 1));
        Assert.Throws<ArgumentException>(() => DirichletCalibration.Fit(LogisticRows.Rows(), 1, double.NaN));
        LogisticRows.Refused(DirichletCalibration.Fit(LogisticRows.Rows()), "bias", [1, 2, 3], "holds 3 numbers where 4 belong");
    }
}
