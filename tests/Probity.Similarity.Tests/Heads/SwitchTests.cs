using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Files;
using Probity.Learning.Layers;
using Probity.Learning.Tests;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Heads;

public class SwitchTests
{
    [Theory]
    [InlineData("switch(a:linear(4) b:linear(4) c:linear(4))", 3)]
    [InlineData("switch(a:linear(4) b:stacked(6,4,tanh) unseen:linear(4))", 2)]
    [InlineData("dropout(0.2) switch(a:skip(2) b:dropout(0.3) skip(1) c:empty d:gated)", 4)]
    [InlineData("switch(a:softmax-groups(2,3,batchnorm=off) b:sequential(linear(4) skip(1) widening(2) linear(6)))", 2)]
    [InlineData("sequential(switch(a:linear(4) b:gated) gated softmax-groups(2,3))", 2, 4)]
    public void Derivatives_are_those_of_finite_differences(string text, int keys, int columns = 5)
    {
        EmbeddingHead head = EmbeddingHead.Parse(text, columns + 1);
        var layers = new List<Layer<double>>();
        head.AddTo(layers);
        layers.Add(new LinearLayer<double>(head.OutputSize, 3));
        GradientCheck.Of(new Network<double>([.. layers]), new SoftmaxCrossEntropy(), [], classes: 3, adjust: rows => SetKeys(rows, columns + 1, keys));
    }

    [Fact]
    public void Every_row_gets_what_the_head_of_its_key_gives_alone()
    {
        var head = (SwitchHead)EmbeddingHead.Parse("switch(a:sequential(skip(1) linear(6)) b:softmax-groups(2,3,batchnorm=off) c:stacked(9,6,gelu))", 8);
        Network<float> network = Started(head);
        float[] rows = Rows(100, 8, keys: 3);
        float[] got = new float[100 * 6];
        network.Forward(Features.Dense(rows, 8), got);
        for (int key = 0; key < 3; key++)
        {
            Network<float> own = head.Heads[key].Head.Build<float>();
            for (int i = 0; i < own.Layers.Count; i++)
            {
                foreach (Parameter<float> parameter in own.Layers[i].Parameters)
                    network.Layers[0].Parameters.Single(named => named.Name == $"{"abc"[key]}.{i}.{parameter.Name}").Span.CopyTo(parameter.Span);
            }
            foreach (int i in Enumerable.Range(0, 100).Where(i => (int)rows[(i * 8) + 7] == key))
            {
                float[] expected = new float[6];
                own.Forward(Features.Dense(rows.AsMemory(i * 8, 7), 7), expected);
                Assert.Equal(expected, got.AsSpan(i * 6, 6).ToArray());
            }
        }
        Assert.Equal([0, 1, 2], rows.Chunk(8).Select(row => (int)row[7]).Distinct().Order());
    }

    [Theory]
    [InlineData(3f, "ends in 3; its last number must be the index of a key, 0 to 1")]
    [InlineData(2f, "ends in 2")]
    [InlineData(-1f, "ends in -1")]
    [InlineData(.5f, "ends in 0.5")]
    public void A_key_that_is_none_is_refused(float key, string says)
    {
        foreach (string text in new[] { "switch(a:gated b:gated)", "sequential(switch(a:gated b:gated) gated)" })
        {
            EmbeddingHead head = EmbeddingHead.Parse(text, 3);
            Network<float> network = Started(head);
            var rows = Features.Dense(new[] { 1, 2, 0, 1, 2, key }, 3);
            Assert.Contains(says, Assert.Throws<ArgumentException>(() => network.Forward(rows, new float[4])).Message, StringComparison.Ordinal);
            Assert.Contains("row 1 " + says, Assert.Throws<ArgumentException>(() => head.RequireRows(rows)).Message, StringComparison.Ordinal);
            head.RequireRows(Features.Dense(new[] { 1f, 2, 0, 1, 2, 1 }, 3));
            Assert.Contains("rows of 2 are given", Assert.Throws<ArgumentException>(() => head.RequireRows(Features.Dense(new float[2], 2))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_head_whose_key_is_not_in_the_batch_gets_no_gradient()
    {
        Network<float> network = Started(EmbeddingHead.Parse("switch(a:skip(1) b:skip(1))", 6));
        float[] rows = Rows(20, 6, keys: 2);
        var targets = new Targets(TargetKind.Classes, 5, [.. Enumerable.Range(0, 20).Select(i => i % 5)], []);
        var backpropagation = new Backpropagation<float>(network, new SoftmaxCrossEntropy(), [], Features.Dense(rows, 6), targets, 20);
        int[] both = [.. Enumerable.Range(0, 20)], one = [.. both.Where(i => rows[(i * 6) + 5] == 0)];
        foreach (int[] batch in new[] { both, one })
        {
            backpropagation.Run(BatchOf(batch));
            foreach (Parameter<float> parameter in network.Layers[0].Parameters)
                Assert.Equal(batch == both || parameter.Name.StartsWith("a.", StringComparison.Ordinal), parameter.GradientSpan.ContainsAnyExcept(0f));
        }

        static Batch BatchOf(int[] rows)
        {
            var batch = new Batch(20) { Count = rows.Length, Known = rows.Length };
            rows.CopyTo(batch.Rows, 0);
            return batch;
        }
    }

    [Fact]
    public void Keys_have_indices_in_their_order()
    {
        var head = new SwitchHead(("text", new GatedHead(3)), ("image", new GatedHead(3)));
        Assert.Equal((0, 1), (head.IndexOf("text"), head.IndexOf("image")));
        Assert.Equal((4, 3), (head.InputEmbeddingSize, head.OutputSize));
        Assert.Contains("there are text, image", Assert.Throws<ArgumentException>(() => head.IndexOf("sound")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_branch_starts_from_the_rows_of_its_key_and_anneals()
    {
        EmbeddingHead head = EmbeddingHead.Parse("switch(a:softmax-groups(3,5,batchnorm=off,tau=1,final=0.25) b:sequential(linear(9) softmax-groups(3,5,batchnorm=off)))", 21);
        Network<double> network = head.Build<double>();
        network.Initialise(2);
        float[] rows = Rows(400, 21, keys: 2);
        for (int i = 0; i < rows.Length; i++) rows[i] = i % 21 == 20 ? rows[i] : rows[i] / 50;
        EmbeddingHead.StartFrom(network, Features.Dense(rows, 21));
        Parameter<double> weight = Named("a.0.weight"), bias = Named("a.0.bias"), first = Named("b.0.weight"), second = Named("b.1.weight"), last = Named("b.1.bias");
        for (int key = 0; key < 2; key++)
        {
            double[][] own = [.. rows.Chunk(21).Where(row => (int)row[20] == key).Select(row => row[..20].Select(value => (double)value).ToArray())];
            double[][] logits = [.. own.Select(row => key == 0 ? Times(row, weight, bias) : Times(Times(row, first, Named("b.0.bias")), second, last))];
            for (int j = 0; j < 15; j++)
            {
                double mean = logits.Average(row => row[j]);
                Assert.Equal(0, mean, 1e-9);
                Assert.Equal(1, logits.Average(row => (row[j] - mean) * (row[j] - mean)), 1e-9);
            }
        }
        EmbeddingHead.Anneal(network, .5);
        (string name, double[] values) = Assert.Single(network.Layers[0].Statistics);
        Assert.Equal("a.1.temperature", name);
        Assert.Equal(.5, values[0], 1e-12);

        Parameter<double> Named(string wanted) => network.Layers[0].Parameters.Single(parameter => parameter.Name == wanted);
        static double[] Times(double[] row, Parameter<double> w, Parameter<double> b) =>
            [.. Enumerable.Range(0, w.Columns).Select(j => b.Span[j] + Enumerable.Range(0, w.Rows).Sum(i => row[i] * w.Span[(i * w.Columns) + j]))];
    }

    [Fact]
    public void Dropout_draws_by_the_row_and_spares_the_key()
    {
        Network<float> network = Started(EmbeddingHead.Parse("dropout(0.5) switch(a:empty b:empty)", 41));
        float[] rows = [.. Enumerable.Range(0, 60 * 41).Select(i => i % 41 == 40 ? i / 41 % 2 : 1f)];
        float[] draws = new float[60 * 40], again = new float[40];
        network.Forward(Features.Dense(rows, 41), draws, sampling: new Sampling(3, 1));
        Assert.Equal([0, 2], draws.Distinct().Order());
        network.Forward(Features.Dense(rows, 41), 17, 1, again, sampling: new Sampling(3, 1));
        Assert.Equal(draws.AsSpan(17 * 40, 40).ToArray(), again);
        Assert.NotEqual(draws.AsSpan(0, 40).ToArray(), draws.AsSpan(40, 40).ToArray());
    }

    [Fact]
    public unsafe void Rows_that_come_first_of_their_keys_are_dropped_apart()
    {
        Layer<float> layer = Started(EmbeddingHead.Parse("switch(a:dropout(0.5) empty b:dropout(0.5) empty)", 41)).Layers[0];
        layer.Reserve(2);
        float[] rows = [.. Enumerable.Range(0, 2 * 41).Select(i => i % 41 == 40 ? i / 41 : 1f)], y = new float[2 * 40];
        fixed (float* from = rows, to = y)
        {
            layer.Gather(from, 2);
            layer.Forward(new Step(3, 1), from, to, 0, 2);
        }
        Assert.Equal([0, 2], y.Distinct().Order());
        Assert.NotEqual(y[..40], y[40..]);
    }

    [Fact]
    public void All_state_has_names_of_its_own()
    {
        Network<float> network = EmbeddingHead.Parse("sequential(switch(a:sequential(skip(2) softmax-groups(2,3,batchnorm=off,final=0.1)) b:linear(6)) skip(1) softmax-groups(2,3,final=1))", 5).Build<float>();
        string[] names = [.. NetworkTensors.Of(network, "").Select(tensor => tensor.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Contains("layer.0.a.0.weight", names);
        Assert.Contains("layer.0.a.7.temperature", names);
        Assert.Contains("layer.6.temperature", names);
    }

    private static Network<float> Started(EmbeddingHead head)
    {
        Network<float> network = head.Build<float>();
        network.Initialise(2);
        return network;
    }

    private static float[] Rows(int rows, int columns, int keys)
    {
        var random = new RandomStream(7);
        float[] values = new float[rows * columns];
        foreach (ref float value in values.AsSpan()) value = (float)random.NextGaussian();
        SetKeys(values, columns, keys);
        return values;
    }

    private static void SetKeys(float[] rows, int columns, int keys)
    {
        for (int i = 0; i < rows.Length / columns; i++) rows[(i * columns) + columns - 1] = (i * 7 / 3) % keys;
    }
}
