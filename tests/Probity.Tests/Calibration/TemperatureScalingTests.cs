using Probity.Calibration;
using Probity.Numerics;
using Probity.Tests.Scores;

namespace Probity.Tests.Calibration;

[Trait("Category", "Kernel")]
[Collection("Threads")]
public class TemperatureScalingTests
{
    /// <summary>Every row has one logit c and the others 0; a share q of rows is right. Then e^(c/T) / (e^(c/T) + K − 1) = q.</summary>
    [Theory]
    [InlineData(2, 1, .9)]
    [InlineData(2, 8, .7)]
    [InlineData(10, 5, .8)]
    [InlineData(10, 4_000, .8)]
    [InlineData(100, .01, .35)]
    [InlineData(1000, 12, .6)]
    public void Finds_the_closed_form_where_there_is_one(int classes, double c, double share)
    {
        (float[] logits, int[] labels) = OneSpike(2_000, classes, (float)c, share);
        var fitted = TemperatureScaling.Fit(logits, labels, classes);
        double expected = (float)c / Math.Log(share * (classes - 1) / (1 - share));
        Assert.Equal(1, fitted.Temperature / expected, 1e-6);
        Assert.True(fitted.Diagnostics.Converged);
        Assert.Empty(fitted.Diagnostics.Warnings);

        double[] wide = [.. logits.Select(z => (double)z)];
        Assert.Equal(1, TemperatureScaling.Fit(wide, labels, classes).Temperature / expected, 1e-10);
    }

    [Fact]
    public void A_binary_column_has_the_same_closed_form()
    {
        // All logits +2, of which 75 % are of class 1: σ(2/T) = .75.
        float[] column = [.. Enumerable.Repeat(2f, 400)];
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 0 : 1)];
        Assert.Equal(1, TemperatureScaling.Fit(column, labels, 1).Temperature / (2 / Math.Log(3)), 1e-7);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(130)]
    public void Equals_a_search_that_uses_no_derivative(int classes)
    {
        (float[] logits, int[] labels) = Sampled(900, classes, scale: 6, truth: 2.5, seed: 3);
        var fitted = TemperatureScaling.Fit(logits, labels, classes);
        double low = .01, high = 10, golden = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-9)
        {
            double a = high - (golden * (high - low)), b = low + (golden * (high - low));
            if (Nll(logits, labels, classes, a) < Nll(logits, labels, classes, b)) high = b;
            else low = a;
        }
        Assert.Equal(1, fitted.Temperature * low, 2e-6);
        Assert.Equal(Nll(logits, labels, classes, low), fitted.Diagnostics.NllAfter, 1e-6);
        Assert.Equal(Nll(logits, labels, classes, 1), fitted.Diagnostics.NllBefore, 1e-5);
    }

    [Fact]
    public void Recovers_the_temperature_that_made_the_labels_within_its_standard_error()
    {
        int outside = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            (float[] logits, int[] labels) = Sampled(400, 5, scale: 4, truth: 1.8, seed);
            var fitted = TemperatureScaling.Fit(logits, labels, 5);
            if (Math.Abs(fitted.Temperature - 1.8) > 1.96 * fitted.StandardError) outside++;
        }
        Assert.InRange(outside, 0, 13);   // Bin(100, .05) exceeds 13 once in 2,500
    }

    [Fact]
    public void An_integer_weight_is_a_repetition()
    {
        (float[] logits, int[] labels) = Sampled(200, 4, 5, 2, 8);
        double[] weights = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 3))];
        var options = new CalibrationOptions { DoNoHarm = false };
        var weighted = TemperatureScaling.Fit(logits, labels, 4, weights, options);
        int[] rows = [.. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        var repeated = TemperatureScaling.Fit(
            [.. rows.SelectMany(i => logits[(i * 4)..((i * 4) + 4)])], [.. rows.Select(i => labels[i])], 4, options: options);
        Assert.Equal(1, weighted.Temperature / repeated.Temperature, 1e-6);
        Assert.Equal(repeated.Diagnostics.NllAfter, weighted.Diagnostics.NllAfter, 1e-7);
    }

    [Theory]
    [InlineData(1e-3f)]
    [InlineData(1e4f)]
    public void Scaling_the_logits_scales_the_temperature(float factor)
    {
        (float[] logits, int[] labels) = Sampled(500, 10, 3, 1.5, 21);
        double one = TemperatureScaling.Fit(logits, labels, 10).Temperature;
        double scaled = TemperatureScaling.Fit([.. logits.Select(z => z * factor)], labels, 10).Temperature;
        Assert.Equal(1, scaled / (one * factor), 1e-5);
    }

    [Fact]
    public void All_rows_right_keeps_one_and_says_why()
    {
        var fitted = TemperatureScaling.Fit([3f, 0, 0, 2, 5, 1], [0, 1, 0], 2);
        Assert.Equal(1, fitted.Temperature);
        Assert.Contains("no label lies below the largest logit", Assert.Single(fitted.Diagnostics.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_worse_than_chance_keep_one_instead_of_a_negative_temperature()
    {
        // The likelihood falls at once from 1/T = 0: an unsafeguarded optimiser goes to T < 0 and flips every prediction.
        var fitted = TemperatureScaling.Fit([3f, 0, 2, 0, 5, 0, 4, 0], [1, 1, 1, 0], 2);
        Assert.Equal(1, fitted.Temperature);
        Assert.Contains("say nothing about the labels", Assert.Single(fitted.Diagnostics.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Does_no_harm_where_noise_would_move_a_calibrated_model()
    {
        int kept = 0, better = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            (float[] logits, int[] labels) = Sampled(60, 3, 2, truth: 1, seed);
            var fitted = TemperatureScaling.Fit(logits, labels, 3);
            if (fitted.Temperature == 1) kept++;
            else Assert.True(fitted.CrossFitNllAfter < fitted.CrossFitNllBefore);
            (float[] fresh, int[] truth) = Sampled(4_000, 3, 2, truth: 1, seed + 1_000);
            double gated = Nll(fresh, truth, 3, 1 / fitted.Temperature);
            double ungated = Nll(fresh, truth, 3, 1 / TemperatureScaling.Fit(logits, labels, 3, options: new() { DoNoHarm = false }).Temperature);
            if (gated <= ungated) better++;
        }
        Assert.InRange(kept, 20, 40);     // a calibrated model is left alone more often than not
        Assert.InRange(better, 28, 40);
    }

    [Fact]
    public void Cross_fitting_is_worse_than_in_sample_and_better_than_nothing_on_an_overconfident_model()
    {
        (float[] logits, int[] labels) = Sampled(800, 6, 8, truth: 3, 5);
        var fitted = TemperatureScaling.Fit(logits, labels, 6);
        Assert.True(fitted.CrossFitNllAfter >= fitted.Diagnostics.NllAfter);
        Assert.True(fitted.CrossFitNllAfter < fitted.Diagnostics.NllBefore - .1);

        // By hand for one row: refit without the rows that share its fold.
        double without = fitted.CrossFit!.TemperatureWithout(17);
        int[] rest = [.. Enumerable.Range(0, 800).Where(i => fitted.CrossFit!.TemperatureWithout(i) != without)];
        Assert.Equal(640, rest.Length);
        var refit = TemperatureScaling.Fit(
            [.. rest.SelectMany(i => logits[(i * 6)..((i * 6) + 6)])], [.. rest.Select(i => labels[i])], 6);
        Assert.Equal(1, without / refit.Temperature, 2e-5);
    }

    [Fact]
    public void Enough_rows_for_the_warm_start_give_the_same_answer_on_any_number_of_threads()
    {
        (float[] logits, int[] labels) = Sampled(20_000, 7, 5, 2.2, 77);
        int before = Threads.Maximum;
        try
        {
            Threads.Maximum = 1;
            double one = TemperatureScaling.Fit(logits, labels, 7).Temperature;
            Threads.Maximum = 5;
            Assert.Equal(one, TemperatureScaling.Fit(logits, labels, 7).Temperature);
            double[] wide = [.. logits.Select(z => (double)z)];
            Assert.Equal(1, one / TemperatureScaling.Fit(wide, labels, 7).Temperature, 1e-6);
        }
        finally
        {
            Threads.Maximum = before;
        }
    }

    [Fact]
    public void Masked_classes_do_not_count()
    {
        (float[] logits, int[] labels) = Sampled(300, 4, 4, 2, 2);
        float[] masked = [.. Enumerable.Range(0, 300).SelectMany(i => logits[(i * 4)..((i * 4) + 4)].Append(float.NegativeInfinity))];
        Assert.Equal(1, TemperatureScaling.Fit(masked, labels, 5).Temperature / TemperatureScaling.Fit(logits, labels, 4).Temperature, 1e-6);
    }

    [Fact]
    public void Refusals_name_the_row_and_the_number()
    {
        Refused("row 1 gives −infinity to its own label 0", [1, 2, float.NegativeInfinity, 0], [0, 0], 2);
        Refused("row 1 is 3 but there are 2 classes, 0 to 1", [1, 2, 3, 4], [0, 3], 2);
        Refused("logits: 2 rows but labels: 1", [1, 2, 3, 4], [0], 2);
        Refused("row 1, column 0 is NaN", [1, 2, float.NaN, 4], [0, 1], 2);
        Refused("no rows", [], [], 2);
        var negative = Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([1f, 2, 3, 4], [0, 1], 2, [1, -1]));
        Assert.Contains("row 1 is -1", negative.Message, StringComparison.Ordinal);

        static void Refused(string expected, float[] logits, int[] labels, int classes) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(logits, labels, classes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_row_is_a_fit_that_says_it_cannot()
    {
        var fitted = TemperatureScaling.Fit([1f, 2], [0], 2);
        Assert.Equal(1, fitted.Temperature);
        Assert.NotEmpty(fitted.Diagnostics.Warnings);
    }

    [Fact]
    public void Calibrated_probabilities_are_the_softmax_at_T()
    {
        (float[] logits, int[] labels) = Sampled(300, 4, 5, 2, 6);
        var fitted = TemperatureScaling.Fit(logits, labels, 4);
        var probabilities = new double[1_200];
        fitted.Calibrate(logits, 4, probabilities);
        for (int i = 0; i < 300; i++)
        {
            var oracle = new SoftmaxOracle(logits.AsSpan(i * 4, 4), fitted.Temperature);
            for (int j = 0; j < 4; j++) Assert.Equal(oracle.Probabilities[j], probabilities[(i * 4) + j], 1e-6);
        }
    }

    private static (float[] Logits, int[] Labels) OneSpike(int rows, int classes, float c, double share)
    {
        var logits = new float[rows * classes];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            int spike = i % classes;
            logits[(i * classes) + spike] = c;
            labels[i] = i < share * rows ? spike : (spike + 1) % classes;
        }
        return (logits, labels);
    }

    /// <summary>Normal logits, and labels drawn from softmax(z / truth).</summary>
    internal static (float[] Logits, int[] Labels) Sampled(int rows, int classes, double scale, double truth, ulong seed)
    {
        float[] logits = LogitScoresTests.Normal(rows * classes, scale, seed);
        var stream = new RandomStream(seed, 99);
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            double[] p = new SoftmaxOracle(logits.AsSpan(i * classes, classes), truth).Probabilities;
            double u = stream.NextDouble();
            int label = 0;
            while (label < classes - 1 && u >= p[label]) u -= p[label++];
            labels[i] = label;
        }
        return (logits, labels);
    }

    private static double Nll(float[] logits, int[] labels, int classes, double beta)
    {
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double max = logits.AsSpan(i * classes, classes).ToArray().Max();
            double total = 0;
            for (int j = 0; j < classes; j++) total += Math.Exp(beta * (logits[(i * classes) + j] - max));
            sum += Math.Log(total) + (beta * (max - logits[(i * classes) + labels[i]]));
        }
        return sum / labels.Length;
    }
}
