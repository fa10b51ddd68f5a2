using Probity.Calibration;
using Probity.IO;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

/// <summary>What must hold of binary calibrators of free shape, whatever their rows.</summary>
internal static class FreeShapeLaws
{
    /// <summary>Overconfident scores, rounded so that some tie, with a hump that no rising curve follows.</summary>
    public static (double[] Scores, int[] Labels) Draw(int rows, ulong seed, double digits = 20)
    {
        var random = new RandomStream(seed);
        var scores = new double[rows];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            scores[i] = Math.Round(3 * random.NextGaussian() * digits) / digits;
            labels[i] = random.NextDouble() < Elementary.Logistic((.5 * scores[i]) + Math.Sin(2 * scores[i])) ? 1 : 0;
        }
        return (scores, labels);
    }

    public static CalibrationRows Rows((double[] Scores, int[] Labels) of, double[]? weights = null) =>
        CalibrationRows.Of(of.Scores, of.Labels, 1, weights);

    /// <summary>Row order, two columns instead of one, floats instead of doubles; finite whatever comes; the same bits from a file.</summary>
    public static void Hold(Func<CalibrationRows, BinaryCalibrator> fit, bool repetition = true)
    {
        foreach (int count in new[] { 50, 700 })
        {
            var rows = Draw(count, (ulong)count);
            BinaryCalibrator fitted = fit(Rows(rows));
            Assert.True(fitted.Diagnostics.Converged, $"{fitted.Diagnostics}");
            Assert.True(double.IsFinite(fitted.Diagnostics.NllAfter));
            double[] at = [.. rows.Scores, -1e300, -800, -3.33333, .01234, 2.71828, 900, 1e300];

            int[] order = RowSplit.Shuffled(count, 5);
            Same(fitted, fit(Rows((RowSplit.Gather(rows.Scores, 1, order), RowSplit.Gather(rows.Labels, 1, order)))), at, 1e-9);

            double[] columns = [.. rows.Scores.SelectMany(s => new[] { 7, 7 + s })];
            Same(fitted, fit(CalibrationRows.Of(Array.ConvertAll(columns, z => z - 7), rows.Labels, 2)), at, 1e-9);
            double[] narrow = Array.ConvertAll(rows.Scores, s => (double)(float)s);
            Same(fit(Rows((narrow, rows.Labels))), fit(CalibrationRows.Of(Array.ConvertAll(narrow, s => (float)s), rows.Labels, 1)), at, 0);

            if (repetition)
            {
                double[] weights = [.. Enumerable.Range(0, count).Select(i => (double)(i % 4))];
                int[] repeated = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat(i, i % 4))];
                Same(
                    fit(Rows(rows, weights)),
                    fit(Rows((RowSplit.Gather(rows.Scores, 1, repeated), RowSplit.Gather(rows.Labels, 1, repeated)))), at, 1e-9);
            }

            BinaryCalibrator restored = RoundTrip(fitted);
            foreach (double s in at) Assert.Equal(fitted.LogOdds(s), restored.LogOdds(s));
            Assert.Equal(fitted.Explain(), restored.Explain());
            if (fitted.IsMonotone) Monotone(fitted, at);
        }
        Extremes(fit);
    }

    public static BinaryCalibrator RoundTrip(BinaryCalibrator fitted)
    {
        List<SafetensorsTensor> tensors = [];
        CalibratorManifest manifest = CalibratorWriter.Describe(fitted, tensors);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, new Dictionary<string, string>(StringComparer.Ordinal), tensors);
        stream.Position = 0;
        var file = new PolicyTensors(SafetensorsFile.Read(stream, 1 << 24, "it"), "it");
        var restored = Assert.IsAssignableFrom<BinaryCalibrator>(CalibratorReader.Read(file, manifest, fitted.Classes));
        file.ExpectAllAsked();
        return restored;
    }

    /// <summary>Whether a calibrator with a tensor changed is refused in one sentence.</summary>
    public static void Refuses(BinaryCalibrator fitted, string parameter, Action<double[]> spoil)
    {
        List<SafetensorsTensor> tensors = [];
        CalibratorManifest manifest = CalibratorWriter.Describe(fitted, tensors);
        SafetensorsTensor[] spoilt = [.. tensors.Select(tensor =>
        {
            double[] values = tensor.ToDoubles();
            if (tensor.Name == $"calibrator.{parameter}") spoil(values);
            return SafetensorsTensor.Create(tensor.Name, values, [.. tensor.Shape]);
        })];
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, new Dictionary<string, string>(StringComparer.Ordinal), spoilt);
        stream.Position = 0;
        var file = new PolicyTensors(SafetensorsFile.Read(stream, 1 << 24, "it"), "it");
        Assert.Throws<InvalidDataException>(() => CalibratorReader.Read(file, manifest, fitted.Classes));
    }

    private static void Monotone(BinaryCalibrator fitted, double[] at)
    {
        double[] sorted = [.. at.Order()];
        for (int i = 1; i < sorted.Length; i++) Assert.True(fitted.LogOdds(sorted[i - 1]) <= fitted.LogOdds(sorted[i]));
        foreach (double p in new[] { 1e-9, .01, .1, .3, .5, .77, .9, .99, 1 - 1e-9 })
        {
            double inverse = fitted.Inverse(p), wanted = Math.Log(p) - Elementary.Log1P(-p);
            if (double.IsNegativeInfinity(inverse)) Assert.True(fitted.LogOdds(-1e300) >= wanted);
            else if (double.IsPositiveInfinity(inverse)) Assert.True(fitted.LogOdds(1e300) < wanted);
            else Assert.True(fitted.LogOdds(inverse) >= wanted && fitted.LogOdds(double.BitDecrement(inverse)) < wanted);
        }
    }

    private static void Same(BinaryCalibrator expected, BinaryCalibrator actual, double[] at, double tolerance)
    {
        foreach (double s in at) Assert.Equal(expected.LogOdds(s), actual.LogOdds(s), tolerance);
    }

    private static void Extremes(Func<CalibrationRows, BinaryCalibrator> fit)
    {
        (double[] Scores, int[] Labels)[] hard =
        [
            ([0], [1]),
            ([1, 1, 1], [0, 1, 1]),                                                       // one score
            ([-2, -1, 1, 2], [0, 0, 1, 1]),                                               // separable
            ([-2, -1, 1, 2], [1, 1, 0, 0]),                                               // the wrong way round
            ([-2, -1, 1, 2], [1, 1, 1, 1]),                                               // one class
            ([-2, -1, 1, 2], [0, 0, 0, 0]),
            ([-5_000, -4_000, 3_000, 9_000, 1e308, -1e308], [0, 1, 1, 0, 1, 0]),          // far out
            ([double.NegativeInfinity, -3, 2, double.NegativeInfinity, 1], [0, 0, 1, 1, 1]),   // probability exactly 0
        ];
        foreach (var rows in hard)
        {
            BinaryCalibrator fitted = fit(Rows(rows));
            foreach (double s in rows.Scores.Where(double.IsFinite).Concat([-1e308, -745, 0, .5, 745, 1e308]))
                Assert.True(double.IsFinite(fitted.LogOdds(s)), $"{fitted.Kind}: {fitted.LogOdds(s)} at {s} of [{string.Join(", ", rows.Scores)}]");
            Assert.True(double.IsFinite(fitted.Diagnostics.NllAfter));
            Assert.NotEmpty(fitted.Explain());
            foreach (double s in rows.Scores.Where(double.IsFinite)) Assert.Equal(fitted.LogOdds(s), RoundTrip(fitted).LogOdds(s));
        }
        BinaryCalibrator light = fit(Rows(hard[6], [1e-200, 1e-200, 3e-200, 1e-200, 1e-200, 1e-200])), heavy = fit(Rows(hard[6], [1e200, 1e200, 3e200, 1e200, 1e200, 1e200]));
        foreach (double s in new[] { -1e4, 0, 1e4 }) Assert.True(double.IsFinite(light.LogOdds(s)) && double.IsFinite(heavy.LogOdds(s)));
    }
}
