using Probity.Learning.Engine;

namespace Probity.Learning.Tests.Optimizers;

public class AdamWTests
{
    /// <summary>Under a constant gradient both corrected moments equal it, so every step moves by rate·g/(|g| + ε).</summary>
    [Fact]
    public void Constant_gradient_moves_every_parameter_by_the_rate()
    {
        double[] gradient = [.5, -2, 1e-3, 100, 0, 3, -3, 1, -1, 2, 1e-7];
        var parameter = new Parameter<double>("p", 1, gradient.Length, decays: false);
        var store = new ParameterStore<double>([parameter]);
        OptimizerRun<double> adam = new AdamW().Start(store);
        gradient.CopyTo(store.Gradient);
        for (int step = 0; step < 20; step++) adam.Step(.01);
        for (int i = 0; i < gradient.Length; i++) Assert.Equal(-20 * .01 * gradient[i] / (Math.Abs(gradient[i]) + 1e-8), parameter.Span[i], 1e-10);
    }

    /// <summary>Kingma &amp; Ba's algorithm 1, with Loshchilov &amp; Hutter's decay of what decays, on a gradient that changes sign and size.</summary>
    [Fact]
    public void Changing_gradient_follows_the_papers()
    {
        Parameter<double> weight = new("weight", 3, 3, decays: true), bias = new("bias", 1, 3, decays: false);
        var store = new ParameterStore<double>([bias, weight]);
        store.Values.Fill(1);
        OptimizerRun<double> adam = new AdamW { WeightDecay = .1 }.Start(store);
        double mean = 0, square = 0, free = 1, decayed = 1;
        for (int t = 1; t <= 50; t++)
        {
            double g = Math.Sin(t) * t;
            store.Gradient.Fill(g);
            adam.Step(.003);
            mean = (.9 * mean) + (.1 * g);
            square = (.999 * square) + (.001 * g * g);
            double move = .003 * (mean / (1 - Math.Pow(.9, t))) / (Math.Sqrt(square / (1 - Math.Pow(.999, t))) + 1e-8);
            free -= move;
            decayed = (decayed * (1 - (.003 * .1))) - move;
        }
        foreach (double value in bias.Span) Assert.Equal(free, value, 1e-10);
        foreach (double value in weight.Span) Assert.Equal(decayed, value, 1e-10);
    }

    [Fact]
    public void Five_steps_are_those_of_PyTorch() => Quadratic.AssertClose(
        [.4925880179758269, -1.4594445925598454, .9818999852614722], Quadratic.Run(new AdamW { LearningRate = .1, WeightDecay = .05 }, 5));

    /// <summary>After very many steps nothing is left to correct: from moments of 0 a step is that of the bare moments.</summary>
    [Fact]
    public void Bias_corrections_end()
    {
        var parameter = new Parameter<float>("p", 1, 1, decays: false);
        var store = new ParameterStore<float>([parameter]);
        OptimizerRun<float> adam = new AdamW().Start(store);
        adam.Steps = 1_000_000_000_000;
        store.Gradient[0] = 2;
        adam.Step(.01);
        Assert.Equal(-.01 * .2 / Math.Sqrt(.004), parameter.Span[0], 1e-7);
    }
}
