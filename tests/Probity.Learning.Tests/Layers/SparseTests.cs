using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Layers;

[Collection(nameof(ThreadCounts))]
public class SparseTests
{
    private const int Rows = 90, Width = 60;

    [Theory]
    [InlineData("linear(17) relu")]
    [InlineData("")]
    [InlineData("residual(linear(60) tanh)")]     // reads its inputs twice: they are filled in
    [InlineData("layernorm linear(9)")]
    public void Gradient_and_loss_are_those_of_dense_rows_step_after_step(string design)
    {
        Compare<double>(design, 1e-12);
        Compare<float>(design, 1e-6);
    }

    [Theory]
    [InlineData("linear(17) relu")]
    [InlineData("residual(linear(60) tanh)")]
    [InlineData("")]
    public void Logits_are_those_of_dense_rows(string design)
    {
        (Features dense, Features sparse) = Both();
        Network<float> network = NetworkDesign.Parse(design).Build<float>(Width, 3);
        network.Initialise(1);
        float[] expected = new float[Rows * 3], got = new float[Rows * 3];
        network.Forward(dense, expected);
        network.Forward(sparse, got);
        LayerRun.Close([.. expected.Select(value => (double)value)], got.Select(value => (double)value), 1e-6);
        float[] drawn = new float[Rows * 3];
        network.Forward(sparse, drawn, sampling: new Sampling(1, 1));
        Assert.Equal(got, drawn);   // nothing random in it
        if (design.Length == 0) return;
        float[] hidden = new float[Rows * network.Layers[0].Outputs], hiddenDense = new float[hidden.Length];
        network.Forward(sparse, hidden, layers: 1);
        network.Forward(dense, hiddenDense, layers: 1);
        LayerRun.Close([.. hiddenDense.Select(value => (double)value)], hidden.Select(value => (double)value), 1e-6);
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several()
    {
        (_, Features sparse) = Both();
        var rows = new TrainingRows(sparse, Labels(), 3);
        float[][] weights = new float[2][];
        for (int run = 0; run < 2; run++)
        {
            using var set = new ThreadCounts(run == 0 ? 1 : 4);
            var model = Classifier.Train(rows, new TrainingOptions { Network = NetworkDesign.Hidden(20), Epochs = 3, BatchSize = 32 });
            weights[run] = model.Network.Parameters.Values.ToArray();
        }
        Assert.Equal(weights[0], weights[1]);
    }

    [Fact]
    public void L_BFGS_finds_the_optimum_of_dense_rows()
    {
        (Features dense, Features sparse) = Both();
        TrainingOptions options = new() { Network = NetworkDesign.Hidden(), Scaling = FeatureScaling.None, Optimizer = new LimitedMemoryBfgs { WeightDecay = .01, GradientTolerance = 1e-9 } };
        float[][] weights = [.. new[] { dense, sparse }.Select(rows => Classifier.Train(new TrainingRows(rows, Labels(), 3), options).Network.Parameters.Values.ToArray())];
        LayerRun.Close([.. weights[0].Select(value => (double)value)], weights[1].Select(value => (double)value), 1e-6);
    }

    [Fact]
    public void A_step_allocates_nothing_on_one_thread()
    {
        (_, Features sparse) = Both();
        Network<float> network = NetworkDesign.Hidden(20).Build<float>(Width, 3);
        network.Initialise(1);
        var backpropagation = new Backpropagation<float>(network, new SoftmaxCrossEntropy(), [], sparse, new Targets(TargetKind.Classes, 3, Labels(), []), 32);
        var batch = new Batch(32) { Count = 32, Known = 32 };
        using var one = new ThreadCounts(1);
        Run(0);
        int number = 0;
        Allocations.AssertNone(() => Run(++number % 10));

        void Run(int step)
        {
            for (int i = 0; i < 32; i++) batch.Rows[i] = ((37 * step) + i) % Rows;
            backpropagation.Run(batch);
        }
    }

    [Fact]
    public void A_batch_may_repeat_its_longest_rows()
    {
        var sparse = Features.Sparse([0, 3, 3, 4], [0, 1, 2, 1], [1, 2, 3, 4], 3);
        var dense = Features.Dense(new float[] { 1, 2, 3, 0, 0, 0, 0, 4, 0 }, 3);
        var targets = new Targets(TargetKind.Classes, 2, [0, 1, 1], []);
        var batch = new Batch(3) { Count = 3, Known = 3 };
        double[] Gradient(Features features)
        {
            Network<double> network = NetworkDesign.Hidden().Build<double>(3, 2);
            network.Initialise(1);
            new Backpropagation<double>(network, new SoftmaxCrossEntropy(), [], features, targets, 3).Run(batch);
            return network.Parameters.Gradient.ToArray();
        }
        LayerRun.Close(Gradient(dense), Gradient(sparse), 1e-14);   // row 0 three times
    }

    [Fact]
    public void Selected_rows_stay_sparse()
    {
        (Features dense, Features sparse) = Both();
        int[] rows = [5, 80, 5, 0, 37];
        Features some = sparse.Select(rows);
        Assert.NotNull(NetworkDesign.Hidden(4).Build<float>(Width, 2).AsSparse(some));
        float[] expected = new float[Width], got = new float[Width];
        for (int i = 0; i < rows.Length; i++)
        {
            dense.Read<float>(rows[i], expected);
            some.Read<float>(i, got);
            Assert.Equal(expected, got);
        }
    }

    [Fact]
    public void Refuses_what_is_no_sparse_matrix()
    {
        Refused("row starts: none", [], [], [], 3);
        Refused("from 1 to 2", [1, 2], [0, 1], [1, 1], 3);
        Refused("the number of entries, 2", [0, 1], [0, 1], [1, 1], 3);
        Refused("row 1 goes from 2 to 1", [0, 2, 1, 2], [0, 1], [1, 1], 3);
        Refused("row 0 ends at 9", [0, 9, 2], [0, 1], [1, 1], 3);
        Refused("row 0 has column 3 but the width is 3", [0, 2], [0, 3], [1, 1], 3);
        Refused("row 0 has column -1", [0, 2], [-1, 2], [1, 1], 3);
        Refused("row 0 has column 1 after 1", [0, 2], [1, 1], [1, 1], 3);
        Refused("row 1, column 2 is NaN", [0, 1, 2], [1, 2], [1, float.NaN], 3);
        Refused("columns: 1 entries but values: 2", [0, 2], [1], [1, 1], 3);
        Refused("width: 0", [0], [], [], 0);
        Assert.Equal((0, 3), (Features.Sparse([0], [], [], 3).Rows, Features.Sparse([0], [], [], 3).Columns));

        static void Refused(string words, int[] starts, int[] columns, float[] values, int width) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => Features.Sparse(starts, columns, values, width)).Message, StringComparison.Ordinal);
    }

    private static void Compare<T>(string design, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Features dense, Features sparse) = Both();
        (Network<T> first, Backpropagation<T> one) = Start<T>(design, dense);
        (Network<T> second, Backpropagation<T> other) = Start<T>(design, sparse);
        var batch = new Batch(40);
        for (int step = 0; step < 4; step++)   // other rows each time: what was touched before must be gone
        {
            batch.Count = batch.Known = 40 - (12 * step);
            for (int i = 0; i < batch.Count; i++) batch.Rows[i] = ((23 * step) + (7 * i)) % Rows;
            double expected = one.Run(batch).Loss, got = other.Run(batch).Loss;
            Assert.Equal(expected, got, tolerance * 100);
            LayerRun.Close([.. first.Parameters.Gradient.ToArray().Select(double.CreateTruncating)], second.Parameters.Gradient.ToArray().Select(double.CreateTruncating), tolerance);
        }
    }

    private static (Network<T> Network, Backpropagation<T> Backpropagation) Start<T>(string design, Features features) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = NetworkDesign.Parse(design).Build<T>(Width, 3);
        network.Initialise(4);
        return (network, new Backpropagation<T>(network, new SoftmaxCrossEntropy(), [], features, new Targets(TargetKind.Classes, 3, Labels(), []), 40));
    }

    private static int[] Labels() => [.. Enumerable.Range(0, Rows).Select(i => i % 3)];

    /// <summary>The same numbers both ways: rows of 0 to 12 entries, columns of very different use.</summary>
    private static (Features Dense, Features Sparse) Both()
    {
        var random = new RandomStream(8);
        float[] values = new float[Rows * Width];
        List<int> starts = [0], columns = [];
        List<float> entries = [];
        for (int i = 0; i < Rows; i++)
        {
            for (int k = i % 13; k > 0; k--)
            {
                double u = random.NextDouble();
                values[(i * Width) + (int)(u * u * Width)] = (float)random.NextGaussian();
            }
            for (int j = 0; j < Width; j++)
            {
                if (values[(i * Width) + j] == 0) continue;
                columns.Add(j);
                entries.Add(values[(i * Width) + j]);
            }
            starts.Add(columns.Count);
        }
        return (Features.Dense(values, Width), Features.Sparse([.. starts], [.. columns], [.. entries], Width));
    }
}
