using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

public class PlattScalingTests
{
    /// <summary>
    /// The values of LibSVM that scikit-learn's tests hold to three digits, of P = 1/(1 + exp(A·f + B)). LibSVM stops at a gradient of 1e-5;
    /// Newton's method in numpy goes on to the digits of the second pair.
    /// </summary>
    [Fact]
    public void Equals_LibSVM_and_goes_on_where_it_stops()
    {
        var fitted = PlattScaling.Fit(CalibrationRows.Of([5.0, -4, 1], [1, 0, 0], 1));
        Assert.Equal(.20261354391187855, fitted.Slope, 1e-5);
        Assert.Equal(-.65236314980010512, fitted.Intercept, 1e-5);
        Assert.Equal(0.20261448961847556, fitted.Slope, 1e-12);
        Assert.Equal(-0.6523666389984493, fitted.Intercept, 1e-12);
    }

    /// <summary>By Newton's method in numpy, gradient 3e-16.</summary>
    [Fact]
    public void Equals_the_optimum_found_elsewhere()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        var fitted = PlattScaling.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(0.5990625870666281, fitted.Slope, 1e-12);
        Assert.Equal(0.2886718342397481, fitted.Intercept, 1e-12);
        Assert.Contains("overconfident", fitted.Explain(), StringComparison.Ordinal);
    }

    /// <summary>With enough rows for many ranges the sums are the same on any number of threads.</summary>
    [Fact]
    public void Many_rows_recover_what_made_them()
    {
        var random = new RandomStream(3);
        var scores = new double[200_000];
        var labels = new int[scores.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = 2 * random.NextGaussian();
            labels[i] = random.NextDouble() < Elementary.Logistic((.7 * scores[i]) - .5) ? 1 : 0;
        }
        var fitted = PlattScaling.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.InRange(fitted.Slope, .7 - .016, .7 + .016);        // four standard errors
        Assert.InRange(fitted.Intercept, -.5 - .024, -.5 + .024);
        Assert.True(fitted.Diagnostics.Iterations <= 12);
    }
}
