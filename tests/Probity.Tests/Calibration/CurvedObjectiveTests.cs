using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

/// <summary>Derivatives of the two forms of multinomial logistic regression against central differences, weights and ridge and all.</summary>
public class CurvedObjectiveTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Derivatives_are_those_of_the_value(bool full)
    {
        (double[] logits, int[] labels) = LogisticRows.Values();
        var rows = CalibrationRows.Of(logits, labels, 4, [.. Enumerable.Range(0, 240).Select(i => .5 + (i % 3))]);
        int size = full ? 20 : 8;
        double[] ridge = [.. Enumerable.Range(1, size).Select(i => .01 * i)], x = [.. Enumerable.Range(0, size).Select(i => .3 * Math.Sin(i))], v = [.. Enumerable.Range(0, size).Select(i => Math.Cos(2 * i))];
        double[] features = LogisticFeatures.LogProbabilities.Of(rows, full ? 1 : 0);
        CurvedObjective objective = full ? new MatrixLogistic(features, rows, ridge) : new DiagonalLogistic(features, rows, ridge);
        Assert.Equal(size, objective.Dimension);
        Assert.Equal(.01, objective.StrongConvexity);

        double[] gradient = new double[size], product = new double[size], above = new double[size], below = new double[size];
        const double step = 1e-5;
        for (int i = 0; i < size; i++)
        {
            objective.Evaluate(x, gradient);
            double difference = (objective.Evaluate(Moved(x, i, step), above) - objective.Evaluate(Moved(x, i, -step), below)) / (2 * step);
            Assert.Equal(difference, gradient[i], 1e-8);
        }
        objective.Evaluate(Along(step), above);
        objective.Evaluate(Along(-step), below);
        objective.Evaluate(x, gradient);
        objective.HessianTimes(v, product);
        for (int i = 0; i < size; i++) Assert.Equal((above[i] - below[i]) / (2 * step), product[i], 1e-7);

        // Whole at this size for the matrix, so that to precondition is to solve; of the vector a block a class.
        objective.Factor();
        var solved = new double[size];
        objective.Precondition(product, solved);
        for (int i = 0; i < size && full; i++) Assert.Equal(v[i], solved[i], 1e-9);

        double[] Along(double t) => [.. x.Zip(v, (a, b) => a + (t * b))];
    }

    /// <summary>Classes enough for a block each, and a few rows more than the solver's own threshold leaves out.</summary>
    [Fact]
    public void Blocks_and_diagonal_reach_the_optimum_too()
    {
        const int classes = 24;   // 600 variables: too many for one factor
        CalibratedRows rows = CalibratedRows.Typical(600, classes, 12);
        var fitted = StructuredMatrixScaling.Fit(CalibrationRows.Of(rows.Logits, rows.Labels, classes));
        Assert.True(fitted.Diagnostics.Converged);
        Assert.InRange(fitted.Diagnostics.Gradient, 0, 1e-11);
    }

    private static double[] Moved(double[] x, int at, double step)
    {
        double[] moved = [.. x];
        moved[at] += step;
        return moved;
    }
}
