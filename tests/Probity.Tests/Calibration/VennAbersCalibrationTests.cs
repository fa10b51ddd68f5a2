using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

[Trait("Category", "Kernel")]
public class VennAbersCalibrationTests
{
    [Fact]
    public void Laws_hold() => FreeShapeLaws.Hold(VennAbersCalibration.Fit);

    /// <summary>The definition: isotonic regression once more for every score and either class.</summary>
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(5, 1, false)]
    [InlineData(30, 2, false)]
    [InlineData(60, 20, true)]
    [InlineData(120, 3, true)]
    public void Equals_isotonic_regression_with_the_new_row_added(int count, double digits, bool weighted)
    {
        for (ulong seed = 0; seed < 8; seed++)
        {
            var (scores, labels) = FreeShapeLaws.Draw(count, seed, digits);
            var random = new RandomStream(seed, 3);
            double[] weights = new double[count];
            foreach (ref double weight in weights.AsSpan()) weight = weighted ? .2 + (3 * random.NextDouble()) : 1;
            var fitted = VennAbersCalibration.Fit(CalibrationRows.Of(scores, labels, 1, weights));
            foreach (double s in scores.Concat(scores.Select(s => s + .013)).Concat([-50, 50]))
            {
                double low = Added(s, 0), high = Added(s, 1);
                (double Low, double High) interval = fitted.Interval(s);
                Assert.Equal(low, interval.Low, 1e-12);
                Assert.Equal(high, interval.High, 1e-12);
                Assert.Equal(high / (1 - low + high), fitted.Probability(s), 1e-12);
            }

            double Added(double score, int label)
            {
                var isotonic = IsotonicCalibration.Fit(CalibrationRows.Of([.. scores, score], [.. labels, label], 1, [.. weights, 1]));
                return isotonic.Blocks.First(block => score <= block.High).Raw;
            }
        }
    }

    /// <summary>
    /// Calibrated for one of the two classes, so in the mean over fits and new rows p₀ ≤ frequency ≤ p₁. The frequency of 20,000 fits
    /// has a standard error of .0035; the model's own probabilities are .07 off.
    /// </summary>
    [Fact]
    public void The_frequency_lies_between_the_means()
    {
        double low = 0, high = 0, merged = 0, ones = 0, raw = 0;
        const int fits = 20_000;
        for (ulong seed = 0; seed < fits; seed++)
        {
            var (scores, labels) = FreeShapeLaws.Draw(21, seed);
            for (int i = 0; i < scores.Length; i++) scores[i] += .7;   // the model says too much
            var fitted = VennAbersCalibration.Fit(CalibrationRows.Of(scores.AsSpan(1), labels.AsSpan(1), 1));
            (double p0, double p1) = fitted.Interval(scores[0]);
            low += p0;
            high += p1;
            merged += fitted.Probability(scores[0]);
            raw += Elementary.Logistic(scores[0]);
            ones += labels[0];
        }
        Assert.InRange(ones, low - (4 * .0035 * fits), high + (4 * .0035 * fits));
        Assert.True(high - low < .35 * fits, $"{(high - low) / fits}");   // says something
        Assert.InRange(merged / fits, (ones / fits) - .03, (ones / fits) + .03);
        Assert.True(Math.Abs(raw - ones) > .05 * fits, $"{raw / fits} {ones / fits}");
    }

    [Fact]
    public void More_rows_leave_less_open()
    {
        double few = Width(100), many = Width(10_000);
        Assert.True(many < .15 * few, $"{many} {few}");

        static double Width(int rows)
        {
            var fitted = VennAbersCalibration.Fit(FreeShapeLaws.Rows(FreeShapeLaws.Draw(rows, 4)));
            return Enumerable.Range(-30, 61).Average(i => fitted.Interval(i / 10.0) is var (low, high) ? high - low : 0);
        }
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        var fitted = VennAbersCalibration.Fit(FreeShapeLaws.Rows(FreeShapeLaws.Draw(300, 2)));
        FreeShapeLaws.Refuses(fitted, "high", values => values[1] = 0);
        FreeShapeLaws.Refuses(fitted, "high", values => values[^1] = 1.5);
        FreeShapeLaws.Refuses(fitted, "low_complement", values => values[^1] = 1);
        FreeShapeLaws.Refuses(fitted, "high_until", values => values[1] = values[0]);
        FreeShapeLaws.Refuses(fitted, "low_from", values => Array.Reverse(values));
    }
}
