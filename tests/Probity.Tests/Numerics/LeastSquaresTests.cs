using MathNet.Numerics.LinearAlgebra;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
public class LeastSquaresTests
{
    [Fact]
    public void A_line_through_four_points_is_the_one_by_hand()
    {
        // (1, 6), (2, 5), (3, 7), (4, 10): 3.5 + 1.4x, residuals 1.1, −1.3, −.7, .9, squares 4.2.
        var line = LeastSquares.Solve([1, 1, 1, 2, 1, 3, 1, 4], 2, [6, 5, 7, 10]);
        Assert.Equal(3.5, line.Coefficients[0], 1e-14);
        Assert.Equal(1.4, line.Coefficients[1], 1e-14);
        Assert.Equal(4.2, line.SumOfSquares, 1e-13);
        Assert.Equal(2, line.Rank);
        Assert.True(line.Dropped.IsEmpty);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 9)]
    [InlineData(50, 3)]
    [InlineData(120, 40)]
    public void Solutions_agree_with_another_library(int count, int columns)
    {
        (double[] rows, double[] target) = Problem(count, columns);
        var other = Matrix<double>.Build.Dense(count, columns, (i, j) => rows[i * columns + j]);
        var expected = other.QR().Solve(Vector<double>.Build.Dense(target));
        var solved = LeastSquares.Solve(rows, columns, target);
        for (int j = 0; j < columns; j++) Assert.Equal(expected[j], solved.Coefficients[j], 1e-9);
        Assert.Equal((other * expected - Vector<double>.Build.Dense(target)).DotProduct(other * expected - Vector<double>.Build.Dense(target)), solved.SumOfSquares, 1e-9);
    }

    [Fact]
    public void Whole_weights_are_repeated_rows_and_zero_weights_none()
    {
        (double[] rows, double[] target) = Problem(12, 3);
        double[] weights = [.. Enumerable.Range(0, 12).Select(i => (double)(i % 4))];
        var repeated = Enumerable.Range(0, 12).SelectMany(i => Enumerable.Repeat(i, i % 4)).ToArray();
        var expected = LeastSquares.Solve([.. repeated.SelectMany(i => rows[(i * 3)..(i * 3 + 3)])], 3, [.. repeated.Select(i => target[i])]);
        var solved = LeastSquares.Solve(rows, 3, target, weights);
        for (int j = 0; j < 3; j++) Assert.Equal(expected.Coefficients[j], solved.Coefficients[j], 1e-12);
        Assert.Equal(expected.SumOfSquares, solved.SumOfSquares, 1e-12);
    }

    [Fact]
    public void A_ridge_solves_the_normal_equations_with_it()
    {
        (double[] rows, double[] target) = Problem(30, 4);
        var a = Matrix<double>.Build.Dense(30, 4, (i, j) => rows[i * 4 + j]);
        var expected = (a.TransposeThisAndMultiply(a) + 2.5 * Matrix<double>.Build.DenseIdentity(4)).Solve(a.TransposeThisAndMultiply(Vector<double>.Build.Dense(target)));
        var solved = LeastSquares.Solve(rows, 4, target, ridge: 2.5);
        for (int j = 0; j < 4; j++) Assert.Equal(expected[j], solved.Coefficients[j], 1e-12);

        // More columns than rows, and all of them the same: the ridge shares the weight equally.
        var equal = LeastSquares.Solve([1, 1, 1], 3, [3], ridge: 1e-6);
        Assert.Equal(3, equal.Rank);
        for (int j = 0; j < 3; j++) Assert.Equal(1, equal.Coefficients[j], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e-9)]
    [InlineData(1e200)]
    public void Columns_that_add_nothing_are_dropped_in_any_units(double unit)
    {
        // Column 2 is column 0 + column 1, column 3 is nothing.
        (double[] rows, double[] target) = Problem(20, 2);
        double[] wide = [.. Enumerable.Range(0, 20).SelectMany(i => (double[])[rows[i * 2] * unit, rows[i * 2 + 1], (rows[i * 2] + rows[i * 2 + 1]) / unit, 0])];
        var narrow = LeastSquares.Solve(rows, 2, target);
        var solved = LeastSquares.Solve(wide, 4, target);
        Assert.Equal(2, solved.Rank);
        Assert.Equal(2, solved.Dropped.Length);
        Assert.Equal(3, solved.Dropped[1]);
        Assert.Equal(0, solved.Coefficients[solved.Dropped[0]]);
        Assert.Equal(narrow.SumOfSquares, solved.SumOfSquares, 1e-11);
    }

    [Fact]
    public void Nearly_dependent_columns_keep_digits_that_normal_equations_lose()
    {
        // Läuchli's matrix with ε = 1e-7: AᵀA keeps a hundredth of ε². By hand x = 1/(3 + ε²) for b = (1, 0, 0, 0).
        const double e = 1e-7;
        var solved = LeastSquares.Solve([1, 1, 1, e, 0, 0, 0, e, 0, 0, 0, e], 3, [1, 0, 0, 0]);
        Assert.Equal(3, solved.Rank);
        for (int j = 0; j < 3; j++) Assert.Equal(1 / 3.0, solved.Coefficients[j], 1e-8);
        Assert.InRange(solved.SmallestShare, 1e-8, 1e-6);
    }

    [Fact]
    public void Refuses_bad_input()
    {
        Assert.Throws<ArgumentException>(() => LeastSquares.Solve([1, 2, 3], 2, [1]));
        Assert.Throws<ArgumentException>(() => LeastSquares.Solve([1, 2], 1, [1]));
        Assert.Throws<ArgumentException>(() => LeastSquares.Solve([1, double.NaN], 1, [1, 2]));
        Assert.Throws<ArgumentException>(() => LeastSquares.Solve([1, 2], 1, [1, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => LeastSquares.Solve([1, 2], 1, [1, 2], [1, -1]));
        Assert.Throws<ArgumentException>(() => LeastSquares.Solve([1, 2], 1, [1, 2], ridge: -1));
        Assert.Throws<ArgumentException>(() => LeastSquares.Solve([], 1, []));
    }

    private static (double[] Rows, double[] Target) Problem(int count, int columns)
    {
        var random = new RandomStream(21, (ulong)(count * 1_000 + columns));
        var rows = new double[count * columns];
        for (int i = 0; i < rows.Length; i++) rows[i] = random.NextGaussian();
        var target = new double[count];
        for (int i = 0; i < count; i++) target[i] = random.NextGaussian() + rows[i * columns];
        return (rows, target);
    }
}
