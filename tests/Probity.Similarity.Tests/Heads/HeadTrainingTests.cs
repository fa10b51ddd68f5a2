using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Layers;
using Probity.Learning.Tests;

namespace Probity.Similarity.Tests.Heads;

[Collection(nameof(ThreadCounts))]
public class HeadTrainingTests
{
    public static TheoryData<string> All =>
    [
        "dropout(0.1) empty", "linear(24)", "gated", "dropout(0.1) skip(2)", "stacked(32,24,gelu)", "widening(2,tanh)", "softmax-groups(4,6)",
        "softmax-groups(3,8,batchnorm=off,straight-through)", "sequential(linear(20) skip(1) softmax-groups(4,5,tau=1,final=0.2))",
        "switch(a:linear(24) b:sequential(dropout(0.1) linear(24) skip(1)))",
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_allocates_nothing(string text)
    {
        foreach (int threads in new[] { 1, 2 })
        {
            using var set = new ThreadCounts(threads);
            (Backpropagation<float> backpropagation, Batch batch, Network<float> network) = Training(text);
            Allocations.AssertNone(() =>
            {
                EmbeddingHead.Anneal(network, .5);
                backpropagation.Run(batch);
            });
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_have_the_same_bits_whatever_the_threads(string text)
    {
        float[] first = [];
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var set = new ThreadCounts(threads);
            (Backpropagation<float> backpropagation, Batch batch, Network<float> network) = Training(text);
            backpropagation.Run(batch);
            float[] gradient = network.Parameters.Gradient.ToArray();
            Assert.Contains(gradient, value => value != 0);
            Assert.DoesNotContain(gradient, float.IsNaN);
            if (threads == 1) first = gradient;
            else Assert.Equal(first, gradient);
        }
    }

    private static (Backpropagation<float> Backpropagation, Batch Batch, Network<float> Network) Training(string text)
    {
        const int rows = 67, inputs = 21;
        EmbeddingHead head = EmbeddingHead.Parse(text, inputs);
        var layers = new List<Layer<float>>();
        head.AddTo(layers);
        layers.Add(new LinearLayer<float>(head.OutputSize, 3));
        var network = new Network<float>([.. layers]);
        network.Initialise(1);
        float[] values = [.. Enumerable.Range(0, rows * inputs).Select(i => i % inputs == inputs - 1 ? i / inputs / 3 % 2 : (float)Math.Sin(i * (double)i))];
        var features = Features.Dense(values, inputs);
        EmbeddingHead.StartFrom(network, features);
        var batch = new Batch(rows) { Count = rows, Known = rows, Step = new Step(3, 4) };
        for (int i = 0; i < rows; i++) batch.Rows[i] = i;
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i % 3)];
        return (new Backpropagation<float>(network, new SoftmaxCrossEntropy(), [], features, new Targets(TargetKind.Classes, 3, labels, []), rows), batch, network);
    }
}
