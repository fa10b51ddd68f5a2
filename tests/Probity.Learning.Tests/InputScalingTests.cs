using Probity.Learning.Engine;

namespace Probity.Learning.Tests;

public class InputScalingTests
{
    private static readonly Features Some = Features.Dense(new float[] { 1, 5, -2, 3, 5, 0, 8, 5, 2 }, 3);

    [Fact]
    public void Columns_come_to_mean_0_and_deviation_1()
    {
        var scaling = InputScaling.Columns(Some);
        Assert.Equal([4, 5, 0], scaling.Means.ToArray());
        Assert.Equal(Math.Sqrt(3 / 26.0), scaling.Factors[0], 1e-15);       // squares 9, 1, 16
        Assert.Equal(0, scaling.Factors[1]);
        Assert.Equal(Math.Sqrt(3 / 8.0), scaling.Factors[2], 1e-15);
        Assert.Equal(1, scaling.ConstantColumns);
        Assert.Contains("1 of 3 columns", scaling.Note, StringComparison.Ordinal);
        float[] row = [1, 5, 2];
        scaling.Apply<float>(row);
        Assert.Equal([-3 * (float)Math.Sqrt(3 / 26.0), 0, 2 * (float)Math.Sqrt(3 / 8.0)], row);
    }

    [Fact]
    public void All_numbers_together_come_to_mean_0_and_deviation_1()
    {
        var scaling = InputScaling.Together(Some);
        Assert.Equal(3, scaling.Means[0], 1e-15);
        Assert.Equal(1 / Math.Sqrt((4 + 4 + 25 + 0 + 4 + 9 + 25 + 4 + 1) / 9.0), scaling.Factors[0], 1e-15);
        Assert.Null(scaling.Note);
        double[] row = [.. Enumerable.Range(0, 11).Select(i => (double)i)];
        scaling.Apply<double>(row);
        Assert.All(Enumerable.Range(0, 11), i => Assert.Equal((i - 3) * scaling.Factors[0], row[i], 1e-15));
    }

    [Fact]
    public void Columns_far_from_0_lose_nothing()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => 1e6f + (i % 2))];
        var scaling = InputScaling.Columns(Features.Dense(values, 1));
        Assert.Equal(1_000_000.5, scaling.Means[0]);
        Assert.Equal(2, scaling.Factors[0], 1e-12);
    }

    [Fact]
    public void Equal_numbers_are_constant_however_many()
    {
        var scaling = InputScaling.Columns(Features.Dense(Enumerable.Repeat(.1f, 100_000).ToArray(), 1));
        Assert.Equal((1, 0.0), (scaling.ConstantColumns, scaling.Factors[0]));
        Assert.Equal(1, InputScaling.Columns(Features.Dense(new[] { 0, float.Epsilon }, 1)).ConstantColumns);
    }

    [Fact]
    public void A_network_reads_scaled_rows_in_training_and_after()
    {
        float[] values = [.. Enumerable.Range(0, 40 * 9).Select(i => (float)((i % 9 * 10) + Math.Sin(i)))], scaled = [.. values];
        var scaling = InputScaling.Columns(Features.Dense(values, 9));
        for (int i = 0; i < 40; i++) scaling.Apply(scaled.AsSpan(9 * i, 9));
        (double loss, float[] gradient, float[] logits) = Run(values, scaling);
        (double expected, float[] expectedGradient, float[] expectedLogits) = Run(scaled, null);
        Assert.Equal(expected, loss);
        Assert.Equal(expectedGradient, gradient);
        Assert.Equal(expectedLogits, logits);
    }

    [Fact]
    public void Refuses_sparse_rows_and_other_widths()
    {
        var sparse = Features.Sparse([0, 1], [1], [2], 3);
        Assert.Contains("sparse", Assert.Throws<ArgumentException>(() => InputScaling.Columns(sparse)).Message, StringComparison.Ordinal);
        Assert.Contains("sparse", Assert.Throws<ArgumentException>(() => InputScaling.Together(sparse)).Message, StringComparison.Ordinal);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => InputScaling.Columns(Features.Dense(Array.Empty<float>(), 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => InputScaling.Columns(Some).Apply<float>(new float[2]));
        Assert.Contains("factor -1", Assert.Throws<ArgumentException>(() => new InputScaling([0], [-1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_with_scaling_fills_sparse_rows_in()
    {
        Network<float> network = NetworkDesign.Hidden(4).Build<float>(3, 2);
        network.Initialise(1);
        network.Scaling = InputScaling.Columns(Some);
        float[] dense = new float[2], sparse = new float[2];
        network.Forward(Features.Dense(new float[] { 0, 2, 0 }, 3), dense);
        network.Forward(Features.Sparse([0, 1], [1], [2], 3), sparse);
        Assert.Equal(dense, sparse);
    }

    private static (double Loss, float[] Gradient, float[] Logits) Run(float[] values, InputScaling? scaling)
    {
        Network<float> network = NetworkDesign.Hidden(4).Build<float>(9, 2);
        network.Initialise(1);
        network.Scaling = scaling;
        var features = Features.Dense(values, 9);
        var batch = new Batch(40) { Count = 40, Known = 40 };
        for (int i = 0; i < 40; i++) batch.Rows[i] = i;
        var targets = new Targets(TargetKind.Classes, 2, [.. Enumerable.Range(0, 40).Select(i => i % 2)], []);
        double loss = new Backpropagation<float>(network, new SoftmaxCrossEntropy(), [], features, targets, 40).Run(batch).Loss;
        float[] logits = new float[80];
        network.Forward(features, logits);
        return (loss, network.Parameters.Gradient.ToArray(), logits);
    }
}
