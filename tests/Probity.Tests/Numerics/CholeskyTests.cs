using MathNet.Numerics.LinearAlgebra;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
public class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(18)]
    [InlineData(61)]
    [InlineData(133)]
    public void The_factor_multiplied_out_is_the_matrix(int size)
    {
        double[] matrix = Positive(size, 1);
        ReadOnlySpan<double> lower = Cholesky.Factor(matrix, size).Lower;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++) sum += lower[i * size + k] * lower[j * size + k];
                Assert.Equal(matrix[i * size + j], sum, 1e-13 * size);
                if (j > i) Assert.Equal(0, lower[i * size + j]);
            }
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(47)]
    public void Solve_inverse_and_determinant_agree_with_another_library(int size)
    {
        double[] matrix = Positive(size, 2);
        var factor = Cholesky.Factor(matrix, size);
        var other = Dense(matrix, size);
        double[] b = [.. Enumerable.Range(0, size).Select(i => Math.Cos(i * i))];

        double[] x = [.. b];
        factor.Solve(x);
        AssertClose(other.LU().Solve(Vector<double>.Build.Dense(b)).ToArray(), x, 1e-10);
        AssertClose(other.Inverse().ToRowMajorArray(), factor.Inverse(), 1e-10);
        Assert.Equal(Math.Log(other.Determinant()), factor.LogDeterminant, 1e-10);
    }

    [Fact]
    public void Hilbert_matrices_have_their_known_determinant_and_condition()
    {
        // 50-digit arithmetic (mpmath 1.2); the estimator is exact on matrices whose inverse has alternating signs.
        var five = Cholesky.Factor(Hilbert(5), 5);
        Assert.Equal(-26.309453258276443, five.LogDeterminant, 1e-9);
        Assert.Equal(1, five.ConditionEstimate() / 943656, 1e-9);
        Assert.Equal(1, Cholesky.Factor(Hilbert(8), 8).ConditionEstimate() / 33872791095, 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(40)]
    public void The_condition_estimate_is_never_above_the_truth_and_near_it(int size)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            double[] matrix = Positive(size, seed);
            var other = Dense(matrix, size);
            double truth = other.L1Norm() * other.Inverse().L1Norm();
            double estimate = Cholesky.Factor(matrix, size).ConditionEstimate();
            Assert.InRange(estimate, truth / 3, truth * (1 + 1e-9));
        }
    }

    [Fact]
    public void A_singular_matrix_is_refused_at_its_pivot_in_any_units()
    {
        foreach (double scale in (double[])[1e-200, 1e-6, 1, 1e150])
        {
            // The third variable is the sum of the first two.
            double[] singular = [4 * scale, scale, 5 * scale, scale, 2 * scale, 3 * scale, 5 * scale, 3 * scale, 8 * scale];
            Assert.False(Cholesky.TryFactor(singular, 3, out var factor, out int pivot, out double share));
            Assert.Null(factor);
            Assert.Equal(2, pivot);
            Assert.InRange(share, -1e-14, 1e-14);
            string message = Assert.Throws<ArgumentException>(() => Cholesky.Factor(singular, 3, "covariance")).Message;
            Assert.StartsWith("covariance: not positive definite; at pivot 2 of 3", message, StringComparison.Ordinal);
        }
        Assert.Contains("variable 1 does not vary", Assert.Throws<ArgumentException>(() => Cholesky.Factor([1, 0, 0, 0], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => Cholesky.Factor([1, 0, double.NaN, 1], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => Cholesky.Factor([double.PositiveInfinity], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Cholesky.Factor([1, 2, 2, 1], 2));    // eigenvalues 3 and −1
        Assert.Throws<ArgumentException>(() => Cholesky.Factor([1, 2, 3], 2));
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(5, 3)]
    [InlineData(37, 1_030)]
    [InlineData(200, 150)]
    public void Mahalanobis_distances_agree_with_the_inverse(int size, int count)
    {
        double[] matrix = Positive(size, 5);
        var rows = new float[count * size];
        var mean = new double[size];
        for (int i = 0; i < rows.Length; i++) rows[i] = (float)Math.Sin(i * .7 + i % 13);
        for (int j = 0; j < size; j++) mean[j] = .1 * Math.Cos(j);
        var distances = new double[count];
        var factor = Cholesky.Factor(matrix, size);
        factor.SquaredMahalanobis(rows.AsSpan(), mean, distances);

        var inverse = Dense(matrix, size).Inverse();
        var white = new double[rows.Length];
        for (int i = 0; i < count; i++)
        {
            var x = Vector<double>.Build.Dense(size, j => rows[i * size + j] - mean[j]);
            Assert.Equal(1, distances[i] / (x * inverse * x), 1e-9);
            for (int j = 0; j < size; j++) white[i * size + j] = x[j];
        }
        factor.Whiten(white);
        for (int i = 0; i < count; i++)
        {
            double square = white.AsSpan(i * size, size).ToArray().Sum(v => v * v);
            Assert.Equal(1, square / distances[i], 1e-12);
        }
    }

    [Fact]
    public void Equal_rows_get_equal_bits_wherever_they_stand()
    {
        const int size = 19;
        var factor = Cholesky.Factor(Positive(size, 6), size);
        double[] row = [.. Enumerable.Range(0, size).Select(i => Math.Sin(i * 3.7))];
        for (int count = 1; count <= 9; count++)
        {
            double[] rows = [.. Enumerable.Repeat(row, count).SelectMany(r => r)];
            var distances = new double[count];
            factor.SquaredMahalanobis<double>(rows, default, distances);
            var one = new double[1];
            factor.SquaredMahalanobis<double>(row, default, one);
            Assert.All(distances, distance => Assert.Equal(one[0], distance));
            factor.Whiten(rows);
            for (int i = 1; i < count; i++) Assert.Equal(rows.AsSpan(0, size).ToArray(), rows.AsSpan(i * size, size).ToArray());
        }
    }

    [Fact]
    public void Other_units_change_no_ranking()
    {
        const int size = 30, count = 200;
        var random = new RandomStream(12);
        var rows = new double[count * size];
        for (int i = 0; i < rows.Length; i++) rows[i] = random.NextGaussian() * (1 + i % size);
        int[] order = Order(rows), smaller = Order([.. rows.Select(x => x * 1e-6)]);
        Assert.Equal(order, smaller);

        static int[] Order(double[] features)
        {
            double[] mean = Covariance.Mean(features, size);
            double[] centred = [.. features.Select((x, i) => x - mean[i % size])];
            double[] covariance = Covariance.OfCentred(centred, size);
            Covariance.Shrink(covariance, size, Covariance.LedoitWolf(covariance, centred, size));
            var distances = new double[count];
            Cholesky.Factor(covariance, size).SquaredMahalanobis<double>(features, mean, distances);
            int[] ranked = [.. Enumerable.Range(0, count)];
            Array.Sort(distances, ranked);
            return ranked;
        }
    }

    internal static double[] Hilbert(int size)
    {
        var matrix = new double[size * size];
        for (int i = 0; i < matrix.Length; i++) matrix[i] = 1.0 / (i / size + i % size + 1);
        return matrix;
    }

    internal static Matrix<double> Dense(double[] rowMajor, int size) => Matrix<double>.Build.Dense(size, size, (i, j) => rowMajor[i * size + j]);

    /// <summary>A random G·Gᵀ/n + 0.1·I.</summary>
    private static double[] Positive(int size, ulong seed)
    {
        var random = new RandomStream(seed, (ulong)size);
        var g = new double[size * size];
        for (int i = 0; i < g.Length; i++) g[i] = random.NextGaussian();
        var matrix = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double sum = i == j ? .1 * size : 0;
                for (int k = 0; k < size; k++) sum += g[i * size + k] * g[j * size + k];
                matrix[i * size + j] = sum / size;
            }
        }
        return matrix;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
