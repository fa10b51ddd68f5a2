using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics.Classes;

[Collection("Threads")]
public class MultiLabelTests
{
    private static readonly EvaluationOptions Quick = new() { Bootstrap = 60 };

    private static double Value(MultiLabelEvaluation measured, string name) => measured.Figures[name].Value!.Value;

    private static double BinnedGap(double[] stated, bool[] present) => Enumerable.Range(0, 15).Sum(b => Math.Abs(
        stated.Select((p, i) => p <= (b + 1) / 15.0 && (p > b / 15.0 || (b == 0 && p == 0)) ? p - (present[i] ? 1 : 0) : 0).Sum())) / stated.Length;

    [Theory]
    [InlineData(6, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public void Every_figure_is_what_its_definition_says(int labels, double temperature)
    {
        var rows = LabelRows.Draw(1, 200, labels, sharpness: 2);
        var measured = rows.Evaluate(Quick, temperature: temperature);
        double[] p = rows.Probabilities(temperature);
        bool[] y = rows.Present;
        Near(p.Where((v, i) => v > .5 == y[i]).Count() / (double)p.Length, Value(measured, "accuracy"));
        Near(Enumerable.Range(0, 200).Count(i => Enumerable.Range(i * labels, labels).All(c => p[c] > .5 == y[c])) / 200.0, Value(measured, "subset_accuracy"));
        Near(p.Select((v, i) => -Math.Log(y[i] ? v : 1 - v)).Average(), Value(measured, "nll"), 1e-9);
        Near(p.Select((v, i) => 2 * Math.Pow(v - (y[i] ? 1 : 0), 2)).Average(), Value(measured, "brier"), 1e-9);
        Near(BinnedGap(p, y), Value(measured, "ece"), 1e-9);
        Near(AurocByPairs([.. rows.Logits.Select(z => (double)z)], y), Value(measured, "auroc_micro"));
        Near(AveragePrecisionByThresholds([.. rows.Logits.Select(z => (double)z)], y), Value(measured, "average_precision_micro"));
        double gap = 0, area = 0, precision = 0;
        for (int j = 0; j < labels; j++)
        {
            var figures = measured.Labels[j].Figures;
            double[] own = [.. Enumerable.Range(0, 200).Select(i => p[(i * labels) + j])];
            Assert.Equal(rows.Outcomes(j).Count(present => present), measured.Labels[j].Rows);
            Near(AurocByPairs(rows.Column(j), rows.Outcomes(j)), figures["auroc"].Value!.Value);
            Near(AveragePrecisionByThresholds(rows.Column(j), rows.Outcomes(j)), figures["average_precision"].Value!.Value);
            Near(BinnedGap(own, rows.Outcomes(j)), figures["ece"].Value!.Value, 1e-9);
            Assert.All(figures, figure => Assert.True(figure.Value.Low <= figure.Value.Value && figure.Value.Value <= figure.Value.High, figure.Key));
            (gap, area, precision) = (gap + figures["ece"].Value!.Value, area + figures["auroc"].Value!.Value, precision + figures["average_precision"].Value!.Value);
        }
        Near(gap / labels, Value(measured, "ece_labelwise"));
        Near(area / labels, Value(measured, "auroc_macro"));
        Near(precision / labels, Value(measured, "average_precision_macro"));
        Assert.All(measured.Figures, figure => Assert.True(figure.Value.Low <= figure.Value.Value && figure.Value.Value <= figure.Value.High, figure.Key));
        Assert.All(measured.Figures.Values, figure => Assert.Equal(200, figure.Rows));
    }

    [Fact]
    public void Copies_of_a_label_do_not_make_intervals_narrower()
    {
        // Five equal columns say no more than one: taking cells for independent would shrink every interval by √5.
        var one = LabelRows.Draw(2, 150, 1);
        var five = new LabelRows([.. one.Logits.SelectMany(z => Enumerable.Repeat(z, 5))], [.. one.Present.SelectMany(y => Enumerable.Repeat(y, 5))], 5);
        MultiLabelEvaluation alone = one.Evaluate(Quick), copied = five.Evaluate(Quick);
        Assert.All(alone.Figures, figure =>
        {
            Near(figure.Value.Value!.Value, Value(copied, figure.Key), 1e-9);
            Near(figure.Value.Low!.Value, copied.Figures[figure.Key].Low!.Value, 1e-9);
            Near(figure.Value.High!.Value, copied.Figures[figure.Key].High!.Value, 1e-9);
            if (figure.Value.P is { } p) Assert.Equal(p, copied.Figures[figure.Key].P);
        });
    }

    [Fact]
    public void Weights_are_repetition()
    {
        var rows = LabelRows.Draw(3, 120, 4);
        double[] weights = [.. Enumerable.Range(0, 120).Select(i => (double)(i % 3))];
        MultiLabelEvaluation weighted = rows.Evaluate(Quick, weights), repeated = rows.Take(Enumerable.Range(0, 120).SelectMany(i => Enumerable.Repeat(i, i % 3))).Evaluate(Quick);
        Assert.All(repeated.Figures, figure => Near(figure.Value.Value!.Value, Value(weighted, figure.Key), 1e-9));
        for (int j = 0; j < 4; j++)
            Assert.All(repeated.Labels[j].Figures, figure => Near(figure.Value.Value!.Value, weighted.Labels[j].Figures[figure.Key].Value!.Value, 1e-9));
    }

    [Fact]
    public void Labels_without_present_or_absent_rows_are_left_out_counted_and_said()
    {
        var rows = LabelRows.Draw(4, 100, 2);
        var three = new LabelRows(
            [.. Enumerable.Range(0, 100).SelectMany(i => new[] { rows.Logits[2 * i], 1f, rows.Logits[(2 * i) + 1] })],
            [.. Enumerable.Range(0, 100).SelectMany(i => new[] { rows.Present[2 * i], false, rows.Present[(2 * i) + 1] })], 3);
        var measured = three.Evaluate(Quick);
        Near(Value(rows.Evaluate(Quick), "auroc_macro"), Value(measured, "auroc_macro"));
        Assert.Equal(1, measured.Figures["auroc_macro"].Beside!["labels_left_out"]);
        Assert.Contains("1 of 3 labels", measured.Figures["average_precision_macro"].Reason, StringComparison.Ordinal);
        Assert.Null(measured.Labels[1].Figures["auroc"].Value);
        Assert.Contains("present in no row", measured.Labels[1].Figures["auroc"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_counted_by_hand()
    {
        // Cells 2, −1, .5, −3 with outcomes 1, 1, 0, 0: pairs won 2>.5, 2>−3, −1>−3, lost −1 against .5.
        var measured = new LabelRows([2, -1, .5f, -3], [true, true, false, false], 2).Evaluate(Quick);
        Assert.Equal(.5, Value(measured, "accuracy"));
        Assert.Equal(0, Value(measured, "subset_accuracy"));
        Assert.Equal(.75, Value(measured, "auroc_micro"));
        Assert.Equal((1 + (2.0 / 3)) / 2, Value(measured, "average_precision_micro"), 1e-12);
    }

    [Fact]
    public void Impossible_cells_cost_infinity_and_are_counted()
    {
        var measured = new LabelRows([float.NegativeInfinity, 1, 0, -1], [true, true, false, true], 2).Evaluate(Quick);
        Assert.Equal(double.PositiveInfinity, Value(measured, "nll"));
        Assert.Contains("1 cells", measured.Figures["nll"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Perfect_outputs_have_no_false_certainty()
    {
        var measured = new LabelRows([.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? 4f : -4f)], [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0)], 2).Evaluate(Quick);
        Assert.True(measured.Figures["accuracy"] is { Value: 1, Low: < .9 });
        Assert.True(measured.Figures["auroc_micro"] is { Value: 1, Low: null });
        Assert.Contains("resamples cannot vary", measured.Figures["auroc_macro"].Reason, StringComparison.Ordinal);
        Assert.True(measured.Labels[0].Figures["auroc"] is { Value: 1, Low: < .97 });
        Assert.True(measured.Labels[0].Figures["average_precision"] is { Value: 1, Low: < .97 });
    }

    [Fact]
    public void Threads_change_no_bit_and_no_bootstrap_means_no_bounds()
    {
        var rows = LabelRows.Draw(5, 300, 3);
        int threads = Threads.Maximum;
        try
        {
            Threads.Maximum = 1;
            var alone = rows.Evaluate(Quick);
            Threads.Maximum = 5;
            Assert.Equal(alone.Figures.Values.Select(f => (f.Value, f.Low, f.High, f.P)), rows.Evaluate(Quick).Figures.Values.Select(f => (f.Value, f.Low, f.High, f.P)));
        }
        finally
        {
            Threads.Maximum = threads;
        }
        Assert.All(rows.Evaluate(new() { Bootstrap = 0 }).Figures.Values, figure => Assert.True(figure is { Value: not null, Low: null, High: null, P: null }));
    }

    [Fact]
    public void Refuses_what_does_not_pair_up()
    {
        Assert.Contains("4 cells but present: 2", Assert.Throws<ArgumentException>(() => Evaluation.MultiLabel([1, 2, 3, 4], [true, false], 2)).Message);
        Assert.Contains("row 1, column 0 is NaN", Assert.Throws<ArgumentException>(() => Evaluation.MultiLabel([1, 2, float.NaN, 4], new bool[4], 2)).Message);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => Evaluation.MultiLabel([], [], 2)).Message);
    }
}
