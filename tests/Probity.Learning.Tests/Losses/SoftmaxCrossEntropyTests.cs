namespace Probity.Learning.Tests.Losses;

public class SoftmaxCrossEntropyTests
{
    private static readonly SoftmaxCrossEntropy Loss = new();

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(1000)]
    public void Loss_of_uniform_logits_is_ln_K(int classes)
    {
        float[] logits = new float[3 * classes];
        Array.Fill(logits, 1.5f);
        float[] gradient = new float[logits.Length];
        Assert.Equal(Math.Log(classes), Loss.ValueAndGradient(logits, [0, 1, classes - 1], classes, gradient), 6);
        Assert.Equal(((1.0 / classes) - 1) / 3, gradient[0], 6);
        Assert.Equal(1.0 / classes / 3, gradient[1], 6);
    }

    [Fact]
    public void Small_case_by_hand()
    {
        // Terms 1 : 2 : 5, so p = .125, .25, .625.
        float[] logits = [0, MathF.Log(2), MathF.Log(5)];
        float[] gradient = new float[3];
        Assert.Equal(Math.Log(4), Loss.ValueAndGradient(logits, [1], 3, gradient), 6);
        Assert.Equal([.125f, -.75f, .625f], gradient, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    /// <summary>Target .7 + .1 for the label and .1 for the others; p as above: −.8·ln .25 − .1·ln .125 − .1·ln .625.</summary>
    [Fact]
    public void Smoothed_case_by_hand()
    {
        double[] logits = [0, Math.Log(2), Math.Log(5)], gradient = new double[3];
        double loss = new SoftmaxCrossEntropy(.3).ValueAndGradient(logits, [1], 3, gradient);
        Assert.Equal((.8 * Math.Log(4)) + (.1 * Math.Log(8)) - (.1 * Math.Log(.625)), loss, 12);
        Assert.Equal([.025, -.55, .525], gradient, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_sigmoid_is_the_softmax_of_0_and_z()
    {
        double[] two = [0, 1.3, 0, -.4], one = [1.3, -.4], both = new double[4], gradient = new double[2];
        Assert.Equal(Loss.ValueAndGradient(two, [1, 0], 2, both), Loss.ValueAndGradient(one, [1, 0], 2, gradient), 14);
        Assert.Equal([both[1], both[3]], gradient);
    }

    [Fact]
    public void Neither_overflows_nor_loses_a_tiny_gradient()
    {
        float[] gradient = new float[4];
        double loss = Loss.ValueAndGradient([10_000f, -10_000, 40, 0], [1, 0], 2, gradient);
        Assert.Equal(10_000 + (Math.Exp(-40) / 2), loss, 9);
        Assert.Equal(-.5f, gradient[1]);
        // 1 − p is 4.2e-18, which 1 − p computed as a difference would round to 0.
        Assert.Equal(-Math.Exp(-40) / 2, gradient[2], 1e-24);
        Assert.Equal(Math.Exp(-40) / 2, gradient[3], 1e-24);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Assert.Contains("row 0 is 2 but there are 2 classes", Refusal(() => Loss.ValueAndGradient([1f, 2], [2], 2, new float[2])), StringComparison.Ordinal);
        Assert.Contains("row 0, column 1 is NaN", Refusal(() => Loss.ValueAndGradient([1f, float.NaN], [1], 2, new float[2])), StringComparison.Ordinal);
        Assert.Contains("label smoothing: 1", Refusal(() => new SoftmaxCrossEntropy(1)), StringComparison.Ordinal);

        static string Refusal(Func<object> action) => Assert.Throws<ArgumentException>(action).Message;
    }
}
