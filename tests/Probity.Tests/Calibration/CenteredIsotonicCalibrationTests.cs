using Probity.Calibration;

namespace Probity.Tests.Calibration;

[Trait("Category", "Kernel")]
public class CenteredIsotonicCalibrationTests
{
    [Fact]
    public void Laws_hold() => FreeShapeLaws.Hold(CenteredIsotonicCalibration.Fit);

    /// <summary>By hand, as in section 2.2 of the paper: doses 1 to 4 with 1/4, 3/5, 2/5 and 3/4; the middle two pool to 5/10 at dose 2.5.</summary>
    [Fact]
    public void A_pooled_pair_becomes_its_middle()
    {
        double[] doses = [1, 2, 3, 4], weights = [4, 5, 5, 4], positive = [1, 3, 2, 3];
        var fitted = CenteredIsotonicCalibration.Fit(Counts(doses, weights, positive));
        Assert.Equal([1, 2.5, 4], fitted.Centers);
        Assert.Equal([.25, .5, .75], fitted.Raw);
        Assert.Equal(.25 + (.25 * (1 / 1.5)), fitted.Probability(2), 1e-14);
        Assert.Equal(.5 + (.25 * (.5 / 1.5)), fitted.Probability(3), 1e-14);
        Assert.Equal(.25, fitted.Probability(-5), 1e-14);   // constant beyond the ends
        Assert.Equal(.75, fitted.Probability(5), 1e-14);
    }

    /// <summary>Unequal weights move the middle: (2·6 + 3·2)/8. The pool of the last two lies at (4·1 + 6·3)/4.</summary>
    [Fact]
    public void The_middle_is_the_weighted_mean_and_the_end_stays_flat()
    {
        var fitted = CenteredIsotonicCalibration.Fit(Counts([1, 2, 3, 4, 6], [4, 6, 2, 1, 3], [1, 3, 0, 1, 2]));
        Assert.Equal([1, 2.25, 5.5], fitted.Centers);
        Assert.Equal([.25, .375, .75], fitted.Raw);
        Assert.Equal(.75, fitted.Probability(6), 1e-14);
        Assert.Equal(.375 + (.375 * (.75 / 3.25)), fitted.Probability(3), 1e-14);
    }

    /// <summary>Blocks of one class at the ends are not shrunk: flat over all their scores, at ½/(n + 1) from certainty.</summary>
    [Fact]
    public void Ends_of_one_class_are_flat()
    {
        var fitted = CenteredIsotonicCalibration.Fit(Counts([1, 2, 3, 4, 5], [2, 1, 2, 3, 1], [0, 0, 1, 3, 1]));
        Assert.Equal([2, 3, 4], fitted.Centers);
        Assert.Equal([0, .5, 1], fitted.Raw);
        Assert.Equal(.5 / 4, fitted.Probability(1.5), 1e-14);
        Assert.Equal(1 - (.5 / 5), fitted.Probability(4.5), 1e-14);
    }

    [Fact]
    public void Rises_strictly_inside()
    {
        var fitted = CenteredIsotonicCalibration.Fit(FreeShapeLaws.Rows(FreeShapeLaws.Draw(2_000, 1)));
        double last = double.NegativeInfinity, step = (fitted.Centers[^2] - fitted.Centers[1]) / 1_000;   // the floor may make the outermost lines flat
        for (int i = 0; i <= 1_000; i++)
        {
            double at = fitted.LogOdds(fitted.Centers[1] + (i * step));
            Assert.True(at > last);
            last = at;
        }
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        var fitted = CenteredIsotonicCalibration.Fit(FreeShapeLaws.Rows(FreeShapeLaws.Draw(300, 2)));
        FreeShapeLaws.Refuses(fitted, "ones", values => values[1] = -1);
        FreeShapeLaws.Refuses(fitted, "rows", values => values[1] = 0);
        FreeShapeLaws.Refuses(fitted, "scores", values => values[1] = values[0]);
        FreeShapeLaws.Refuses(fitted, "ones", values => values[^1] = 0);
    }

    private static CalibrationRows Counts(double[] scores, double[] rows, double[] ones)
    {
        double[] both = [.. scores, .. scores];
        int[] labels = [.. Enumerable.Repeat(1, scores.Length), .. Enumerable.Repeat(0, scores.Length)];
        return CalibrationRows.Of(both, labels, 1, [.. ones, .. rows.Zip(ones, (n, one) => n - one)]);
    }
}
