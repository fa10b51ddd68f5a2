using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Uncertainty;

/// <summary>Central differences in double through a network, against backpropagation, for all weights and the loss's own numbers.</summary>
internal static class UncertaintyGradientCheck
{
    private const double Nudge = 1e-6;

    public static void Of(UncertaintyLoss loss, int rows, double tolerance = 1e-7)
    {
        var random = new RandomStream(5);
        float[] values = [.. Enumerable.Range(0, rows * 3).Select(_ => (float)random.NextGaussian())];
        Network<double> network = NetworkDesign.Parse("linear(6) tanh").Build<double>(3, 1);
        network.Initialise(2);
        var objective = new UncertaintyObjective<double>(loss, rows);
        var backpropagation = new Backpropagation<double>(network, objective, Features.Dense(values, 3), rows);
        var batch = new Batch(rows) { Count = rows, Known = rows, Step = new Step(5, 7) };
        for (int i = 0; i < rows; i++) batch.Rows[i] = rows - 1 - i;
        Check(network.Parameters);
        if (objective.Parameters.Length > 0) Check(objective.Parameters);

        void Check(ParameterStore<double> store)
        {
            backpropagation.Run(batch);
            double[] gradient = store.Gradient.ToArray();
            Assert.Contains(gradient, value => Math.Abs(value) > 1e-4);
            for (int j = 0; j < store.Length; j++)
            {
                double at = store.Values[j];
                store.Values[j] = at + Nudge;
                double above = backpropagation.Run(batch).Loss;
                store.Values[j] = at - Nudge;
                double below = backpropagation.Run(batch).Loss;
                store.Values[j] = at;
                double expected = (above - below) / (2 * Nudge);
                Assert.True(Math.Abs(expected - gradient[j]) <= tolerance * (1 + Math.Abs(expected)), $"{j}: {gradient[j]} where {expected} is right");
            }
        }
    }

    /// <summary>Unit rows in some directions, and groups that repeat.</summary>
    public static PairsOfBatch Pairs(int rows, int columns, int groups)
    {
        var random = new RandomStream(8);
        float[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextGaussian())];
        return new PairsOfBatch(UncertaintyTraining.UnitRows(values, columns), columns, [.. Enumerable.Range(0, rows).Select(i => i % groups)]);
    }
}
