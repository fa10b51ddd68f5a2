using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

[Trait("Category", "Kernel")]
[Collection("Threads")]
public class IsotonicCalibrationTests
{
    [Fact]
    public void Laws_hold() => FreeShapeLaws.Hold(IsotonicCalibration.Fit);

    /// <summary>By hand: 1, then {0, 1} tied with one more 0 pooled into it, then 1, then {1, 0}, then 1.</summary>
    [Fact]
    public void Pools_ties_and_violators_and_keeps_what_it_counted()
    {
        double[] scores = [5, 1, 2, 2, 3, 4, 4, 0];
        int[] labels = [1, 1, 0, 1, 0, 1, 0, 0];
        var fitted = IsotonicCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        // 0: 0 | 1: 1, 2: 1 of 2, 3: 0 pool to 2 of 4; 4: 1 of 2 has the same mean: 3 of 6 | 5: 1.
        Assert.Equal([new(0, 0, 0, 1), new(1, 4, 3, 6), new(5, 5, 1, 1)], fitted.Blocks);
        Assert.Equal([0, .5, 1], fitted.Blocks.Select(block => block.Raw));
        Assert.Equal(.25, fitted.Probability(-9), 1e-15);          // ½ of 1 + 1 rows
        Assert.Equal(.75, fitted.Probability(5), 1e-15);
        Assert.Equal(.5, fitted.Probability(2.7), 1e-15);
        Assert.Equal(.25 + (.25 * .2), fitted.Probability(.2), 1e-15);   // a straight line between steps
    }

    [Fact]
    public void An_end_of_one_class_never_passes_its_neighbour()
    {
        // One row of class 0, then 1 of 100: ½/(1 + 1) would be above .01.
        double[] scores = [0, .. Enumerable.Repeat(1.0, 100), 2];
        int[] labels = [0, 1, .. new int[99], 1];
        var fitted = IsotonicCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(0, fitted.Blocks[0].Raw);
        Assert.Equal(.01, fitted.Probability(0), 1e-15);
        Assert.Equal(.75, fitted.Probability(2), 1e-15);
    }

    /// <summary>The maximum over starts of the minimum over ends of the mean between (Robertson, Wright &amp; Dykstra, 1988).</summary>
    [Fact]
    public void Is_the_max_min_of_means()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var rows = FreeShapeLaws.Draw(60, seed, digits: 3);
            double[] weights = new double[60];
            var random = new RandomStream(seed, 1);
            foreach (ref double weight in weights.AsSpan()) weight = .1 + random.NextDouble();
            var groups = ScoreGroups.Of(FreeShapeLaws.Rows(rows, weights));
            var fitted = IsotonicCalibration.Fit(FreeShapeLaws.Rows(rows, weights));
            for (int i = 0; i < groups.Count; i++)
            {
                double best = double.NegativeInfinity;
                for (int a = 0; a <= i; a++)
                {
                    double least = double.PositiveInfinity;
                    for (int b = i; b < groups.Count; b++)
                        least = Math.Min(least, groups.Ones.AsSpan()[a..(b + 1)].ToArray().Sum() / groups.Totals.AsSpan()[a..(b + 1)].ToArray().Sum());
                    best = Math.Max(best, least);
                }
                Assert.Equal(best, fitted.Blocks.First(block => groups.Scores[i] <= block.High).Raw, 1e-12);
            }
        }
    }

    /// <summary>scikit-learn 1.2.2, IsotonicRegression(out_of_bounds="clip") on rows (s, y, weight), with ones, tied rows and unequal weights.</summary>
    [Fact]
    public void Weighted_rows_agree_with_scikit_learn()
    {
        double[] scores = [-1.5, -.5, .25, .25, 1, 1.75, 2.5, 3], weights = [1, 2.5, .5, 1, 3, .75, 2, 1.25];
        int[] labels = [0, 1, 0, 1, 0, 1, 0, 1];
        var fitted = IsotonicCalibration.Fit(CalibrationRows.Of(scores, labels, 1, weights));
        Assert.Equal(.43589743589743590, fitted.Probability(.25), 1e-14);
        Assert.Equal([0, .43589743589743590, 1], fitted.Blocks.Select(block => block.Raw), new Close(1e-14));
    }

    [Fact]
    public void Diagnostics_are_those_of_the_rows()
    {
        var rows = FreeShapeLaws.Rows(FreeShapeLaws.Draw(500, 3), [.. Enumerable.Range(0, 500).Select(i => 1 + (.1 * (i % 7)))]);
        var fitted = IsotonicCalibration.Fit(rows);
        double before = 0, after = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            double sign = rows.Labels[i] == 1 ? 1 : -1;
            before += rows.Weight(i) * Math.Log(1 + Math.Exp(-sign * rows.Logits[i]));
            after += rows.Weight(i) * Math.Log(1 + Math.Exp(-sign * fitted.LogOdds(rows.Logits[i])));
        }
        Assert.Equal(before / rows.Total, fitted.Diagnostics.NllBefore, 1e-12);
        Assert.Equal(after / rows.Total, fitted.Diagnostics.NllAfter, 1e-12);
        Assert.True(fitted.Diagnostics.Gradient < 1e-12);
        Assert.Contains("staircase of", fitted.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var rows = FreeShapeLaws.Rows(FreeShapeLaws.Draw(200_000, 9, digits: 1e6));
        int before = Threads.Maximum;
        try
        {
            Threads.Maximum = 1;
            var one = IsotonicCalibration.Fit(rows);
            Threads.Maximum = 4;
            var four = IsotonicCalibration.Fit(rows);
            Assert.Equal(one.Blocks, four.Blocks);
            Assert.Equal(one.Diagnostics.NllBefore, four.Diagnostics.NllBefore);
        }
        finally
        {
            Threads.Maximum = before;
        }
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        var fitted = IsotonicCalibration.Fit(FreeShapeLaws.Rows(FreeShapeLaws.Draw(300, 2)));
        FreeShapeLaws.Refuses(fitted, "blocks", values => values[2] = values[3] + 1);   // more ones than rows
        FreeShapeLaws.Refuses(fitted, "blocks", values => values[3] = 0);
        FreeShapeLaws.Refuses(fitted, "blocks", values => values[4] = values[0]);       // blocks that overlap
        FreeShapeLaws.Refuses(fitted, "blocks", values => values[^2] = 0);              // a share that falls
        FreeShapeLaws.Refuses(fitted, "blocks", values => values[0] = double.NaN);
    }

    private sealed class Close(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}
