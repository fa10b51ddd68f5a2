using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

public class MultiLabelCalibrationTests
{
    [Fact]
    public void Frequent_labels_keep_their_own_map()
    {
        double[] slopes = [.4, .7, 1.2], intercepts = [0, .6, -.8];
        (float[] logits, int[] cells) = Draw(6_000, slopes, intercepts, [0, 0, 0], 3);
        var fitted = MultiLabelCalibration.Fit(logits, cells, 3, names: ["cat", "dog", "owl"]);
        for (int k = 0; k < 3; k++)
        {
            int own = k;
            var alone = PlattScaling.Fit(CalibrationRows.Of([.. logits.Where((_, i) => i % 3 == own)], [.. cells.Where((_, i) => i % 3 == own)], 1));
            Assert.Equal(alone.Slope, fitted.Of(k).Slope, .01);
            Assert.Equal(alone.Intercept, fitted.Of(k).Intercept, .02);
            Assert.Equal(slopes[k], fitted.Of(k).Slope, .06);
        }
        Assert.True(fitted.Diagnostics.NllAfter < fitted.Diagnostics.NllBefore);
        Assert.Contains("\n  dog: a = ", fitted.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_never_or_always_present_get_the_shared_map()
    {
        (float[] logits, int[] cells) = Draw(500, [.5, .5, .5, .5], [0, 0, 0, 0], [0, 0, 0, 0], 4);
        for (int i = 0; i < 500; i++) (cells[4 * i], cells[(4 * i) + 3]) = (0, 1);
        var fitted = MultiLabelCalibration.Fit(logits, cells, 4);
        foreach (int label in (int[])[0, 3])
        {
            Assert.Equal(fitted.SharedSlope, fitted.Of(label).Slope, 1e-9);
            Assert.Equal(fitted.SharedIntercept, fitted.Of(label).Intercept, 1e-9);
        }
        Assert.Contains("2 of 4 labels", fitted.Diagnostics.Warnings[0], StringComparison.Ordinal);
    }

    /// <summary>Twenty labels, rare ones among them: the loss on new rows is below that of one map for all and of one map each.</summary>
    [Fact]
    public void Pooling_in_part_beats_one_map_for_all_and_one_each()
    {
        const int labels = 20;
        double pooled = 0, common = 0, separate = 0;
        for (ulong seed = 0; seed < 10; seed++)
        {
            var random = new RandomStream(seed, 5);
            double[] slopes = [.. Enumerable.Range(0, labels).Select(_ => .5 * Math.Exp(.35 * random.NextGaussian()))];
            double[] intercepts = [.. Enumerable.Range(0, labels).Select(_ => .4 * random.NextGaussian())], centres = [.. Enumerable.Range(0, labels).Select(k => k % 2 == 0 ? -6.0 : 0)];
            (float[] logits, int[] cells) = Draw(60, slopes, intercepts, centres, seed + 100);
            (float[] others, int[] otherCells) = Draw(1_000, slopes, intercepts, centres, seed + 200);
            var fitted = MultiLabelCalibration.Fit(logits, cells, labels);
            var all = PlattScaling.Fit(CalibrationRows.Of(logits, cells, 1));
            for (int k = 0; k < labels; k++)
            {
                int own = k;
                var alone = PlattScaling.Fit(CalibrationRows.Of([.. logits.Where((_, i) => i % labels == own)], [.. cells.Where((_, i) => i % labels == own)], 1));
                for (int i = k; i < others.Length; i += labels)
                {
                    pooled += Loss((fitted.Of(k).Slope * others[i]) + fitted.Of(k).Intercept, otherCells[i]) / (10 * others.Length);
                    common += Loss(all.LogOdds(others[i]), otherCells[i]) / (10 * others.Length);
                    separate += Loss(alone.LogOdds(others[i]), otherCells[i]) / (10 * others.Length);
                }
            }
        }
        Assert.True(pooled < common && pooled < separate, $"pooled {pooled}, common {common}, separate {separate}");

        static double Loss(double z, int cell) => Elementary.Softplus(cell == 1 ? -z : z);
    }

    [Fact]
    public void Integer_weights_are_repetitions_of_rows()
    {
        (float[] logits, int[] cells) = Draw(150, [.5, .8, 1], [0, .3, -1], [0, -1, 1], 6);
        int[] repeated = [.. Enumerable.Range(0, 150).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        var weighted = MultiLabelCalibration.Fit(logits, cells, 3, [.. Enumerable.Range(0, 150).Select(i => (double)(i % 3))]);
        var plain = MultiLabelCalibration.Fit([.. repeated.SelectMany(i => logits[(3 * i)..((3 * i) + 3)])], [.. repeated.SelectMany(i => cells[(3 * i)..((3 * i) + 3)])], 3);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(plain.Of(k).Slope, weighted.Of(k).Slope, 1e-6);
            Assert.Equal(plain.Of(k).Intercept, weighted.Of(k).Intercept, 1e-6);
        }
    }

    [Fact]
    public void Bad_cells_are_refused_and_impossible_ones_are_not()
    {
        Assert.Contains("row 3 is 2", Assert.Throws<ArgumentException>(() => MultiLabelCalibration.Fit([1, 2, 3, 4], [0, 1, 0, 2], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("row 1, column 0 is NaN", Assert.Throws<ArgumentException>(() => MultiLabelCalibration.Fit([1, 2, float.NaN, 4], [0, 1, 0, 1], 2)).Message, StringComparison.Ordinal);
        var fitted = MultiLabelCalibration.Fit([1, float.NegativeInfinity, 3, 4], [0, 1, 1, 0], 2);
        var p = new double[4];
        fitted.Calibrate([float.NegativeInfinity, 5, 3_000, -3_000], 2, p);
        Assert.All(p, value => Assert.InRange(value, 0, 1));
    }

    private static (float[] Logits, int[] Cells) Draw(int rows, double[] slopes, double[] intercepts, double[] centres, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] logits = [.. Enumerable.Range(0, rows * slopes.Length).Select(i => (float)(centres[i % slopes.Length] + (3 * random.NextGaussian())))];
        int[] cells = [.. logits.Select((s, i) => random.NextDouble() < Elementary.Logistic((slopes[i % slopes.Length] * s) + intercepts[i % slopes.Length]) ? 1 : 0)];
        return (logits, cells);
    }
}
