using Probity.Calibration;
using Probity.Metrics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics.Classes;

public class LossSplitTests
{
    private static readonly EvaluationOptions Quick = new() { Bootstrap = 100 };

    private static double Value(IReadOnlyDictionary<string, Figure> figures, string name) => figures[name].Value!.Value;

    [Theory]
    [InlineData(4, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 2.5)]
    public void Every_row_is_judged_at_the_temperature_fitted_without_it(int classes, double temperature)
    {
        var rows = ClassRows.Draw(1, 400, classes, sharpness: 2);
        double[][] stated = rows.Probabilities();
        rows = rows.Take(Enumerable.Range(0, 400).OrderBy(i => -Math.Log(stated[i][rows.Labels[i]])));   // folds are drawn in this order
        var crossFit = TemperatureScaling.Fit(rows.Logits, rows.Labels, classes, default, new CalibrationOptions { DoNoHarm = false }).CrossFit!;
        double nll = 0, brier = 0;
        for (int i = 0; i < 400; i++)
        {
            double[] p = rows.Probabilities(crossFit.TemperatureWithout(i))[i];
            nll -= Math.Log(p[rows.Labels[i]]) / 400;
            brier += p.Select((v, k) => Math.Pow(v - (k == rows.Labels[i] ? 1 : 0), 2)).Sum() / 400;
        }
        var figures = rows.Figures(Quick, temperature);
        Near(nll, Value(figures, "nll_refinement"), 1e-6);
        Near(brier, Value(figures, "brier_refinement"), 1e-6);
        Assert.All(["nll_calibration", "nll_refinement", "brier_calibration", "brier_refinement"], name =>
            Assert.True(figures[name].Low <= figures[name].Value && figures[name].Value <= figures[name].High, name));
    }

    [Fact]
    public void The_order_of_rows_does_not_matter()
    {
        var rows = ClassRows.Draw(6, 300, 3, sharpness: 2);
        var backwards = rows.Take(Enumerable.Range(0, 300).Reverse());
        foreach (string name in new[] { "nll_calibration", "nll_refinement", "brier_calibration", "brier_refinement" })
            Near(Value(rows.Figures(Quick), name), Value(backwards.Figures(Quick), name));
    }

    [Fact]
    public void The_parts_add_up_to_the_losses()
    {
        var figures = ClassRows.Draw(2, 300, 5, sharpness: 3).Figures(Quick);
        Near(Value(figures, "nll"), Value(figures, "nll_calibration") + Value(figures, "nll_refinement"));
        Near(Value(figures, "brier"), Value(figures, "brier_calibration") + Value(figures, "brier_refinement"));
    }

    [Fact]
    public void Sharpened_logits_cost_calibration_and_no_refinement()
    {
        // The labels come from softmax(z); the model says 3z. At T = 3 nothing is left to remove.
        var rows = ClassRows.Draw(3, 4_000, 4, sharpness: 3);
        var stated = rows.Figures(Quick);
        var cooled = rows.Figures(Quick, temperature: 3);
        Assert.True(stated["nll_calibration"].Low > .2, "some .5 nats are lost");
        Assert.Equal(Value(cooled, "nll"), Value(stated, "nll_refinement"), .003);
        Assert.Equal(0, Value(cooled, "nll_calibration"), .003);
        Near(Value(stated, "nll_refinement"), Value(cooled, "nll_refinement"), 1e-9);
    }

    [Fact]
    public void Rows_that_no_temperature_serves_have_no_split_and_say_why()
    {
        var right = new ClassRows([2, 0, 3, 0, 0, 2], [0, 0, 1], 2);
        Assert.Null(right.Figures(Quick)["nll_refinement"].Value);
        Assert.Contains("no T is best", right.Figures(Quick)["nll_refinement"].Reason, StringComparison.Ordinal);
        var masked = new ClassRows([0, 1, float.NegativeInfinity, 0, 1, 2], [0, 1, 2], 3) with { Labels = [0, 2] };
        var impossible = new ClassRows([float.NegativeInfinity, 1, 0, 1], [0, 1], 2);
        Assert.Contains("row 0 gives its label probability 0", impossible.Figures(Quick)["brier_calibration"].Reason, StringComparison.Ordinal);
        Assert.NotNull(masked.Figures(Quick)["nll"].Value);
    }

    [Fact]
    public void Columns_are_those_of_the_losses()
    {
        var rows = ClassRows.Draw(4, 60, 3, sharpness: 2);
        var split = LossSplit.Of(rows.Logits, rows.Labels, 3);
        Near(rows.Probabilities().Select((p, i) => -Math.Log(p[rows.Labels[i]])).Average(), split.Nll.Average(), 1e-6);
        Assert.Equal(60, split.NllRefined.Length);
        Assert.Null(split.Reason);
    }
}
