using Probity.Calibration;

namespace Probity.Tests.Calibration;

[Trait("Category", "Kernel")]
public class CrossVennAbersTests
{
    [Fact]
    public void Laws_hold() => FreeShapeLaws.Hold(CrossVennAbers.Fit);

    /// <summary>The paper's formula, of geometric means written out.</summary>
    [Fact]
    public void Merges_by_geometric_means()
    {
        var fitted = CrossVennAbers.Fit(FreeShapeLaws.Rows(FreeShapeLaws.Draw(400, 6)), folds: 4, seed: 3);
        Assert.Equal(4, fitted.Folds.Count);
        foreach (double s in new[] { -7, -1, .05, 1.3, 7 })
        {
            (double Low, double High)[] intervals = [.. fitted.Folds.Select(fold => fold.Interval(s))];
            double high = Math.Pow(intervals.Aggregate(1.0, (product, i) => product * i.High), .25);
            double notLow = Math.Pow(intervals.Aggregate(1.0, (product, i) => product * (1 - i.Low)), .25);
            Assert.Equal(high / (notLow + high), fitted.Probability(s), 1e-12);
            Assert.Equal(high / (notLow + high), CrossVennAbers.Merge(intervals), 1e-12);
        }
    }

    /// <summary>Each fold has a fifth of each class, give or take one, and all rows are somewhere.</summary>
    [Fact]
    public void Folds_share_the_rows_evenly()
    {
        var rows = FreeShapeLaws.Rows(FreeShapeLaws.Draw(203, 8));
        var fitted = CrossVennAbers.Fit(rows);
        Assert.Equal(203, fitted.Folds.Sum(fold => fold.Diagnostics.Rows));
        Assert.All(fitted.Folds, fold => Assert.InRange(fold.Diagnostics.Rows, 40, 41));
        Assert.NotEqual(fitted.LogOdds(.3), CrossVennAbers.Fit(rows, 5, seed: 1).LogOdds(.3));
    }

    /// <summary>A weight of 1,000 is 200 units a fold, without a loop over units.</summary>
    [Fact]
    public void Large_weights_are_shared()
    {
        var fitted = CrossVennAbers.Fit(CalibrationRows.Of([-1.0, -1, 1, 1], [0, 1, 0, 1], 1, [3e9, 1e9, 1e9, 3e9]));
        Assert.All(fitted.Folds, fold => Assert.Equal(.75, fold.Interval(1).High, 1e-6));
        Assert.All(fitted.Folds, fold => Assert.Equal(.25, fold.Interval(-1).Low, 1e-6));
    }

    [Fact]
    public void Fewer_rows_than_folds_are_said()
    {
        var fitted = CrossVennAbers.Fit(CalibrationRows.Of([0.0, 1], [0, 1], 1));
        Assert.Equal(2, fitted.Folds.Count);
        Assert.Equal(["2 rows fill 2 of 5 folds"], fitted.Diagnostics.Warnings);
    }

    [Fact]
    public void Refuses_what_is_no_interval()
    {
        Assert.Throws<ArgumentException>(() => CrossVennAbers.Merge([]));
        Assert.Throws<ArgumentException>(() => CrossVennAbers.Merge([(.2, .3), (1, 1)]));
        Assert.Throws<ArgumentException>(() => CrossVennAbers.Merge([(double.NaN, .5)]));
        Assert.Throws<ArgumentException>(() => CrossVennAbers.Fit(CalibrationRows.Of([0.0, 1], [0, 1], 1), folds: 1));
    }
}
