using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
public class CosineTransformTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(256)]
    public void Equals_the_sums_written_out_and_undoes_itself(int n)
    {
        var stream = new RandomStream(1, (ulong)n);
        double[] values = [.. Enumerable.Range(0, n).Select(_ => stream.NextGaussian())];
        var transform = new CosineTransform(n);
        double[] coefficients = new double[n], back = new double[n];
        transform.Forward(values, coefficients);
        transform.Backward(coefficients, back);
        for (int k = 0; k < n; k++)
        {
            double sum = 0, series = coefficients[0];
            for (int i = 0; i < n; i++) sum += values[i] * Math.Cos(Math.PI * k * (i + .5) / n);
            for (int j = 1; j < n; j++) series += 2 * coefficients[j] * Math.Cos(Math.PI * j * (k + .5) / n);
            Assert.Equal(sum, coefficients[k], 1e-12 * n);
            Assert.Equal(series, back[k], 1e-12 * n * n);
            Assert.Equal(n * values[k], back[k], 1e-12 * n * n);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(12)]
    public void Refuses_lengths_that_cannot_be_halved(int n) => Assert.Throws<ArgumentException>(() => new CosineTransform(n));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(128)]
    public void Complex_transform_equals_the_sums_written_out(int n)
    {
        var stream = new RandomStream(2, (ulong)n);
        double[] re = [.. Enumerable.Range(0, n).Select(_ => stream.NextGaussian())], im = [.. re.Select(_ => stream.NextGaussian())];
        double[] outRe = [.. re], outIm = [.. im];
        new ComplexTransform(n).Run(outRe, outIm, new double[n], new double[n]);
        for (int k = 0; k < n; k++)
        {
            var sum = System.Numerics.Complex.Zero;
            for (int i = 0; i < n; i++)
                sum += new System.Numerics.Complex(re[i], im[i]) * System.Numerics.Complex.FromPolarCoordinates(1, -2 * Math.PI * k * i / n);
            Assert.Equal(sum.Real, outRe[k], 1e-12 * n);
            Assert.Equal(sum.Imaginary, outIm[k], 1e-12 * n);
        }
    }
}
