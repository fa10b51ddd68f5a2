using Probity.Calibration;
using Probity.Metrics;

namespace Probity.Tests.Calibration;

public class CalibratorComparisonTests
{
    private static readonly EvaluationOptions Quick = new() { Bootstrap = 100 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_method_is_compared_and_the_better_come_first(int columns)
    {
        CalibrationRows rows = CalibratedRows.Typical(1_000, columns, 3).Checked();
        IReadOnlyList<CalibrationMethod> all = CalibratorComparison.Methods("all", rows);
        IReadOnlyList<ComparedCalibrator> compared = CalibratorComparison.Run(rows, all, evaluation: Quick);
        Assert.Equal("none", compared[0].Method);
        Assert.Equal(all.Select(method => method.Name).Order(), compared.Skip(1).Select(one => one.Method).Order());
        ComparedCalibrator[] measured = [.. compared.Skip(1).Where(one => one.LeftOut is null)];
        Assert.Equal(measured.OrderByDescending(one => one.Gain).Select(one => one.Method), measured.Select(one => one.Method));
        Assert.All(measured, one => Assert.Equal(compared[0].Figures["nll"].Value!.Value - one.Figures["nll"].Value!.Value, one.Gain, 12));
        Assert.All(measured, one => Assert.True(one.StandardError > 0 && one.FitTime > TimeSpan.Zero && one.Figures["ece"].Null95 > 0, one.Method));
        Assert.True(measured[0].Gain > 2 * measured[0].StandardError, "rows that are overconfident by a factor of two");
    }

    [Fact]
    public void Every_row_is_measured_under_the_fit_without_its_fold()
    {
        var typical = CalibratedRows.Typical(200, 3, 4);
        CalibrationRows rows = typical.Checked();
        ComparedCalibrator one = CalibratorComparison.Run(rows, [CalibrationMethod.Parse("temperature")], new() { Folds = 3, Seed = 8 }, Quick)[1];
        byte[] foldOf = Folds.Stratified(typical.Labels, 3, 3, 8);
        double brier = 0, nll = 0;
        for (int fold = 0; fold < 3; fold++)
        {
            Calibrator without = typical.Chosen([.. Enumerable.Range(0, 200).Where(i => foldOf[i] != fold)]).Fit("temperature");
            for (int i = 0; i < 200; i++)
            {
                if (foldOf[i] != fold) continue;
                var p = new double[3];
                without.Calibrate(typical.Logits.AsSpan(3 * i, 3), 3, p);
                Assert.Equal(p.Max(), one.Confidence[i], 12);
                Assert.Equal(Math.Log(p.Max() / (1 - p.Max())), one.LogOdds[i], 8);
                nll -= Math.Log(p[typical.Labels[i]]) / 200;
                brier += p.Select((share, k) => Math.Pow(share - (k == typical.Labels[i] ? 1 : 0), 2)).Sum() / 200;
            }
        }
        Assert.Equal(nll, one.Figures["nll"].Value!.Value, 10);
        Assert.Equal(brier, one.Figures["brier"].Value!.Value, 10);
    }

    [Fact]
    public void What_all_leaves_out_is_named_with_the_reason()
    {
        CalibrationRows few = CalibratedRows.Typical(100, 3, 5).Checked();
        Assert.Empty(CalibratorComparison.LeftOut("all", few));
        CalibrationRows many = CalibratedRows.Typical(10_000, 100, 5).Checked();
        IReadOnlyList<ComparedCalibrator> left = CalibratorComparison.LeftOut("all", many);
        Assert.Contains("matrix", left.Select(one => one.Method));
        Assert.All(left, one => Assert.Equal("too dear for 10,000 rows of 100 classes: ask for it by name", one.LeftOut));
        Assert.Equal(
            CalibrationMethod.All.Where(method => method.Multiclass).Select(method => method.Name).Order(),
            CalibratorComparison.Methods("all", many).Select(method => method.Name).Concat(left.Select(one => one.Method)).Order());
        Assert.Empty(CalibratorComparison.LeftOut("matrix", many));
    }

    [Fact]
    public void What_cannot_be_fitted_comes_last_with_the_reason()
    {
        CalibrationRows rows = CalibratedRows.Typical(100, 3, 5).Checked();
        CalibrationMethod broken = AutoCalibrationTests.Method("broken", _ => throw new ArgumentException("it broke"));
        IReadOnlyList<ComparedCalibrator> compared = CalibratorComparison.Run(rows, [broken, CalibrationMethod.Parse("temperature")], evaluation: Quick);
        Assert.Equal(["none", "temperature", "broken"], compared.Select(one => one.Method));
        Assert.Equal("it broke", compared[2].LeftOut);
        Assert.Empty(compared[2].Figures);
    }

    [Theory]
    [InlineData("temperature,magic", "calibrator 'magic' is not known; there are none, temperature")]
    [InlineData("temperature, temperature", "stands twice")]
    [InlineData("prior-shift", "calibrator 'prior-shift' cannot be compared")]
    [InlineData("", "names no calibrator")]
    public void Names_that_do_not_suit_are_refused(string names, string because)
    {
        CalibrationRows rows = CalibratedRows.Typical(50, 3, 6).Checked();
        Assert.Contains(because, Assert.Throws<ArgumentException>(() => CalibratorComparison.Methods(names, rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_row_is_refused() =>
        Assert.Contains("needs two", Assert.Throws<ArgumentException>(() => CalibratorComparison.Run(CalibrationRows.Of([0d], [0], 1), [])).Message, StringComparison.Ordinal);
}
