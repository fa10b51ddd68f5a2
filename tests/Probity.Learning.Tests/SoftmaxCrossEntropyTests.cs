namespace Probity.Learning.Tests;

public class SoftmaxCrossEntropyTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(1000)]
    public void Loss_of_uniform_logits_is_ln_K(int classes)
    {
        float[] logits = new float[3 * classes];
        Array.Fill(logits, 1.5f);
        float[] gradient = new float[logits.Length];
        double loss = SoftmaxCrossEntropy.LossAndGradient(logits, [0, 1, classes - 1], classes, gradient);
        Assert.Equal(3 * Math.Log(classes), loss, 12);
        Assert.Equal((1.0 / classes) - 1, gradient[0], 6);
        Assert.Equal(1.0 / classes, gradient[1], 6);
    }

    [Fact]
    public void Small_case_by_hand()
    {
        // Terms 1 : 2 : 5, so p = .125, .25, .625.
        float[] logits = [0, MathF.Log(2), MathF.Log(5)];
        float[] gradient = new float[3];
        double loss = SoftmaxCrossEntropy.LossAndGradient(logits, [1], 3, gradient, scale: .5);
        Assert.Equal(Math.Log(4), loss, 6);
        Assert.Equal([.0625f, -.375f, .3125f], gradient, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Gradient_may_lie_in_the_logits_memory()
    {
        float[] logits = [1, 2, 3, -1, 0, 4];
        float[] apart = new float[6];
        double loss = SoftmaxCrossEntropy.LossAndGradient(logits, [2, 0], 3, apart);
        Assert.Equal(loss, SoftmaxCrossEntropy.LossAndGradient(logits, [2, 0], 3, logits));
        Assert.Equal(apart, logits);
    }

    [Fact]
    public void Neither_overflows_nor_loses_a_tiny_gradient()
    {
        float[] gradient = new float[4];
        double loss = SoftmaxCrossEntropy.LossAndGradient([10_000, -10_000, 40, 0], [1, 0], 2, gradient);
        Assert.Equal(20_000 + Math.Exp(-40), loss, 9);
        Assert.Equal(-1, gradient[1]);
        // 1 − p is 4.2e-18, which 1 − p computed as a difference would round to 0.
        Assert.Equal(-Math.Exp(-40), gradient[2], 1e-24);
        Assert.Equal(Math.Exp(-40), gradient[3], 1e-24);
    }

    [Fact]
    public void Refuses_labels_that_are_no_class()
    {
        var refusal = Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.LossAndGradient([1, 2], [2], 2, new float[2]));
        Assert.Contains("row 0 is 2 but there are 2 classes", refusal.Message, StringComparison.Ordinal);
    }
}
