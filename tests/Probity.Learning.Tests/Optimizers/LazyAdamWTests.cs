using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Optimizers;

[Collection(nameof(ThreadCounts))]
public class LazyAdamWTests
{
    private const int Rows = 60, Width = 300;

    /// <summary>Against a plain loop over all weights that passes over rows whose column is in no row of the batch, step by step.</summary>
    [Theory]
    [InlineData("linear(5) relu")]      // narrower than a vector
    [InlineData("linear(19) tanh")]     // vectors and a rest
    [InlineData("")]
    public void Only_weights_of_columns_in_the_batch_move_and_decay(string design)
    {
        Features features = Sparse();
        Network<double> network = NetworkDesign.Parse(design).Build<double>(Width, 3);
        network.Initialise(2);
        var backpropagation = new Backpropagation<double>(network, new SoftmaxCrossEntropy(), [], features, new Targets(TargetKind.Classes, 3, Labels(), []), 20);
        OptimizerRun<double> run = new AdamW { Lazy = true, WeightDecay = .1 }.Start(network.Parameters);
        int outputs = network.Layers[0].Outputs, decaying = network.Parameters.Decaying;
        double[] expected = network.Parameters.Values.ToArray(), mean = new double[expected.Length], square = new double[expected.Length];
        var batch = new Batch(20) { Count = 20, Known = 20 };
        for (int step = 1; step <= 12; step++)
        {
            for (int i = 0; i < 20; i++) batch.Rows[i] = ((step * 7) + (i * 3)) % Rows;
            backpropagation.Run(batch);
            ReadOnlySpan<double> gradient = network.Parameters.Gradient;
            HashSet<int> occurring = [.. batch.Rows.SelectMany(row => ((SparseFeatures)features).ColumnsOf(row).ToArray())];
            int untouched = 0;
            for (int j = 0; j < expected.Length; j++)
            {
                if (j < Width * outputs && !occurring.Contains(j / outputs))
                {
                    untouched++;
                    continue;
                }
                mean[j] = (.9 * mean[j]) + (.1 * gradient[j]);
                square[j] = (.999 * square[j]) + (.001 * gradient[j] * gradient[j]);
                if (j < decaying) expected[j] *= 1 - (.02 * .1);
                expected[j] -= .02 * (mean[j] / (1 - Math.Pow(.9, step))) / (Math.Sqrt(square[j] / (1 - Math.Pow(.999, step))) + 1e-8);
            }
            run.Step(.02);
            Assert.InRange(untouched, 1, (Width * outputs) - 1);
            for (int j = 0; j < expected.Length; j++) Assert.Equal(expected[j], network.Parameters.Values[j], 1e-11);
        }
    }

    [Fact]
    public void Clipping_over_the_columns_that_occur_is_that_of_the_whole_gradient()
    {
        Features features = Sparse();
        Network<float> network = NetworkDesign.Hidden(19).Build<float>(Width, 3);
        network.Initialise(2);
        var backpropagation = new Backpropagation<float>(network, new SoftmaxCrossEntropy(), [], features, new Targets(TargetKind.Classes, 3, Labels(), []), 20);
        const double largest = .01;
        var clipping = new GradientClipping<float>(network.Parameters, largest);
        var batch = new Batch(20) { Count = 20, Known = 20 };
        for (int step = 0; step < 4; step++)
        {
            for (int i = 0; i < 20; i++) batch.Rows[i] = ((step * 11) + (i * 3)) % Rows;
            backpropagation.Run(batch);
            double[] before = [.. network.Parameters.Gradient.ToArray().Select(value => (double)value)];
            double norm = Math.Sqrt(before.Sum(value => value * value));
            Assert.True(norm > largest);
            Assert.Equal(norm, clipping.Run(), 1e-9);
            for (int j = 0; j < before.Length; j++) Assert.Equal(before[j] * largest / norm, network.Parameters.Gradient[j], 1e-8);
        }
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several_and_after_an_interruption()
    {
        var rows = new TrainingRows(Sparse(), Labels(), 3);
        string folder = Directory.CreateTempSubdirectory("probity-lazy").FullName;
        try
        {
            TrainingOptions options = new()
            {
                Network = NetworkDesign.Hidden([19], "relu", dropout: .2),
                Optimizer = new AdamW { Lazy = true, WeightDecay = .01 },
                LargestGradient = .5,
                Epochs = 6,
                BatchSize = 16,
                ValidationShare = 0,
            };
            var weights = new List<float[]>();
            foreach (int threads in (int[])[1, 4])
            {
                using var set = new ThreadCounts(threads);
                Classifier model = Classifier.Train(rows, options);
                Assert.Contains(",lazy)", model.History.Recipe["optimizer"], StringComparison.Ordinal);
                weights.Add(model.Network.Parameters.Values.ToArray());
            }
            options = options with { Checkpoint = new Checkpoint(Path.Combine(folder, "c.probity")) };
            Assert.Throws<OperationCanceledException>(() => Classifier.Train(rows, options, progress: figures =>
            {
                if (figures.Epoch == 3) throw new OperationCanceledException();
            }));
            weights.Add(Classifier.Train(rows, options).Network.Parameters.Values.ToArray());
            Assert.Equal(weights[0], weights[1]);
            Assert.Equal(weights[0], weights[2]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Dense_rows_are_moved_as_ever()
    {
        TrainingRows rows = Files.Kinds.Rows(1);
        TrainingOptions options = new() { Network = NetworkDesign.Hidden(8), Epochs = 2 };
        float[] eager = Classifier.Train(rows, options).Network.Parameters.Values.ToArray();
        Assert.Equal(eager, Classifier.Train(rows, options with { Optimizer = new AdamW { Lazy = true } }).Network.Parameters.Values.ToArray());
    }

    private static int[] Labels() => [.. Enumerable.Range(0, Rows).Select(i => i % 3)];

    private static Features Sparse()
    {
        var random = new RandomStream(8);
        List<int> starts = [0], columns = [];
        List<float> values = [];
        for (int i = 0; i < Rows; i++)
        {
            foreach (int column in Enumerable.Range(0, i % 9).Select(_ => random.NextInt32(Width)).Distinct().Order())
            {
                columns.Add(column);
                values.Add((float)random.NextGaussian());
            }
            starts.Add(columns.Count);
        }
        return Features.Sparse([.. starts], [.. columns], [.. values], Width);
    }
}
