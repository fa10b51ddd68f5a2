using MathNet.Numerics.Statistics;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
public class CovarianceTests
{
    // Six rows of three, and a hundred of four whose scales differ.
    private static readonly double[] Few = [1, 2, .5, 2, 1.5, -1, 0, .3, 2, -1, 4, 1, 3, -2, 0, 1.5, 1, 1];

    private static double[] Many => [.. Enumerable.Range(1, 400).Select(i => Math.Sin((double)i * i * .37) * ((double[])[1, 10, .1, 3])[(i - 1) % 4])];

    [Fact]
    public void Intensities_agree_with_scikit_learn_and_with_the_published_formula()
    {
        // sklearn.covariance.ledoit_wolf_shrinkage, 1.2; Chen et al.'s eq. 23 in NumPy (scikit-learn leaves out its 2/p).
        Check(Few, 3, .6319223393444086, .6024984988909807);
        Check(Many, 4, .013488317366203902, .024796404292026897);

        static void Check(double[] rows, int columns, double ledoitWolf, double oracle)
        {
            double[] centred = Centre(rows, columns), covariance = Covariance.OfCentred(centred, columns);
            Assert.Equal(ledoitWolf, Covariance.LedoitWolf(covariance, centred, columns), 1e-12);
            Assert.Equal(oracle, Covariance.OracleApproximating(covariance, columns, rows.Length / columns), 1e-12);
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 2)]
    [InlineData(35, 101)]
    [InlineData(50, 20)]
    [InlineData(7, 600)]
    public void Covariance_agrees_with_another_library(int columns, int count)
    {
        double[] rows = [.. Enumerable.Range(0, columns * count).Select(i => Math.Cos(i * i * .1) + i % 3)];
        double[] covariance = Covariance.OfCentred(Centre(rows, columns), columns);
        for (int a = 0; a < columns; a++)
        {
            for (int b = 0; b < columns; b++)
            {
                var first = Enumerable.Range(0, count).Select(i => rows[i * columns + a]);
                var second = Enumerable.Range(0, count).Select(i => rows[i * columns + b]);
                Assert.Equal(first.PopulationCovariance(second), covariance[a * columns + b], 1e-13);
            }
        }
    }

    [Fact]
    public void Shrinking_keeps_the_trace_and_moves_entries_by_the_intensity()
    {
        double[] covariance = [4, 1, 1, 2];
        Covariance.Shrink(covariance, 2, .25);
        Assert.Equal([3.75, .75, .75, 2.25], covariance);
        Covariance.Shrink(covariance, 2, 1);
        Assert.Equal([3, 0, 0, 3], covariance);
    }

    [Fact]
    public void Fewer_rows_than_columns_give_a_matrix_that_can_be_factored()
    {
        const int columns = 60;
        double[] rows = [.. Enumerable.Range(0, columns * 20).Select(i => Math.Sin((double)i * i) * 1e-8)];
        double[] centred = Centre(rows, columns), covariance = Covariance.OfCentred(centred, columns);
        Assert.False(Cholesky.TryFactor(covariance, columns, out _, out _, out _));
        double intensity = Covariance.LedoitWolf(covariance, centred, columns);
        Assert.InRange(intensity, .2, 1);
        Covariance.Shrink(covariance, columns, intensity);
        Assert.InRange(Cholesky.Factor(covariance, columns).ConditionEstimate(), 1, 1_000);
    }

    [Fact]
    public void Refuses_what_cannot_be_shrunk()
    {
        Assert.Throws<ArgumentException>(() => Covariance.Shrink([1, 0, 0, 1], 2, 1.1));
        Assert.Throws<ArgumentException>(() => Covariance.Shrink([1, 0, 0, 1], 2, double.NaN));
        Assert.Throws<ArgumentException>(() => Covariance.Shrink([0, 0, 0, 0], 2, .1));
        Assert.Throws<ArgumentException>(() => Covariance.Shrink([1, 0, 0], 2, .1));
        Assert.Throws<ArgumentException>(() => Covariance.OfCentred([], 2));
        Assert.Throws<ArgumentException>(() => Covariance.Mean([1, 2, 3], 2));
    }

    private static double[] Centre(double[] rows, int columns)
    {
        double[] mean = Covariance.Mean(rows, columns);
        return [.. rows.Select((x, i) => x - mean[i % columns])];
    }
}
