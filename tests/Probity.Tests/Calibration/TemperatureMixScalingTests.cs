using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class TemperatureMixScalingTests
{
    [Fact]
    public void Temperature_and_mixture_are_those_of_SciPy()
    {
        var fitted = TemperatureMixScaling.Fit(LogisticRows.Rows());
        Assert.Equal(2.7164106127658383, fitted.Temperature, 1e-9);
        Assert.Equal(1 / 241.0, fitted.Mix, 1e-15);
        LogisticRows.Near(fitted, 1.1570013379811612, [.13004281, .033215, .1631661, .67357609]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void No_probability_is_below_its_share_of_the_mixture(int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(99, columns, 3);
        Calibrator fitted = rows.Fit("ts-mix");
        var probabilities = new double[2 * columns];
        fitted.Calibrate(columns == 1 ? [1e6, -1e6] : [.. new[] { 1e6, -1e6, 0, 1e5 }.Take(columns), .. new[] { -1e6, 0, 0, 0.0 }.Take(columns)], columns, probabilities);
        double floor = .01 / Math.Max(2, columns);
        Assert.All(probabilities, p => Assert.InRange(p, floor * (1 - 1e-12), 1 - floor + 1e-12));
        Assert.Equal(floor, probabilities.Min(), 1e-12);
    }

    [Fact]
    public void One_column_and_two_that_say_the_same_agree()
    {
        CalibratedRows one = CalibratedRows.Typical(200, 1, 5);
        CalibratedRows two = one with { Columns = 2, Logits = [.. one.Logits.SelectMany(z => new[] { 0, z })] };
        var (narrow, wide) = ((TemperatureMixScaling)one.Fit("ts-mix"), (TemperatureMixScaling)two.Fit("ts-mix"));
        Assert.Equal(narrow.Temperature, wide.Temperature, 1e-8);
        double[] p = new double[1], pair = new double[2];
        narrow.Calibrate([1.7], 1, p);
        wide.Calibrate([0.0, 1.7], 2, pair);
        Assert.Equal(p[0], pair[1], 1e-8);
    }

    [Fact]
    public void Probabilities_that_cannot_occur_lead_back_to_finite_logits()
    {
        Calibrator fitted = CalibratedRows.Typical(99, 4, 6).Fit("ts-mix");
        var logits = new double[4];
        fitted.Invert([1e-9, 1e-9, .2, .8 - 2e-9], 4, logits);
        Assert.All(logits, z => Assert.True(double.IsFinite(z)));
        Assert.True(logits[0] < logits[2] && logits[2] < logits[3]);
    }

    [Fact]
    public void Refuses_a_file_that_lies()
    {
        var fitted = TemperatureMixScaling.Fit(LogisticRows.Rows());
        LogisticRows.Refused(fitted, "temperature", [-2], "temperature -2");
        LogisticRows.Refused(fitted, "mix", [1], "a weight 1 of the uniform distribution");
        LogisticRows.Refused(fitted, "mix", [0], "a weight 0 of the uniform distribution");
    }
}
