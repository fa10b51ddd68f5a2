using Probity.Calibration;
using Probity.Decisions;
using Probity.IO;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

/// <summary>Defects that a review found, across methods.</summary>
public class ReviewedDefectsTests
{
    /// <summary>20 classes, 7 of 10 masked in every row; labels drawn from the softmax of half the logits, so T = 2.</summary>
    private static (float[] Logits, int[] Labels) HalfMasked()
    {
        const int rows = 2_000, classes = 20;
        var random = new RandomStream(5);
        var logits = new float[rows * classes];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            double[] p = new double[classes];
            for (int j = 0; j < classes; j++)
            {
                double z = 1.2 * random.NextGaussian();
                bool masked = random.NextDouble() < .7 && j != i % classes;
                logits[(i * classes) + j] = masked ? float.NegativeInfinity : (float)(2 * z);
                sum += p[j] = masked ? 0 : Math.Exp(z);
            }
            double left = random.NextDouble() * sum;
            int label = 0;
            while (label < classes - 1 && (left -= p[label]) > 0) label++;
            labels[i] = p[label] > 0 ? label : i % classes;
        }
        return (logits, labels);
    }

    [Fact]
    public void A_masked_class_takes_no_part_in_the_temperature()
    {
        (float[] logits, int[] labels) = HalfMasked();
        var rows = CalibrationRows.Of(logits, labels, 20);
        var own = TemperatureScaling.Fit(logits, labels, 20);   // on −∞ as it is
        Calibrator fitted = CalibrationMethod.Parse("temperature").Fit(rows);
        Assert.True(rows.KeepsMasks);
        Assert.Equal(own.Temperature, fitted.Parameters[0].Values[0], 1e-5);
        Assert.Equal(own.Diagnostics.NllBefore, fitted.Diagnostics.NllBefore, 1e-5);
    }

    [Theory]
    [InlineData("temperature")]
    [InlineData("ts-mix")]
    [InlineData("ets")]
    [InlineData("order-preserving")]
    [InlineData("svs")]
    [InlineData("one-vs-rest")]
    public void The_loss_of_masked_rows_is_that_of_what_is_given_out(string method)
    {
        (float[] logits, int[] labels) = HalfMasked();
        Calibrator fitted = CalibrationMethod.Parse(method).Fit(CalibrationRows.Of(logits, labels, 20));
        var probabilities = new double[logits.Length];
        fitted.Calibrate(logits, 20, probabilities);
        double nll = 0;
        for (int i = 0; i < labels.Length; i++) nll -= Math.Log(probabilities[(i * 20) + labels[i]]) / labels.Length;
        Assert.Equal(nll, fitted.Diagnostics.NllAfter, 1e-9);
    }

    /// <summary>A step runs into the corner of the first weight, where one of the others wants to grow and the other one must not.</summary>
    [Theory]
    [InlineData(.01, .79, .83, .54, 5)]
    [InlineData(.01, .14, .87, .02, 14)]
    public void Weights_of_a_mixture_leave_a_corner_that_is_not_the_best(double first, double second, double usual, double even, int lost)
    {
        double[] likelihoods = new double[3 * 1_000];
        for (int i = 0; i < 1_000; i++)
            (likelihoods[3 * i], likelihoods[(3 * i) + 1], likelihoods[(3 * i) + 2]) = i < lost ? (first, second, 1.0) : (1.0, usual, even);
        MixtureWeights.Optimum found = MixtureWeights.Solve(likelihoods, 3, CalibrationRows.Of(new double[1_000], new int[1_000], 1));
        Assert.True(found.Converged, $"gap {found.Gap}");
    }

    [Fact]
    public void An_ensemble_is_never_worse_on_its_rows_than_its_temperature()
    {
        const int count = 4_000, classes = 50;
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var random = new RandomStream(seed);
            var logits = new double[count * classes];
            var labels = new int[count];
            for (int i = 0; i < logits.Length; i++) logits[i] = 2 * random.NextGaussian();
            for (int i = 0; i < count; i++)
            {
                labels[i] = i % classes;
                logits[(i * classes) + labels[i]] += 6;
            }
            var rows = CalibrationRows.Of(logits, labels, classes);
            var fitted = EnsembleTemperatureScaling.Fit(rows);
            Assert.True(fitted.Diagnostics.Converged);
            Assert.True(fitted.Diagnostics.NllAfter <= TemperatureScaling.Fit(rows).Diagnostics.NllAfter + 1e-9);
        }
    }

    [Fact]
    public void Prior_shift_of_groups_keeps_groups_apart()
    {
        var random = new RandomStream(7);
        const int rows = 2_000;
        var logits = new float[rows];
        var labels = new int[rows];
        var groups = new string[rows];
        for (int i = 0; i < rows; i++)
        {
            groups[i] = i % 2 == 0 ? "over" : "under";
            logits[i] = (float)(2 * random.NextGaussian());
            labels[i] = random.NextDouble() < Elementary.Logistic(logits[i] * (i % 2 == 0 ? .3 : 2)) ? 1 : 0;
        }
        double share = PriorShift.PriorsOf(labels, 1)[1];
        var options = new PolicyOptions { Calibrator = "groups" };
        var plain = ConfidencePolicy.Fit(logits, labels, 1, options, groups: groups);
        var shifted = ConfidencePolicy.Fit(logits, labels, 1, options with { Priors = [1 - share, share] }, groups: groups);   // to the priors there were
        using var stream = new MemoryStream();
        PolicyFile.Write(stream, shifted);
        stream.Position = 0;
        foreach (ConfidencePolicy policy in (ConfidencePolicy[])[shifted, PolicyFile.Read(stream, "kept")])
        {
            double[] expected = new double[4], found = new double[4];
            int[] predicted = new int[4];
            var decisions = new Decision[4];
            float[] some = [3, 3, -2, 3];
            string[] ofRow = ["over", "under", "under", "new"];
            plain.Assess(some, ofRow, predicted, expected, decisions);
            policy.Assess(some, ofRow, predicted, found, decisions);
            for (int i = 0; i < 4; i++) Assert.Equal(expected[i], found[i], 1e-12);
            Assert.Throws<ArgumentException>(() => policy.Assess(some, predicted, found, decisions));
        }
        var unlabelled = Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(logits, labels, 1, options with { Unlabelled = logits }, groups: groups));
        Assert.Contains("unlabelled rows have no groups", unlabelled.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-30, 1e30)]
    [InlineData(1e-300, 1e300)]
    [InlineData(1e-14, 1)]
    public void A_score_of_next_to_no_weight_does_not_stop_a_spline(double little, double much)
    {
        double[] scores = [.. Enumerable.Range(0, 60).Select(i => (i - 30) / 7.0)], weights = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? little : much)];
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 5 == 0 ? 1 : i / 30)];
        var fitted = SplineCalibration.Fit(CalibrationRows.Of(scores, labels, 1, weights));
        int[] heavy = [.. Enumerable.Range(0, 60).Where(i => i % 2 == 1)];
        var without = SplineCalibration.Fit(CalibrationRows.Of([.. heavy.Select(i => scores[i])], [.. heavy.Select(i => labels[i])], 1, [.. heavy.Select(_ => much)]));
        foreach (int i in heavy) Assert.Equal(without.LogOdds(scores[i]), fitted.LogOdds(scores[i]), 1e-6);
    }

    [Theory]
    [InlineData("ts-mix")]
    [InlineData("svs")]
    [InlineData("sms")]
    public void What_is_fitted_on_next_to_no_weight_can_be_read_again(string method)
    {
        double[] logits = [.. Enumerable.Range(0, 90).Select(i => Math.Sin(7 * i))];
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        var rows = CalibrationRows.Of(logits, labels, 3, [.. Enumerable.Repeat(1e-300, 30)]);
        Calibrator fitted = CalibrationMethod.Parse(method).Fit(rows);
        using var stream = new MemoryStream();
        PolicyFile.Write(stream, SavedCalibrator.PolicyOf(fitted));
        stream.Position = 0;
        Assert.Equal(method, PolicyFile.Read(stream, "kept").Calibrator!.Kind);
    }

    [Fact]
    public void A_matrix_of_more_weights_than_numbers_can_count_is_refused_in_words()
    {
        var rows = CalibrationRows.Of([1.0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0], [0, 1, 2, 0], 3);
        using var stream = new MemoryStream();
        PolicyFile.Write(stream, SavedCalibrator.PolicyOf(MatrixScaling.Fit(rows)));
        stream.Position = 0;
        var file = SafetensorsFile.Read(stream, 1 << 20, "kept");
        string key = file.Metadata.Keys.Single(), lie = file.Metadata[key].Replace("\"classes\":3", "\"classes\":65536", StringComparison.Ordinal);
        Assert.NotEqual(file.Metadata[key], lie);
        using var damaged = new MemoryStream();
        SafetensorsWriter.Write(damaged, new Dictionary<string, string>(StringComparer.Ordinal) { [key] = lie }, [.. file.Tensors.Values]);
        damaged.Position = 0;
        var refused = Assert.Throws<InvalidDataException>(() => PolicyFile.Read(damaged, "damaged"));
        Assert.Contains("65,536×65,536 weights", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Fitting rows without a mask, a new row with one: whatever mixes classes must not bring it back, nor be thrown about by it.</summary>
    [Theory]
    [InlineData("svs")]
    [InlineData("sms")]
    [InlineData("vector")]
    [InlineData("matrix")]
    [InlineData("dirichlet")]
    [InlineData("ts-mix")]
    [InlineData("one-vs-rest:platt")]
    [InlineData("top-label:platt")]
    [InlineData("order-preserving")]
    public void A_mask_that_fitting_rows_did_not_have_stays_one(string method)
    {
        CalibratedRows rows = CalibratedRows.Typical(900, 4, 12);
        Calibrator fitted = rows.Fit(method);
        double[] p = new double[8];
        fitted.Calibrate([2.0, 1, -1, double.NegativeInfinity, 2.0, 1, -1, -31], 4, p);
        Assert.Equal(0, p[3]);
        Assert.Equal(1, p[..4].Sum(), 1e-12);
        for (int j = 0; j < 3; j++) Assert.Equal(p[4 + j] / p[4..7].Sum(), p[j], 1e-9);   // as if that class lay 30 below the least of the others
    }

    /// <summary>Forests often give a probability of exactly 0; no label of few rows need lie on one for it to be a rounded number all the same.</summary>
    [Theory]
    [InlineData("svs")]
    [InlineData("one-vs-rest:isotonic")]
    [InlineData("ts-mix")]
    public void Probabilities_of_0_are_not_taken_for_impossible(string method)
    {
        double[] logits = [.. Enumerable.Range(0, 200).SelectMany(i => i % 4 < 3 ? Enumerable.Range(0, 3).Select(k => k == i % 4 ? 0 : double.NegativeInfinity) : [Math.Log(.4), Math.Log(.35), Math.Log(.25)])];
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 4 < 3 ? i % 4 : i % 3)];
        var rows = CalibrationRows.Of(logits, labels, 3, outputs: OutputKind.Probabilities);
        double[] p = new double[3];
        CalibrationMethod.Parse(method).Fit(rows).Calibrate([0, double.NegativeInfinity, double.NegativeInfinity], 3, p);
        Assert.InRange(p[0], .9, 1 - 1e-6);
        Assert.True(p[1] > 0 && p[2] > 0);

        var masked = CalibrationRows.Of(logits, labels, 3);
        CalibrationMethod.Parse(method).Fit(masked).Calibrate([0, double.NegativeInfinity, double.NegativeInfinity], 3, p);
        Assert.Equal([1, 0, 0], p);
    }
}
