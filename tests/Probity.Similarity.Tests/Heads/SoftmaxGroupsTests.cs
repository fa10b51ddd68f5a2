using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Heads;

public class SoftmaxGroupsTests
{
    private const int Inputs = 384, Groups = 4, Size = 128;

    [Theory]
    [InlineData(1, 2, 1.0)]
    [InlineData(4, 128, 1.0)]
    [InlineData(4, 128, .1)]
    [InlineData(7, 13, .5)]
    [InlineData(3, 1_000, 2.0)]
    public void Groups_are_distributions(int groups, int size, double temperature)
    {
        float[] rows = Unit(50, Inputs, seed: 1);
        foreach (bool normalised in new[] { true, false })
        {
            float[] embeddings = Embed(new SoftmaxEmbeddingsHead(groups, size, Inputs) { Temperature = temperature, BatchNormalization = normalised }, rows);
            foreach (float[] embedding in embeddings.Chunk(groups * size))
            {
                Assert.All(embedding, value => Assert.InRange(value, 0, 1 + 1e-6f));
                Assert.All(embedding.Chunk(size), group => Assert.Equal(1, group.Sum(value => (double)value), 2e-6));
                Assert.Equal(groups, embedding.Sum(value => (double)value), groups * 2e-6);
                Assert.InRange(embedding.Sum(value => (double)value * value), ((double)groups / size) - 1e-5, groups + 1e-5);
            }
        }
    }

    /// <summary>
    /// Measured with PyTorch on 384 columns and 4×128: without anything .0086 and .9991 (its weights start with a third of our variance, so
    /// cosines here are some .997); with batch normalisation .07 and .39, .24 and .08, .55 and .02, .82 and .01.
    /// </summary>
    [Theory]
    [InlineData(1.0, false, .0080, .0100, .9950, .9995)]
    [InlineData(1.0, true, .06, .08, .34, .43)]
    [InlineData(.5, true, .21, .27, .05, .11)]
    [InlineData(.25, true, .50, .60, .012, .04)]
    [InlineData(.1, true, .77, .87, .004, .02)]
    public void The_start_is_collapsed_without_normalisation_and_decided_with_it(double temperature, bool started, double low, double high, double near, double far)
    {
        var head = new SoftmaxEmbeddingsHead(Groups, Size, Inputs) { Temperature = temperature, BatchNormalization = started, DataDrivenStart = started };
        AssertSpread(head, low, high, near, far);
        if (!started) return;
        AssertSpread(head with { DataDrivenStart = false }, low, high, near, far);   // running moments alone
        AssertSpread(head with { BatchNormalization = false }, low, high, near, far);
        AssertSpread(new SequentialHead(new EmptyHead(Inputs), head), low, high, near, far);
    }

    [Fact]
    public void A_start_from_data_gives_logits_of_mean_0_and_deviation_1()
    {
        float[] rows = [.. Unit(300, 20, seed: 4).Select(value => (1e-3f * value) + 7)];
        Network<double> network = new SequentialHead(new StackedHead([30], 20), new SoftmaxEmbeddingsHead(3, 5, 30) { BatchNormalization = false }).Build<double>();
        network.Initialise(3);
        EmbeddingHead.StartFrom(network, Features.Dense(rows, 20));
        double[] logits = new double[300 * 15];
        network.Forward(Features.Dense(rows, 20), logits, layers: 2);
        for (int j = 0; j < 15; j++)
        {
            double[] column = [.. Enumerable.Range(0, 300).Select(i => logits[(i * 15) + j])];
            double mean = column.Average();
            Assert.Equal(0, mean, 1e-6);
            Assert.Equal(1, column.Average(value => (value - mean) * (value - mean)), 1e-6);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void A_start_from_rows_that_are_all_alike_stays_finite(int rows)
    {
        float[] alike = [.. Enumerable.Repeat(.25f, rows * 6)];
        foreach (bool normalised in new[] { true, false })
        {
            Network<float> network = new SoftmaxEmbeddingsHead(2, 4, 6) { BatchNormalization = normalised }.Build<float>();
            network.Initialise(3);
            EmbeddingHead.StartFrom(network, Features.Dense(alike, 6));
            float[] embeddings = new float[10 * 8];
            network.Forward(Features.Dense(Unit(10, 6, seed: 9), 6), embeddings);
            Assert.All(embeddings, value => Assert.InRange(value, 0, 1));
            Assert.All(network.Parameters.Values.ToArray(), value => Assert.InRange(value, -10, 10));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(128)]
    public unsafe void Large_logits_are_no_trouble_and_NaN_is_not_hidden(int size)
    {
        foreach (float scale in new[] { 1f, 1e4f, 1e38f })
        {
            float[] z = [.. Unit(3, size, seed: 2).Select(value => scale * value)], p = new float[z.Length];
            double[] exact = [.. z.Select(value => (double)value)], expected = new double[z.Length];
            fixed (float* from = z, to = p) GroupSoftmax.Forward(from, to, 3, size, 2f);
            for (int group = 0; group < 3; group++)
            {
                double largest = exact.Skip(group * size).Take(size).Max();
                for (int j = 0; j < size; j++) expected[(group * size) + j] = Math.Exp(2 * (exact[(group * size) + j] - largest));
                double sum = expected.Skip(group * size).Take(size).Sum();
                for (int j = 0; j < size; j++) Assert.Equal(expected[(group * size) + j] / sum, p[(group * size) + j], 1e-6);
            }
            foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                foreach (int at in new[] { size, (2 * size) - 1 })
                {
                    float[] spoilt = [.. z];
                    spoilt[at] = bad;
                    double[] inDouble = [.. spoilt.Select(value => (double)value)];
                    fixed (float* from = spoilt, to = p) GroupSoftmax.Forward(from, to, 3, size, 2f);
                    fixed (double* from = inDouble, to = expected) GroupSoftmax.Forward(from, to, 3, size, 2.0);
                    Assert.Equal([false, true, false], p.Chunk(size).Select(group => group.All(float.IsNaN)));
                    Assert.Equal([false, true, false], expected.Chunk(size).Select(group => group.All(double.IsNaN)));
                }
            }
        }
    }

    [Fact]
    public void The_temperature_falls_by_equal_factors_and_is_kept_with_the_weights()
    {
        Network<float> network = EmbeddingHead.Parse("sequential(linear(6) softmax-groups(2,4,tau=1,final=0.01))", 5).Build<float>();
        network.Initialise(1);
        var layer = (GroupSoftmaxLayer<float>)network.Layers[^1];
        Assert.Equal(1, layer.Temperature);
        EmbeddingHead.Anneal(network, .5);
        Assert.Equal(.1, layer.Temperature, 1e-7);
        var kept = new Snapshot<float>(network);
        EmbeddingHead.Anneal(network, 1);
        Assert.Equal(.01, layer.Temperature, 1e-8);
        kept.Put(network);
        Assert.Equal(.1, layer.Temperature, 1e-7);
        Assert.Equal("temperature", Assert.Single(layer.Statistics).Name);
    }

    [Fact]
    public void A_temperature_that_stays_is_no_state()
    {
        var layer = (GroupSoftmaxLayer<float>)new SoftmaxEmbeddingsHead(2, 4, 5).Build<float>().Layers[^1];
        layer.Anneal(1);
        Assert.Equal(.5, layer.Temperature);
        Assert.Empty(layer.Statistics);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void A_temperature_from_a_file_must_be_in_range(float temperature)
    {
        foreach (string text in new[] { "softmax-groups(2,3,final=0.001)", "switch(a:softmax-groups(2,3,final=1,batchnorm=off))" })
        {
            Network<float> network = EmbeddingHead.Parse(text, 5).Build<float>();
            network.Initialise(1);
            EmbeddingHead.Anneal(network, 1);
            EmbeddingHead.RequireSound(network, "m.probity");
            network.Layers[^1].Statistics[0].Values[0] = temperature;
            Assert.Contains("m.probity: a softmax temperature of", Assert.Throws<InvalidDataException>(() => EmbeddingHead.RequireSound(network, "m.probity")).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("softmax-groups(2,3)", true)]
    [InlineData("sequential(gated softmax-groups(2,3))", true)]
    [InlineData("sequential(softmax-groups(2,3) gated)", false)]
    [InlineData("switch(a:softmax-groups(2,3,batchnorm=off) b:softmax-groups(2,3,tau=1,batchnorm=off))", true)]
    [InlineData("switch(a:softmax-groups(2,3,batchnorm=off) b:softmax-groups(3,2,batchnorm=off))", false)]
    [InlineData("linear(6)", false)]
    public void A_head_says_whether_its_embeddings_are_groups(string text, bool groups) =>
        Assert.Equal(groups ? (2, 3) : null, EmbeddingHead.Parse(text, 5).FeatureGroups);

    private static void AssertSpread(EmbeddingHead head, double low, double high, double near, double far)
    {
        double[][] embeddings = [.. Embed(head, Unit(100, Inputs, seed: 8)).Chunk(Groups * Size).Select(row => row.Select(value => (double)value).ToArray())];
        double largest = embeddings.Average(row => row.Chunk(Size).Average(group => group.Max()));
        double[] lengths = [.. embeddings.Select(row => Math.Sqrt(row.Sum(value => value * value)))];
        double cosines = 0;
        int pairs = 0;
        for (int i = 0; i < 100; i++)
        {
            for (int j = 0; j < i; j++, pairs++) cosines += embeddings[i].Zip(embeddings[j], (a, b) => a * b).Sum() / (lengths[i] * lengths[j]);
        }
        Assert.True(largest >= low && largest <= high, $"{head}: largest {largest}");
        Assert.True(cosines / pairs >= near && cosines / pairs <= far, $"{head}: cosine {cosines / pairs}");
    }

    private static float[] Embed(EmbeddingHead head, float[] rows)
    {
        Network<float> network = head.Build<float>();
        network.Initialise(5);
        EmbeddingHead.StartFrom(network, Features.Dense(Unit(600, Inputs, seed: 6), Inputs));
        float[] embeddings = new float[rows.Length / Inputs * head.OutputSize];
        network.Forward(Features.Dense(rows, Inputs), embeddings);
        return embeddings;
    }

    private static float[] Unit(int rows, int columns, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            Span<float> row = values.AsSpan(i * columns, columns);
            foreach (ref float value in row) value = (float)random.NextGaussian();
            double length = 0;
            foreach (float value in row) length += value * value;
            foreach (ref float value in row) value /= (float)Math.Sqrt(length);
        }
        return values;
    }
}
