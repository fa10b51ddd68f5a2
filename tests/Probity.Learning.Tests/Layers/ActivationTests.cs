using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning.Tests.Layers;

public class ActivationTests
{
    private static readonly double[] X = [-12, -6, -3, -1.5, -.5, -.01, 0, .01, .5, 1, 2, 3, 5, 12];

    // torch.nn.functional.gelu of PyTorch 1.13 in float64, and its derivative by autograd.
    private static readonly double[] Gelu =
    [
        0, -5.919525869479969e-09, -0.00404969409489031, -0.10021080190328704, -0.15426876936299344, -0.004960106436853684, 0,
        0.005039893563146316, 0.34573123063700656, 0.841344746068543, 1.9544997361036416, 2.99595030590511, 4.999998566742141, 12,
    ];

    private static readonly double[] GeluSlope =
    [
        -2.5756604827956727e-31, -3.546870945402639e-08, -0.01194564720418392, -0.1274691922299796, 0.13250487534383712, 0.49202142034750757, .5,
        0.5079785796524924, 0.8674951246561629, 1.0833154705876864, 1.085231801078197, 1.011945647204184, 1.000007146946002, 1,
    ];

    [Fact]
    public void Gelu_is_that_of_PyTorch_in_double()
    {
        var layer = new GeluLayer<double>(X.Length);
        (double[] y, double[] dx) = LayerRun.Train(layer, new ParameterStore<double>([]), X, _ => 1.0);
        LayerRun.Close(Gelu, LayerRun.Infer(layer, X), 1e-14);
        LayerRun.Close(Gelu, y, 1e-14);
        LayerRun.Close(GeluSlope, dx, 1e-14);
    }

    [Fact]
    public void Gelu_is_that_of_PyTorch_in_float()
    {
        var layer = new GeluLayer<float>(X.Length);
        (float[] y, float[] dx) = LayerRun.Train(layer, new ParameterStore<float>([]), [.. X.Select(x => (float)x)], _ => 1f);
        LayerRun.Close(Gelu, y.Select(value => (double)value), 1e-7);
        LayerRun.Close(GeluSlope, dx.Select(value => (double)value), 3e-7);
    }

    [Fact]
    public void Float_gelu_and_its_slope_stay_near_the_exact_ones()
    {
        float[] x = [.. Enumerable.Range(-60_000, 120_001).Select(i => i / 4_000f)];   // −15 to 15
        (float[] y, float[] dx) = LayerRun.Train(new GeluLayer<float>(x.Length), new ParameterStore<float>([]), x, _ => 1f);
        double[] wide = [.. x.Select(value => (double)value)];
        (double[] exact, double[] slope) = LayerRun.Train(new GeluLayer<double>(x.Length), new ParameterStore<double>([]), wide, _ => 1.0);   // by the special functions
        for (int i = 0; i < x.Length; i++)
        {
            Assert.True(Math.Abs(y[i] - exact[i]) <= 2e-7 * Math.Max(1, Math.Abs(x[i])), $"gelu({x[i]}) is {y[i]}, not {exact[i]}");
            Assert.True(Math.Abs(dx[i] - slope[i]) <= 4e-7, $"gelu'({x[i]}) is {dx[i]}, not {slope[i]}");
        }
    }

    [Fact]
    public void Float_tanh_stays_near_the_exact_one_and_is_relatively_exact_at_0()
    {
        float[] x = [.. Enumerable.Range(-60_000, 120_001).Select(i => i / 6_000f), 1e-20f, -3e-8f, 1e30f, -1e30f];
        float[] y = LayerRun.Infer(new TanhLayer<float>(x.Length), x);
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs(y[i] - Math.Tanh(x[i])) <= 3e-7 * Math.Abs(Math.Tanh(x[i])), $"tanh({x[i]}) is {y[i]}, not {Math.Tanh(x[i])}");
    }

    [Fact]
    public void A_number_that_is_none_stays_none()
    {
        Assert.All(LayerRun.Infer(new GeluLayer<float>(9), [.. Enumerable.Repeat(float.NaN, 9)]), y => Assert.True(float.IsNaN(y)));
        Assert.All(LayerRun.Infer(new TanhLayer<float>(9), [.. Enumerable.Repeat(float.NaN, 9)]), y => Assert.True(float.IsNaN(y)));
    }

    [Fact]
    public void Gradient_through_gelu_is_that_of_finite_differences() => GradientCheck.Of(width => [new GeluLayer<double>(width)]);

    [Fact]
    public void Gradient_through_tanh_is_that_of_finite_differences() => GradientCheck.Of(width => [new TanhLayer<double>(width)]);

    [Fact]
    public void Gradient_through_all_of_them_in_a_row_is_that_of_finite_differences() =>
        GradientCheck.Of(width => [new TanhLayer<double>(width), new GeluLayer<double>(width), new ReluLayer<double>(width), new DropoutLayer<double>(width, .3, 4), new TanhLayer<double>(width)]);
}
