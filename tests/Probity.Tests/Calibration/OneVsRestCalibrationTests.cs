using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

public class OneVsRestCalibrationTests
{
    [Fact]
    public void Log_odds_against_the_rest_are_those_of_the_plain_formula()
    {
        var stream = new RandomStream(4, 1);
        for (int draw = 0; draw < 300; draw++)
        {
            double[] row = [.. Enumerable.Range(0, 2 + (draw % 7)).Select(_ => 6 * stream.NextGaussian())];
            if (draw % 3 == 0) row[1] = row[0];
            var look = new RestLogOdds(row);
            Assert.Equal(Array.IndexOf(row, row.Max()), look.Top);
            for (int k = 0; k < row.Length; k++)
                Assert.Equal(row[k] - Math.Log(row.Where((_, j) => j != k).Sum(Math.Exp)), look.Of(row[k], k), 1e-12 * (1 + Math.Abs(row[k])) * 100);
        }
    }

    /// <summary>By hand: the others sum to e⁻⁸⁰·(1 + e⁻¹), far below the rounding of 1.</summary>
    [Fact]
    public void A_sure_prediction_keeps_the_digits_of_its_doubt()
    {
        var look = new RestLogOdds([80, 0, -1]);
        Assert.Equal(80 - Math.Log(1 + Math.Exp(-1)), look.OfTop, 1e-13);
        Assert.Equal(-80, look.Of(0, 1), 1e-13);
        Assert.Equal(-2_000, new RestLogOdds([1_000, -1_000, -5_000]).Of(-1_000, 1));
    }

    [Fact]
    public void Each_class_has_its_own_calibrator_and_rows_are_normalised()
    {
        CalibratedRows rows = CalibratedRows.Typical(500, 4, 3);
        var fitted = Assert.IsType<OneVsRestCalibration>(rows.Fit("platt"));
        Assert.Equal("one-vs-rest", fitted.Kind);
        var alone = new PlattScaling[4];
        double[] LogOdds(int k) => [.. Enumerable.Range(0, 500).Select(i =>
            rows.Logits[(i * 4) + k] - Math.Log(Enumerable.Range(0, 4).Where(j => j != k).Sum(j => Math.Exp(rows.Logits[(i * 4) + j]))))];
        for (int k = 0; k < 4; k++)
        {
            alone[k] = PlattScaling.Fit(CalibrationRows.Of(LogOdds(k), [.. rows.Labels.Select(label => label == k ? 1 : 0)], 1));
            Assert.Equal(alone[k].Slope, ((PlattScaling)fitted.OfClass[k]).Slope, 1e-8);
            Assert.Equal(alone[k].Intercept, ((PlattScaling)fitted.OfClass[k]).Intercept, 1e-8);
        }
        var probabilities = new double[2_000];
        fitted.Calibrate(rows.Logits, 4, probabilities);
        for (int i = 0; i < 500; i += 7)
        {
            double[] q = [.. Enumerable.Range(0, 4).Select(k => 1 / (1 + Math.Exp(-alone[k].LogOdds(LogOdds(k)[i]))))];
            for (int k = 0; k < 4; k++) Assert.Equal(q[k] / q.Sum(), probabilities[(i * 4) + k], 1e-8);
        }
    }

    [Fact]
    public void Names_with_and_without_a_colon_mean_the_same()
    {
        CalibratedRows rows = CalibratedRows.Typical(200, 3, 5);
        double[] plain = CalibratorLawsTests.Logits(rows.Fit("platt"), rows.Logits);
        Assert.Equal(plain, CalibratorLawsTests.Logits(rows.Fit("one-vs-rest:platt"), rows.Logits));
        Assert.Equal(plain, CalibratorLawsTests.Logits(rows.Fit("one-vs-rest"), rows.Logits));
        Assert.Equal("one-vs-rest:platt", CalibrationMethod.Parse("one-vs-rest:platt").Name);
        Assert.IsType<PlattScaling>(CalibratedRows.Typical(200, 2, 5).Fit("platt"));
    }

    [Theory]
    [InlineData("one-vs-rest:temperature", "'temperature' is not for two classes alone; one-vs-rest can be made of platt")]
    [InlineData("top-label:one-vs-rest", "'one-vs-rest' is not for two classes alone")]
    [InlineData("one-vs-rest:", "'' is not for two classes alone")]
    [InlineData("temperature:platt", "calibrator 'temperature:platt' is not known")]
    [InlineData("hope", "calibrator 'hope' is not known; there are none, temperature, ")]
    public void Names_that_mean_nothing_are_refused(string name, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => CalibrationMethod.Parse(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_classes_are_refused() => Assert.Contains(
        "for three classes or more, but there are 2", Assert.Throws<ArgumentException>(() => CalibratedRows.Typical(50, 2, 1).Fit("one-vs-rest:platt")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_class_without_rows_of_its_own_gets_little()
    {
        CalibratedRows rows = CalibratedRows.Typical(600, 4, 9);
        rows = rows with { Labels = [.. rows.Labels.Select(label => label == 2 ? 0 : label)] };
        var probabilities = new double[2_400];
        rows.Fit("one-vs-rest:platt").Calibrate(rows.Logits, 4, probabilities);
        Assert.InRange(Enumerable.Range(0, 600).Average(i => probabilities[(i * 4) + 2]), 1e-9, .01);
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        Calibrator fitted = CalibratedRows.Typical(200, 3, 5).Fit("one-vs-rest:platt");
        Refused("4 classes against the rest", "\"classes\":3", "\"classes\":4");
        Refused("the tensor 'calibrator.0.temperature' is missing", "\"kind\":\"platt\"", "\"kind\":\"temperature\"");

        void Refused(string words, string truth, string lie)
        {
            Assert.Contains(words, Assert.Throws<InvalidDataException>(() => CalibratorLawsTests.Tampered(fitted, "", null, truth, lie)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_explanation_says_what_class_1_is_within()
    {
        CalibrationRows rows = CalibratedRows.Typical(300, 3, 5).Checked();
        string each = CalibrationMethod.Parse("one-vs-rest:isotonic").Fit(rows).Explain(["ash", "oak", "elm"]);
        Assert.Contains("class 1 is its own class, class 0 all the others", each, StringComparison.Ordinal);
        Assert.Contains("For class 2 'elm': A staircase", each, StringComparison.Ordinal);
        Calibrator top = CalibrationMethod.Parse("top-label").Fit(rows);
        Assert.Contains("class 1 means that the prediction is right", top.Explain(), StringComparison.Ordinal);
        Assert.Contains("Predictions of class 0 'ash': ", top.Explain(["ash", "oak", "elm"]), StringComparison.Ordinal);
        Assert.Contains("Predictions of class 0: ", top.Explain(), StringComparison.Ordinal);
    }
}
