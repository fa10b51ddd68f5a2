using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(57)]
    [InlineData(160)]
    public void The_second_difference_matrix_has_its_known_spectrum(int size)
    {
        // 2 on the diagonal, −1 beside it: values 2 − 2cos(kπ/(n+1)), vectors sin(ikπ/(n+1)).
        var matrix = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            matrix[i * size + i] = 2;
            if (i > 0) matrix[i * size + i - 1] = -1;
        }
        var eigen = SymmetricEigen.Of(matrix, size);
        for (int k = 1; k <= size; k++)
        {
            Assert.Equal(2 - 2 * Math.Cos(k * Math.PI / (size + 1)), eigen.Values[k - 1], 1e-14 * size);
            double dot = 0;
            for (int i = 1; i <= size; i++) dot += eigen.Vector(k - 1)[i - 1] * Math.Sin(i * k * Math.PI / (size + 1)) * Math.Sqrt(2.0 / (size + 1));
            Assert.Equal(1, Math.Abs(dot), 1e-10);
        }
    }

    [Fact]
    public void Hilbert_matrices_have_their_known_values()
    {
        // 50-digit arithmetic (mpmath 1.2).
        double[] expected =
        [
            1.1115389663724424e-10, 1.7988737458175767e-8, 1.2943320918728115e-6, 5.4369433697499424e-5, 0.0014676881177418673,
            0.026212843578119048, 0.29812521131693071, 1.6959389969219495,
        ];
        var eigen = SymmetricEigen.Of(CholeskyTests.Hilbert(8), 8);
        for (int i = 0; i < 8; i++) Assert.Equal(expected[i], eigen.Values[i], 1e-15);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(23)]
    [InlineData(120)]
    public void Vectors_are_orthonormal_and_multiply_back_to_the_matrix(int size)
    {
        foreach (int kind in (int[])[0, 1, 2, 3, 4])
        {
            double[] matrix = Matrix(size, kind);
            double scale = matrix.Max(Math.Abs);
            var eigen = SymmetricEigen.Of(matrix, size);
            double[] values = eigen.Values.ToArray(), vectors = eigen.Vectors.ToArray();
            double[] oracle = [.. CholeskyTests.Dense(matrix, size).Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric).EigenValues.Select(z => z.Real).Order()];
            for (int i = 0; i < size; i++)
            {
                Assert.Equal(oracle[i], values[i], 1e-13 * size * scale);
                if (i > 0) Assert.True(values[i] >= values[i - 1]);
                for (int j = 0; j <= i; j++)
                {
                    double dot = 0, back = 0;
                    for (int k = 0; k < size; k++)
                    {
                        dot += vectors[i * size + k] * vectors[j * size + k];
                        back += values[k] * vectors[k * size + i] * vectors[k * size + j];
                    }
                    Assert.Equal(i == j ? 1 : 0, dot, 1e-13);
                    Assert.Equal(matrix[i * size + j], back, 1e-13 * size * scale);
                }
            }
        }
    }

    [Fact]
    public void Signs_and_units_are_settled()
    {
        // [[2, 1], [1, 2]]: 1 with (1, −1)/√2 and 3 with (1, 1)/√2, at any scale.
        foreach (double scale in (double[])[1, 1e-300, 1e300, 4.9e-324 * 8])
        {
            var eigen = SymmetricEigen.Of([2 * scale, 0, scale, 2 * scale], 2);
            Assert.Equal(1, eigen.Values[0] / scale, 1e-14);
            Assert.Equal(3, eigen.Values[1] / scale, 1e-14);
            double half = Math.Sqrt(.5);
            Assert.Equal(half, eigen.Vector(0)[0], 1e-15);
            Assert.Equal(-half, eigen.Vector(0)[1], 1e-15);
            Assert.Equal(half, eigen.Vector(1)[0], 1e-15);
            Assert.Equal(half, eigen.Vector(1)[1], 1e-15);
        }
        var zero = SymmetricEigen.Of(new double[9], 3);
        Assert.Equal([0, 0, 0], zero.Values.ToArray());
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], zero.Vectors.ToArray());
    }

    [Fact]
    public void Refuses_what_is_no_matrix()
    {
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Of([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Of([1, 0, double.NaN, 1], 2));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Of([double.NegativeInfinity], 1));
    }

    private static double[] Matrix(int size, int kind)
    {
        var random = new RandomStream(5, (ulong)(size * 10 + kind));
        var matrix = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = random.NextGaussian();
                matrix[i * size + j] = matrix[j * size + i] = kind switch
                {
                    0 => value,
                    1 => i == j ? 3 : 0,                                             // one value, n times
                    2 => (i % 3 + 1) * (j % 3 + 1),                                  // rank one
                    3 => value * Math.Pow(10, -(i + j) * 12.0 / size) * 1e-5,        // graded
                    _ => i == j && i < size / 2 ? value : i == j ? 1 : 0,            // diagonal with a cluster
                };
            }
        }
        return matrix;
    }
}
