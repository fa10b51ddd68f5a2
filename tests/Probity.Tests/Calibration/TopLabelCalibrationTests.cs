using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class TopLabelCalibrationTests
{
    [Theory]
    [InlineData("confidence")]
    [InlineData("top-label")]
    public void The_top_has_what_the_calibrator_says_and_others_share_the_rest(string name)
    {
        CalibratedRows rows = CalibratedRows.Typical(900, 4, 3), fresh = CalibratedRows.Typical(300, 4, 4);
        var fitted = Assert.IsType<TopLabelCalibration>(rows.Fit(name));
        int[] top = Top(rows);
        var own = new PlattScaling[4];
        for (int k = 0; k < 4; k++)
        {
            int[] chosen = [.. Enumerable.Range(0, 900).Where(i => name == "confidence" || top[i] == k)];
            own[k] = PlattScaling.Fit(CalibrationRows.Of(
                [.. chosen.Select(i => OfTop(rows.Logits[(i * 4)..((i * 4) + 4)]))], [.. chosen.Select(i => rows.Labels[i] == top[i] ? 1 : 0)], 1));
            Assert.Equal(own[k].Slope, ((PlattScaling)fitted.OfClass(k)).Slope, 1e-8);
        }
        Check(fitted, fresh, k => own[k]);
    }

    /// <summary>A model that is wrong more often than right: the top's share is below others', which are held down.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(12)]
    public void What_others_may_not_have_goes_to_the_rest_in_proportion(int columns)
    {
        CalibratedRows rows = CalibratedRows.Sampled(600, columns, 5, 60, 8);
        var fitted = (TopLabelCalibration)rows.Fit("confidence");
        Assert.True(rows.Labels.Zip(Top(rows)).Count(pair => pair.First == pair.Second) < 300);
        Check(fitted, CalibratedRows.Sampled(300, columns, 5, 60, 9), k => fitted.OfClass(k));
    }

    /// <summary>Where the prediction is wrong: the likelihood of the label among the other classes, on a grid of temperatures.</summary>
    [Fact]
    public void The_others_have_the_temperature_that_makes_wrong_rows_most_likely()
    {
        CalibratedRows rows = CalibratedRows.Typical(2_000, 4, 3);
        int[] top = Top(rows);
        var fitted = (TopLabelCalibration)rows.Fit("confidence");
        double least = Loss(fitted.TemperatureOfOthers);
        Assert.NotEqual(1, fitted.TemperatureOfOthers);
        foreach (double factor in (double[])[.2, .9, .999, 1.001, 1.1, 5]) Assert.True(Loss(factor * fitted.TemperatureOfOthers) > least, $"{factor}");

        double Loss(double temperature)
        {
            double sum = 0;
            for (int i = 0; i < top.Length; i++)
            {
                if (rows.Labels[i] == top[i]) continue;
                double[] row = rows.Logits[(i * 4)..((i * 4) + 4)];
                sum += Math.Log(row.Where((_, j) => j != top[i]).Sum(z => Math.Exp(z / temperature))) - (row[rows.Labels[i]] / temperature);
            }
            return sum;
        }
    }

    [Fact]
    public void Tiny_remainders_keep_their_proportions()
    {
        var fitted = (TopLabelCalibration)CalibratedRows.Typical(600, 4, 3).Fit("confidence");
        double[] calibrated = CalibratorLawsTests.Logits(fitted, [90, 3, -700, -2_000.5]);
        Assert.Equal(703 / fitted.TemperatureOfOthers, calibrated[1] - calibrated[2], 1e-9);
        Assert.Equal(1_300.5 / fitted.TemperatureOfOthers, calibrated[2] - calibrated[3], 1e-9);
    }

    [Fact]
    public void A_tie_goes_to_the_first_and_stays_there()
    {
        CalibratedRows rows = CalibratedRows.Sampled(300, 4, 5, 60, 8);
        Calibrator fitted = rows.Fit("top-label");
        double[] calibrated = CalibratorLawsTests.Logits(fitted, [0, 0, 0, 0, -1, 2, 2, 2]);
        Assert.True(calibrated[0] > calibrated[1..4].Max());
        Assert.True(calibrated[5] > Math.Max(calibrated[4], calibrated[6..8].Max()));
    }

    [Fact]
    public void A_class_predicted_too_seldom_shares_one()
    {
        // 60 rows predict class 0, 49 class 1, 50 class 2.
        int[] tops = [.. Enumerable.Repeat(0, 60), .. Enumerable.Repeat(1, 49), .. Enumerable.Repeat(2, 50)];
        double[] logits = [.. tops.SelectMany((top, i) => Enumerable.Range(0, 3).Select(k => k == top ? 1 + (i % 5) : 0.0))];
        int[] labels = [.. tops.Select((top, i) => i % 5 == 0 ? (top + 1) % 3 : top)];
        var fitted = TopLabelCalibration.Fit(CalibrationRows.Of(logits, labels, 3), CalibrationMethod.Parse("platt"));
        Assert.Equal([1.0, 0, 2], Assert.Single(fitted.Parameters, parameter => parameter.Name == "calibrator_of_class").Values);
        Assert.Equal(1, fitted.TemperatureOfOthers);   // 32 wrong rows are too few
        Assert.NotSame(fitted.OfClass(0), fitted.OfClass(1));
        Assert.Contains("1 of 3 classes are predicted in fewer than 50 rows", Assert.Single(fitted.Diagnostics.Warnings), StringComparison.Ordinal);
        Assert.Contains("1 of 3 classes were predicted too seldom", fitted.Explain(), StringComparison.Ordinal);

        Refused("class 2 with the calibrator at place 3", [1, 0, 3]);
        Refused("class 1 with the calibrator at place 0.5", [1, .5, 2]);
        Refused("3 calibrators where 2 belong", [1, 0, 0]);
        void Refused(string words, double[] places) => Assert.Contains(words, Assert.Throws<InvalidDataException>(
            () => CalibratorLawsTests.Tampered(fitted, "calibrator.calibrator_of_class", places)).Message, StringComparison.Ordinal);
    }

    /// <summary>Against bisection on the factor of the others: p_j = min(q, λ·w_j) that sum to 1 − q.</summary>
    private static void Check(TopLabelCalibration fitted, CalibratedRows rows, Func<int, BinaryCalibrator> calibrator)
    {
        int k = rows.Columns;
        int[] top = Top(rows);
        var probabilities = new double[rows.Logits.Length];
        fitted.Calibrate(rows.Logits, k, probabilities);
        for (int i = 0; i < top.Length; i++)
        {
            double[] row = rows.Logits[(i * k)..((i + 1) * k)];
            double q = Math.Max(1.0 / k, calibrator(top[i]).Probability(OfTop(row)));
            double[] weights = [.. row.Select((z, j) => j == top[i] ? 0 : Math.Exp((z - row[top[i]]) / fitted.TemperatureOfOthers))];
            double low = 0, high = 1e60;
            for (int step = 0; step < 300; step++)
            {
                double middle = low == 0 ? (step < 40 ? high * 1e-4 : high / 2) : Math.Sqrt(low * high);
                if (weights.Sum(w => Math.Min(q, middle * w)) < 1 - q) low = middle;
                else high = middle;
            }
            for (int j = 0; j < k; j++)
                Assert.Equal(j == top[i] ? q : Math.Min(q, high * weights[j]), probabilities[(i * k) + j], 2e-8);   // others stay 1e-9 below the top
        }
    }

    private static int[] Top(CalibratedRows rows) =>
        [.. rows.Logits.Chunk(rows.Columns).Select(row => Array.IndexOf(row, row.Max()))];

    private static double OfTop(double[] row)
    {
        int top = Array.IndexOf(row, row.Max());
        return row[top] - Math.Log(row.Where((_, j) => j != top).Sum(Math.Exp));
    }
}
