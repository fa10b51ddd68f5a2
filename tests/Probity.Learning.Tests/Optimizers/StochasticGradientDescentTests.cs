using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Optimizers;

[Collection(nameof(ThreadCounts))]
public class StochasticGradientDescentTests
{
    private static readonly StochasticGradientDescent Tenth = new() { LearningRate = .1 };

    [Fact]
    public void Five_steps_are_those_of_PyTorch()
    {
        Quadratic.AssertClose([.672392, -.38608, 1.37114017485], Quadratic.Run(Tenth with { Momentum = 0 }, 5));
        Quadratic.AssertClose([.176672, 1.02575, 2.76380478285], Quadratic.Run(Tenth, 5));
        Quadratic.AssertClose([.136269314571875, 1.0183212041937504, 2.7064170203015627], Quadratic.Run(Tenth with { WeightDecay = .05 }, 5));
        Quadratic.AssertClose(
            [.20296292335372687, -.027138602373682017, 2.766981496651789], Quadratic.Run(Tenth with { Momentum = .8, Nesterov = true, WeightDecay = .05 }, 5));
    }

    [Fact]
    public void Five_steps_of_a_falling_rate_are_those_of_PyTorch() => Quadratic.AssertClose(
        [.420075913538159, .29279870403455177, 1.9666710072305476],
        Quadratic.Run(Tenth with { Nesterov = true, WeightDecay = .05 }, 5, step => .1 - (.02 * step)));

    [Fact]
    public void Five_clipped_steps_are_those_of_PyTorch()
    {
        double[] expected = [.8383075304324227, -.7561184677691569, .8850514977646736], got = Quadratic.Run(Tenth, 5, clip: 1);
        for (int j = 0; j < 3; j++) Assert.Equal(expected[j], got[j], 2e-6);   // PyTorch divides by the norm + 1e-6
    }

    /// <summary>On ½·a·p² momentum is the recurrence p″ = (1 + μ − ηa)·p′ − μ·p, solved by the powers of two roots.</summary>
    [Fact]
    public void Momentum_on_a_parabola_is_the_sum_of_two_powers()
    {
        const double a = 1.7, rate = .2, momentum = .9;
        Complex sum = 1 + momentum - (rate * a), root = Complex.Sqrt((sum * sum) - (4 * momentum));
        Complex first = (sum + root) / 2, second = (sum - root) / 2;
        Complex share = ((1 - (rate * a)) - second) / (first - second);   // p₀ = 1, p₁ = 1 − ηa
        double expected = ((share * Complex.Pow(first, 40)) + ((1 - share) * Complex.Pow(second, 40))).Real;
        Assert.Equal(expected, Parabola(new StochasticGradientDescent { LearningRate = rate, Momentum = momentum }, a, 40), 1e-12);
    }

    /// <summary>What is moved is Sutskever's θ + μ·v: his gradient is taken there.</summary>
    [Fact]
    public void Nesterov_is_Sutskever_s_look_ahead()
    {
        const double a = 1.7, rate = .1, momentum = .8;
        double theta = 1, velocity = 0;
        for (int step = 0; step < 30; step++)
        {
            velocity = (momentum * velocity) - (rate * a * (theta + (momentum * velocity)));
            theta += velocity;
        }
        var nesterov = new StochasticGradientDescent { LearningRate = rate, Momentum = momentum, Nesterov = true };
        Assert.Equal(theta + (momentum * velocity), Parabola(nesterov, a, 30), 1e-12);
    }

    [Fact]
    public void Decay_pulls_on_weights_only()
    {
        Parameter<float> weight = new("weight", 3, 5, decays: true), bias = new("bias", 1, 5, decays: false);
        var store = new ParameterStore<float>([bias, weight]);
        OptimizerRun<float> run = new StochasticGradientDescent { Momentum = 0, WeightDecay = .5 }.Start(store);
        store.Values.Fill(1);
        store.Gradient.Clear();
        run.Step(.1);
        Assert.All(bias.Span.ToArray(), value => Assert.Equal(1f, value));
        Assert.All(weight.Span.ToArray(), value => Assert.Equal(.95f, value, 1e-6f));
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several_and_nothing_allocated()
    {
        float[][] values = new float[2][];
        int[] threads = [1, 3];
        for (int k = 0; k < 2; k++)
        {
            using var set = new ThreadCounts(threads[k]);
            var parameter = new Parameter<float>("p", 1, 100_003, decays: true);
            var store = new ParameterStore<float>([parameter]);
            OptimizerRun<float> run = new StochasticGradientDescent { Nesterov = true, WeightDecay = .01 }.Start(store);
            var clipping = new GradientClipping<float>(store, .5);
            var random = new RandomStream(4);
            foreach (ref float value in store.Values) value = (float)random.NextGaussian();
            foreach (ref float value in store.Gradient) value = (float)random.NextGaussian();
            Step();
            for (int step = 0; step < 4; step++) Step();
            values[k] = store.Values.ToArray();
            if (threads[k] == 1) Allocations.AssertNone(Step);

            void Step()
            {
                clipping.Run();
                run.Step(.1);
            }
        }
        Assert.Equal(values[0], values[1]);
    }

    [Fact]
    public void Refuses_settings_out_of_range()
    {
        AssertRefused("momentum: 1;", new StochasticGradientDescent { Momentum = 1 });
        AssertRefused("weight decay: -1", new StochasticGradientDescent { WeightDecay = -1 });
        AssertRefused("weight decay: NaN", new AdamW { WeightDecay = double.NaN });
        AssertRefused("beta2: 1;", new AdamW { Beta2 = 1 });
        AssertRefused("epsilon: 0", new AdamW { Epsilon = 0 });
        AssertRefused("learning rate: 0", new StochasticGradientDescent { LearningRate = 0 });

        static void AssertRefused(string words, Optimizer optimizer) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(optimizer.Check).Message, StringComparison.Ordinal);
    }

    private static double Parabola(Optimizer optimizer, double a, int steps)
    {
        var parameter = new Parameter<double>("p", 1, 1, decays: false);
        var store = new ParameterStore<double>([parameter]);
        OptimizerRun<double> run = optimizer.Start(store);
        parameter.Span[0] = 1;
        for (int step = 0; step < steps; step++)
        {
            store.Gradient[0] = a * parameter.Span[0];
            run.Step(optimizer.LearningRate);
        }
        return parameter.Span[0];
    }
}
