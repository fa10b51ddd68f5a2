using Probity.Numerics;
namespace Probity.Learning.Tests.Losses;

/// <summary>Central differences in double in every logit.</summary>
internal static class LogitGradients
{
    private const double Nudge = 1e-6;

    public static void Check(Func<double[], double[], double> valueAndGradient, double[] logits, double tolerance)
    {
        double[] gradient = new double[logits.Length], unused = new double[logits.Length];
        double value = valueAndGradient(logits, gradient);
        Assert.True(double.IsFinite(value), $"the value is {value}");
        for (int i = 0; i < logits.Length; i++)
        {
            double at = logits[i];
            logits[i] = at + Nudge;
            double above = valueAndGradient(logits, unused);
            logits[i] = at - Nudge;
            double below = valueAndGradient(logits, unused);
            logits[i] = at;
            double expected = (above - below) / (2 * Nudge);
            Assert.True(Math.Abs(expected - gradient[i]) <= tolerance * (1 + Math.Abs(expected)), $"logit {i} of {at}: {gradient[i]} where {expected} is right");
        }
    }

    public static void Near(double[] expected, double[] got) => Assert.Equal(expected, got, (a, b) => Math.Abs(a - b) <= 1e-13 * (1 + Math.Abs(a)));

    /// <summary>A head's own loss, with one output more than classes: through a network, and in outputs up to extremes.</summary>
    public static void CheckHead(Loss loss)
    {
        GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 4), loss, [], classes: 3, outliers: 5);
        GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 4), loss, [], classes: 3, classWeights: [.5, 1, 1.7], mixes: true);
        var random = new RandomStream(4);
        foreach (double scale in (double[])[1, 10, 300])
        {
            double[] outputs = [.. Enumerable.Range(0, 40).Select(_ => scale * random.NextGaussian())];
            Check((z, gradient) => loss.ValueAndGradient(z, [0, 1, 2, 3, 0, 1, 2, 3], 4, gradient), outputs, scale * 1e-7);
        }
        float[] far = [.. Enumerable.Range(0, 27 * 3).Select(i => 10_000f * ((i / (int)Math.Pow(3, i % 3) % 3) - 1))], gradient = new float[far.Length];
        Assert.True(double.IsFinite(loss.ValueAndGradient(far, new int[27], 2, gradient)));
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
    }
}
