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
}
