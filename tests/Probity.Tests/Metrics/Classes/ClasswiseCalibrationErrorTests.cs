using Probity.Metrics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics.Classes;

public class ClasswiseCalibrationErrorTests
{
    /// <summary>The definition as loops, each bin by its edges.</summary>
    private static double[] ByDefinition(double[][] probabilities, int[] labels, int bins) =>
        [.. Enumerable.Range(0, probabilities[0].Length).Select(k => Enumerable.Range(0, bins).Sum(b => Math.Abs(
            probabilities.Select((p, i) => p[k] <= (b + 1) / (double)bins && (p[k] > b / (double)bins || (b == 0 && p[k] == 0))
                ? (p[k] - (labels[i] == k ? 1 : 0)) / labels.Length : 0).Sum())))];

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 15)]
    [InlineData(3, 1)]
    [InlineData(7, 10)]
    [InlineData(40, 15)]
    [InlineData(40, 100)]
    public void Is_what_the_definition_says(int classes, int bins)
    {
        var rows = ClassRows.Draw(1, 300, classes, sharpness: 2);
        double[] expected = ByDefinition(rows.Probabilities(), rows.Labels, bins);
        double[] errors = ClasswiseCalibrationError.OfEachClass(rows.Logits, rows.Labels, classes, bins);
        Assert.Equal(expected.Length, errors.Length);
        for (int k = 0; k < errors.Length; k++) Assert.Equal(expected[k], errors[k], 1e-7);
        Near(expected.Average(), ClasswiseCalibrationError.Compute(rows.Logits, rows.Labels, classes, bins), 1e-6);
        double[] flat = [.. rows.Probabilities().SelectMany(p => classes == 1 ? p[1..] : p)];
        Near(expected.Average(), ClasswiseCalibrationError.OfProbabilities(flat, rows.Labels, classes, bins), 1e-11);
        Near(expected.Average(), rows.Figures(new() { Bootstrap = 0, Bins = bins })["ece_classwise"].Value!.Value, 1e-6);
    }

    [Fact]
    public void A_case_counted_by_hand()
    {
        // Class 0: (.5 − 1) and (.5 − 0) cancel in one bin, .2 − 0 in another; class 1: as much; class 2 is never stated nor true.
        double[] p = [.5, .5, 0, .5, .5, 0, .2, .8, 0];
        int[] labels = [0, 1, 1];
        double[] errors = ClasswiseCalibrationError.OfEachClass(p, labels, 3, bins: 5);
        Near(.2 / 3, errors[0]);
        Near(.2 / 3, errors[1]);
        Assert.Equal(0, errors[2]);
    }

    [Fact]
    public void Edges_belong_to_the_bin_below()
    {
        // .2 is the upper edge of the first of five bins and shares it with .1; .2000001 does not.
        Near((1 - .3) / 2, ClasswiseCalibrationError.OfEachClass([.2, .1], [1, 0], 1, bins: 5)[1]);
        Near(((1 - .2000001) + .1) / 2, ClasswiseCalibrationError.OfEachClass([.2000001, .1], [1, 0], 1, bins: 5)[1]);
    }

    [Fact]
    public void Names_of_classes_do_not_matter_but_move_with_them()
    {
        var rows = ClassRows.Draw(2, 200, 5);
        int[] permutation = [3, 0, 4, 1, 2];
        var permuted = rows.Permute(permutation);
        double[] errors = ClasswiseCalibrationError.OfEachClass(rows.Logits, rows.Labels, 5);
        double[] others = ClasswiseCalibrationError.OfEachClass(permuted.Logits, permuted.Labels, 5);
        for (int k = 0; k < 5; k++) Near(errors[k], others[permutation[k]], 1e-6);
    }

    [Fact]
    public void A_constant_a_row_does_not_matter() => Near(
        ClasswiseCalibrationError.Compute(ClassRows.Draw(3, 200, 4).Logits, ClassRows.Draw(3, 200, 4).Labels, 4),
        ClasswiseCalibrationError.Compute(ClassRows.Draw(3, 200, 4).Shift().Logits, ClassRows.Draw(3, 200, 4).Labels, 4), 1e-5);

    [Fact]
    public void Weights_are_repetition()
    {
        var rows = ClassRows.Draw(4, 150, 6);
        double[] weights = [.. Enumerable.Range(0, 150).Select(i => (double)(i % 4))];
        var repeated = rows.Repeat(weights);
        Near(
            ClasswiseCalibrationError.Compute(repeated.Logits, repeated.Labels, 6),
            ClasswiseCalibrationError.Compute(rows.Logits, rows.Labels, 6, weights: weights));
        Near(repeated.Figures(new() { Bootstrap = 0 })["ece_classwise"].Value!.Value, rows.Figures(new() { Bootstrap = 0 }, 1, weights)["ece_classwise"].Value!.Value);
    }

    [Fact]
    public void Temperature_divides_the_logits()
    {
        var rows = ClassRows.Draw(5, 100, 4);
        double[] expected = ByDefinition(rows.Probabilities(2.5), rows.Labels, 15);
        Near(expected.Average(), ClasswiseCalibrationError.Compute(rows.Logits, rows.Labels, 4, temperature: 2.5), 1e-6);
        Near(expected.Average(), rows.Figures(new() { Bootstrap = 0 }, 2.5)["ece_classwise"].Value!.Value, 1e-6);
    }

    [Fact]
    public void Refuses_what_does_not_pair_up()
    {
        Assert.Contains("1 rows but labels: 2", Assert.Throws<ArgumentException>(() => ClasswiseCalibrationError.Compute([1, 2], [0, 1], 2)).Message);
        Assert.Contains("is NaN", Assert.Throws<ArgumentException>(() => ClasswiseCalibrationError.Compute([1, float.NaN], [0], 2)).Message);
        Assert.Contains("lie in [0, 1]", Assert.Throws<ArgumentException>(() => ClasswiseCalibrationError.OfProbabilities([1, 1.1], [0], 2)).Message);
        Assert.Contains("at most 16,777,216", Assert.Throws<ArgumentException>(
            () => ClasswiseCalibrationError.Compute(new float[100], [0], 100, bins: 1_000_000)).Message);
    }

    [Fact]
    public void Too_many_bins_leave_the_figure_out_with_the_reason()
    {
        var figure = ClassRows.Draw(1, 20, 40).Figures(new() { Bootstrap = 10, Bins = 1_000_000 })["ece_classwise"];
        Assert.Null(figure.Value);
        Assert.Contains("1,000,000 bins of each of 40 classes", figure.Reason, StringComparison.Ordinal);
    }
}
