using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Layers;
using Probity.Learning.Tests;
using Probity.Learning.Tests.Layers;

namespace Probity.Similarity.Tests.Heads;

public class HeadGradientTests
{
    [Theory]
    [InlineData("empty")]
    [InlineData("linear(4)")]
    [InlineData("gated")]
    [InlineData("skip(1)")]
    [InlineData("skip(3)")]
    [InlineData("dropout(0.3) skip(2)")]
    [InlineData("dropout(0.3) empty")]
    [InlineData("dropout(0.3) linear(4)")]
    [InlineData("stacked(7,4)")]
    [InlineData("stacked(7,6,4,tanh)")]
    [InlineData("widening(1.5,gelu)")]
    [InlineData("softmax-groups(2,3)")]
    [InlineData("softmax-groups(3,9,tau=1,batchnorm=off)")]
    [InlineData("softmax-groups(2,16,tau=2)")]
    [InlineData("sequential(linear(4) skip(2) softmax-groups(2,3))")]
    [InlineData("sequential(softmax-groups(2,4) gated skip(1) stacked(5,3,gelu) gated)")]
    [InlineData("dropout(0.2) sequential(dropout(0.2) skip(1) dropout(0.2) widening(2) empty)")]
    public void Derivatives_are_those_of_finite_differences(string text)
    {
        EmbeddingHead head = EmbeddingHead.Parse(text, 5);
        Check(head, first: true);
        Check(head, first: false);
    }

    /// <summary>With q the softmax that the choice replaces: q⊙(dy − ⟨q, dy⟩)/τ, worked out here in closed form.</summary>
    [Fact]
    public void Straight_through_gives_choices_with_the_derivative_of_the_softmax()
    {
        const double temperature = .7;
        double[] x = [.3, -1, 2, .5, 0, -.2, 4, 4, 1, 1.5, -2, .1];
        var layer = new GroupSoftmaxLayer<double>(2, 3, temperature, null, straightThrough: true);
        int at = 0;
        double[] slopes = [1, -2, .5, 3, .25, -1, 2, 2.5, -.5, 1, 0, -3];
        (double[] y, double[] dx) = LayerRun.Train(layer, new ParameterStore<double>([]), x, _ => slopes[at++]);
        Assert.Equal([0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0], y);
        Assert.Equal(y, LayerRun.Infer(layer, x));
        for (int group = 0; group < 4; group++)
        {
            double[] q = [.. x.Skip(3 * group).Take(3).Select(value => Math.Exp(value / temperature))];
            double sum = q.Sum(), mean = 0;
            for (int j = 0; j < 3; j++) mean += q[j] / sum * slopes[(3 * group) + j];
            for (int j = 0; j < 3; j++) Assert.Equal(q[j] / sum * (slopes[(3 * group) + j] - mean) / temperature, dx[(3 * group) + j], 1e-14);
        }
    }

    [Fact]
    public void Floats_go_back_as_doubles_do()
    {
        double[] x = [.. Enumerable.Range(0, 2 * 3 * 19).Select(i => Math.Sin(i * i))];
        var exact = new GroupSoftmaxLayer<double>(3, 19, .25, null, straightThrough: false);
        var quick = new GroupSoftmaxLayer<float>(3, 19, .25, null, straightThrough: false);
        (double[] y, double[] dx) = LayerRun.Train(exact, new ParameterStore<double>([]), x, value => 1 - (3 * value));
        (float[] quickY, float[] quickDx) = LayerRun.Train(quick, new ParameterStore<float>([]), [.. x.Select(value => (float)value)], value => 1 - (3 * value));
        LayerRun.Close(y, quickY.Select(value => (double)value), 2e-6);
        LayerRun.Close(dx, quickDx.Select(value => (double)value), 5e-6);
    }

    /// <summary>A linear layer behind the head, so that the loss has logits; before it another, so that what goes back to its inputs is checked too.</summary>
    private static void Check(EmbeddingHead head, bool first)
    {
        var layers = new List<Layer<double>>();
        if (!first) layers.Add(new LinearLayer<double>(4, head.InputEmbeddingSize));
        head.AddTo(layers);
        layers.Add(new LinearLayer<double>(head.OutputSize, 3));
        GradientCheck.Of(new Network<double>([.. layers]), new SoftmaxCrossEntropy(), [], classes: 3);
    }
}
