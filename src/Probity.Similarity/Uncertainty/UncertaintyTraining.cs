using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>Trains a network of one output on frozen features.</summary>
internal static class UncertaintyTraining
{
    /// <param name="features">N rows, looked at as they are: nothing flows back into what made them.</param>
    /// <param name="groups">N groups, which the sampler draws by.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="options">How.</param>
    /// <returns>The network and the mean loss of each epoch.</returns>
    /// <exception cref="InvalidOperationException">A loss is not finite.</exception>
    public static TrainedUncertainty Run(Features features, int[] groups, UncertaintyLoss loss, UncertaintyOptions options)
    {
        options.Check();
        var rows = new SimilarityRows(features, groups);
        Network<float> network = options.Network.Build<float>(features.Columns, 1);
        network.Scaling = InputScaling.Of(options.Scaling, features);
        network.Initialise(options.Seed);
        SamplerRun sampler = options.Sampler.Start(rows.Relations, options.Seed);
        var objective = new UncertaintyObjective<float>(loss, sampler.Capacity);
        var backpropagation = new Backpropagation<float>(network, objective, features, sampler.Capacity);
        OptimizerRun<float> optimizer = options.Optimizer.Start(network.Parameters);
        OptimizerRun<float>? own = objective.Parameters.Length > 0 ? options.Optimizer.Start(objective.Parameters) : null;
        var batch = new Batch(sampler.Capacity);
        var losses = new double[options.Epochs];
        int steps = sampler.StepsPerEpoch;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            sampler.Shuffle(epoch + 1);
            double sum = 0;
            for (int step = 0; step < steps; step++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                batch.Count = batch.Known = sampler.Fill(step, batch.Rows);
                batch.Step = new Step(options.Seed, optimizer.Steps);
                sum += backpropagation.Run(batch).Loss;
                double rate = options.Optimizer.LearningRate * options.Schedule.Factor(optimizer.Steps, (long)steps * options.Epochs, steps);
                optimizer.Step(rate);
                own?.Step(rate);
            }
            losses[epoch] = sum / steps;
            if (!double.IsFinite(losses[epoch]))
                throw new InvalidOperationException($"uncertainty: the loss of epoch {epoch + 1} is {losses[epoch]}; take a smaller learning rate");
        }
        return new TrainedUncertainty(options.Network, network, losses);
    }

    /// <summary>Rows of length 1; a row of zeros stays.</summary>
    public static double[] UnitRows(ReadOnlySpan<float> values, int columns)
    {
        var unit = new double[values.Length];
        for (int at = 0; at < values.Length; at += columns)
        {
            double square = 0;
            foreach (float value in values.Slice(at, columns)) square += (double)value * value;
            double factor = square > 0 ? 1 / Math.Sqrt(square) : 0;
            for (int j = at; j < at + columns; j++) unit[j] = factor * values[j];
        }
        return unit;
    }

    /// <summary>Checks of frozen embeddings with their groups.</summary>
    public static void RequireEmbeddings(Features features, ReadOnlySpan<float> embeddings, int columns, ReadOnlySpan<int> groups)
    {
        ArgumentNullException.ThrowIfNull(features);
        Require.InRange(columns, 2, 1 << 20, "numbers of an embedding");
        int rows = Require.Rows(embeddings.Length, columns, nameof(embeddings));
        Require.SomeRows(rows, nameof(embeddings));
        Require.SameRows(features.Rows, rows, nameof(features), nameof(embeddings));
        Require.SameRows(rows, groups.Length, nameof(embeddings), nameof(groups));
        Require.Finite(embeddings, columns, nameof(embeddings));
    }

    /// <summary>c·tanh(u/c), so that an exponential of it stays in bounds, and its derivative.</summary>
    public static (double Value, double Slope) Bounded(double u, double c)
    {
        double t = Math.Tanh(u / c);
        return (c * t, 1 - (t * t));
    }
}

/// <summary>What a training gives.</summary>
/// <param name="Design">Of the layers before the output.</param>
/// <param name="Network">Of one output.</param>
/// <param name="Losses">Mean loss of each epoch.</param>
internal sealed record TrainedUncertainty(NetworkDesign Design, Network<float> Network, double[] Losses);
