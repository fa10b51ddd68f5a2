using Probity.Learning.Engine;

namespace Probity.Learning.Tests.Optimizers;

/// <summary>½·Σ a·p² − Σ b·p from (1, −2, ½), in full batches: what optimisers are compared on with PyTorch 1.13, run by hand in double.</summary>
internal static class Quadratic
{
    private static readonly double[] Curvature = [1, 4, .3], Pull = [.2, -1, 2];

    public static double[] Run(Optimizer optimizer, int steps, Func<int, double>? rate = null, double? clip = null)
    {
        var parameter = new Parameter<double>("p", 1, 3, decays: true);
        var store = new ParameterStore<double>([parameter]);
        OptimizerRun<double> run = optimizer.Start(store);
        double[] start = [1, -2, .5];
        start.CopyTo(store.Values);
        _ = store.Gradient;
        GradientClipping<double>? clipping = clip is { } norm ? new GradientClipping<double>(store, norm) : null;
        for (int step = 0; step < steps; step++)
        {
            for (int j = 0; j < 3; j++) parameter.GradientSpan[j] = (Curvature[j] * parameter.Span[j]) - Pull[j];
            clipping?.Run();
            run.Step(rate?.Invoke(step) ?? optimizer.LearningRate);
        }
        return parameter.Span.ToArray();
    }

    public static void AssertClose(double[] expected, double[] actual)
    {
        for (int j = 0; j < expected.Length; j++) Assert.Equal(expected[j], actual[j], 1e-13);
    }
}
