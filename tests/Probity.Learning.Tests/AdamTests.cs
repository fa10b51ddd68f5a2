namespace Probity.Learning.Tests;

public class AdamTests
{
    /// <summary>Under a constant gradient both corrected moments equal it, so every step moves by rate·g/(|g| + ε).</summary>
    [Fact]
    public void Constant_gradient_moves_every_parameter_by_the_rate()
    {
        float[] gradient = [.5f, -2, 1e-3f, 100, 0, 3, -3, 1, -1, 2, 1e-7f];   // a vector and a remainder
        float[] parameters = new float[gradient.Length];
        var adam = new Adam(parameters, gradient, .01);
        for (int step = 0; step < 20; step++) adam.Step();
        for (int i = 0; i < gradient.Length; i++)
        {
            double expected = -20 * .01 * gradient[i] / (Math.Abs(gradient[i]) + 1e-8);
            Assert.Equal(expected, parameters[i], 1e-5);
        }
    }

    /// <summary>Kingma &amp; Ba's algorithm 1 in doubles on a gradient that changes sign and size.</summary>
    [Fact]
    public void Changing_gradient_follows_the_paper()
    {
        float[] gradient = new float[9], parameters = new float[9];
        var adam = new Adam(parameters, gradient, .003);
        double mean = 0, square = 0, expected = 0;
        for (int t = 1; t <= 50; t++)
        {
            double g = Math.Sin(t) * t;
            Array.Fill(gradient, (float)g);
            adam.Step();
            mean = (.9 * mean) + (.1 * g);
            square = (.999 * square) + (.001 * g * g);
            expected -= .003 * (mean / (1 - Math.Pow(.9, t))) / (Math.Sqrt(square / (1 - Math.Pow(.999, t))) + 1e-8);
        }
        Assert.All(parameters, value => Assert.Equal(expected, value, 1e-5));
    }
}
