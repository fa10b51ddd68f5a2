using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

[Trait("Category", "Kernel")]
public class SmoothCalibrationTests
{
    [Theory]
    [InlineData(1, 60, .7)]
    [InlineData(2, 400, 1)]
    [InlineData(3, 400, .4)]
    [InlineData(4, 900, 1)]
    public void Equals_the_integral_over_image_sums(ulong seed, int rows, double slope)
    {
        var (confidence, correct, _, _) = SimulatedRows.Draw(seed, rows, slope);
        double[] weights = [.. confidence.Select((_, i) => 1.0 + (i % 3))];
        foreach (double scale in new[] { .01, .05, .3, 2 })
            Near(ByImages(confidence, correct, weights, scale, 4_000), SmoothCalibration.ErrorAtScale(confidence, correct, scale, weights), 4e-5);

        double error = SmoothCalibration.Error(confidence, correct, weights);
        Near(error, ByImages(confidence, correct, weights, error, 4_000), 5e-5);   // the fixed point
    }

    [Fact]
    public void One_row_has_the_error_of_its_gap()
    {
        Near(.3, SmoothCalibration.Error([.7], [true]), 1e-9);
        Near(1, SmoothCalibration.Error([1], [false]), 1e-9);
        Assert.Equal(0, SmoothCalibration.Error([1, 0], [true, false]));
    }

    [Fact]
    public void Gaps_all_of_one_sign_keep_their_mean_at_every_scale()
    {
        double[] confidence = [.6, .75, .9, .99];
        bool[] correct = [false, false, false, false];
        Near(confidence.Average(), SmoothCalibration.Error(confidence, correct), 1e-9);
        Near(confidence.Average(), SmoothCalibration.ErrorAtScale(confidence, correct, .02), 1e-9);
    }

    [Fact]
    public void Tiny_errors_of_saturated_confidence_are_resolved()
    {
        // 1e-5 short of 1 and always right: the mean gap, far below the coarsest grid.
        double[] confidence = [.. Enumerable.Repeat(1 - 1e-5, 500)];
        Near(1e-5, SmoothCalibration.Error(confidence, [.. Enumerable.Repeat(true, 500)]), 1e-6);
    }

    [Fact]
    public void Falls_with_the_scale_and_lies_between_the_mean_gap_and_the_mean_of_absolute_gaps() =>
        Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), seed =>
        {
            var (confidence, correct, _, _) = SimulatedRows.Draw((ulong)seed, 1 + (seed % 300), .2 + (seed % 7 / 4.0));
            double fine = SmoothCalibration.ErrorAtScale(confidence, correct, .02), coarse = SmoothCalibration.ErrorAtScale(confidence, correct, .05);
            double mean = Math.Abs(confidence.Average() - correct.Average(c => c ? 1.0 : 0)), error = SmoothCalibration.Error(confidence, correct);
            double absolute = confidence.Select((c, i) => Math.Abs(c - (correct[i] ? 1 : 0))).Average();
            return coarse <= fine * (1 + 1e-5) && mean <= error + 1e-5 && error <= absolute + 1e-5;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weights_act_as_repetition_and_row_order_does_not_matter()
    {
        var (ranking, correct, weights) = TiedRows(8, 90, 23);
        double[] confidence = [.. ranking.Select(r => (r + 1) / 25)];
        Near(
            SmoothCalibration.Error([.. Repeat(confidence, weights).Reverse()], [.. Repeat(correct, weights).Reverse()]),
            SmoothCalibration.Error(confidence, correct, weights), 1e-9);
    }

    [Fact]
    public void Refuses_a_scale_that_is_none() =>
        Assert.Contains("scale: 0", Assert.Throws<ArgumentException>(() => SmoothCalibration.ErrorAtScale([.5], [true], 0)).Message);

    /// <summary>The kernel as a sum of Gaussians at the row and at its mirror images, integrated by midpoints.</summary>
    private static double ByImages(double[] confidence, bool[] correct, double[] weights, double scale, int points)
    {
        int images = 2 + (int)(4 * scale);
        double sum = 0;
        for (int j = 0; j < points; j++)
        {
            double t = (j + .5) / points, field = 0;
            for (int i = 0; i < confidence.Length; i++)
            {
                double density = 0;
                for (int m = -images; m <= images; m++) density += Bell(t - (2 * m) - confidence[i]) + Bell(t - (2 * m) + confidence[i]);
                field += weights[i] * ((correct[i] ? 1 : 0) - confidence[i]) * density;
            }
            sum += Math.Abs(field);
        }
        return sum / points / weights.Sum();

        double Bell(double x) => Math.Abs(x) > 9 * scale ? 0 : Math.Exp(-x * x / (2 * scale * scale)) / (scale * Math.Sqrt(2 * Math.PI));
    }
}
