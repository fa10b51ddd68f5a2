using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class PartialPoolingTests
{
    /// <summary>Equal variances v: τ² is the sample variance less v, or 0.</summary>
    [Theory]
    [InlineData(.5, 5.0 / 3 - .5)]
    [InlineData(2, 0)]
    public void The_variance_between_groups_has_a_closed_form_where_all_are_as_exact(double variance, double expected) =>
        Assert.Equal(expected, PartialPooling.BetweenVariance([1, 2, 3, 4], [variance, variance, variance, variance]), 1e-12);

    /// <summary>scipy.optimize.brentq (SciPy 1.10) on Paule and Mandel's equation.</summary>
    [Fact]
    public void The_variance_between_groups_is_SciPys_root() =>
        Assert.Equal(PauleMandel, PartialPooling.BetweenVariance([.12, -.4, .95, .3, 1.6], [.05, .2, .11, .4, .33]), 1e-10);

    private const double PauleMandel = .3642388607315937;

    /// <summary>With likelihoods that are exactly normal all is in closed form: μ by generalised least squares, θ_g = μ + (y − μ)·τ²/(τ² + v).</summary>
    [Fact]
    public void Normal_likelihoods_get_the_textbooks_posterior_means()
    {
        double[] y = [.12, -.4, .95, .3, 1.6], v = [.05, .2, .11, .4, .33];
        var pooled = PartialPooling.Fit(5, [.4], (int g, ReadOnlySpan<double> x, Span<double> gradient, Span<double> information) =>
        {
            gradient[0] = (x[0] - y[g]) / v[g];
            information[0] = 1 / v[g];
            return .5 * (x[0] - y[g]) * (x[0] - y[g]) / v[g];
        });
        double between = PartialPooling.BetweenVariance(y, v);
        double mean = Enumerable.Range(0, 5).Sum(g => y[g] / (v[g] + between)) / Enumerable.Range(0, 5).Sum(g => 1 / (v[g] + between));
        Assert.True(pooled.Converged);
        Assert.Equal(between, pooled.Variance[0], 1e-8);
        Assert.Equal(mean, pooled.Mean[0], 1e-8);
        for (int g = 0; g < 5; g++)
        {
            Assert.Equal(mean + ((y[g] - mean) * between / (between + v[g])), pooled.Estimates[g], 1e-8);
            Assert.Equal(y[g], pooled.Own[g], 1e-7);
            Assert.Equal(Math.Sqrt(v[g]), pooled.OwnErrors[g], 1e-7);
        }
    }

    /// <summary>Two parameters that depend on each other: θ = μ + D·(D + V)⁻¹·(y − μ), μ by generalised least squares, by numpy.</summary>
    [Fact]
    public void Two_parameters_at_once_get_the_textbooks_posterior_means()
    {
        double[][] y = [[.5, -1], [1.5, .4], [-.6, 2], [.2, .1]], information = [[4, 1, 1, 2], [9, -2, -2, 3], [5, .5, .5, 6], [2, .3, .3, 1]];
        var pooled = PartialPooling.Fit(4, [0, 0], (int g, ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian) =>
        {
            double a = x[0] - y[g][0], b = x[1] - y[g][1];
            information[g].CopyTo(hessian);
            gradient[0] = (information[g][0] * a) + (information[g][1] * b);
            gradient[1] = (information[g][2] * a) + (information[g][3] * b);
            return .5 * ((a * gradient[0]) + (b * gradient[1]));
        });
        for (int p = 0; p < 2; p++)
        {
            Assert.Equal(TwoVariances[p], pooled.Variance[p], 1e-7);
            Assert.Equal(TwoMeans[p], pooled.Mean[p], 1e-7);
        }
        for (int i = 0; i < 8; i++) Assert.Equal(TwoEstimates[i], pooled.Estimates[i], 1e-7);
    }

    private static readonly double[] TwoVariances = [.5853676883971779, 1.196053361318859], TwoMeans = [.416697343737941, .45438981929122124], TwoEstimates =
    [
        .3933729933393287, -.5336463329830095, 1.3109866019034697, .3133093890174184, -.32550410675177077, 1.7908880751377123, .2879338864607367, .24700814599276386,
    ];
}
