using Probity.Calibration;

namespace Probity.Tests.Calibration;

[Trait("Category", "Kernel")]
public class NearIsotonicCalibrationTests
{
    private static readonly double[] Weights = [2, 4, 4, 4, 5, 5, 1, 5, 10, 2], Ones = [0, 2, 1, 3, 3, 1, 1, 2, 9, 2];

    [Fact]
    public void Laws_hold() => FreeShapeLaws.Hold(NearIsotonicCalibration.Fit);

    /// <summary>
    /// Shares 0, .5, .25, .75, .6, .2, 1, .4, .9, 1. The dual, least squares in a box, solved at each λ by SciPy 1.10's bounded-variable
    /// least squares.
    /// </summary>
    [Fact]
    public void Solutions_are_those_of_quadratic_programming()
    {
        var path = NearIsotonicPath.Of(ScoreGroups.Of(Example()));
        Assert.Equal(4, path.Lambdas.Count);
        Close([0, .5, .6, 1.5], path.Lambdas, 1e-13);
        Close([0, .5, .25, .75, .6, .2, 1, .4, .9, 1], path.Solution(0), 1e-15);
        Close([0, .375, .375, .5, .5, .5, .5, .5, .9, 1], path.Solution(3), 1e-13);
        Close([0, .425, .325, .675, .6, .26, .7, .46, .9, 1], At(.3), 1e-12);
        Close([0, .375, .375, .588888888889, .588888888889, .34, .5, .5, .9, 1], At(.7), 1e-12);
        Close([0, .375, .375, .544444444444, .544444444444, .42, .5, .5, .9, 1], At(1.1), 1e-12);

        double[] At(double lambda)
        {
            int before = path.Lambdas.FindLastIndex(met => met <= lambda), after = before + 1;
            double share = (lambda - path.Lambdas[before]) / (path.Lambdas[after] - path.Lambdas[before]);
            return [.. path.Solution(before).Zip(path.Solution(after), (a, b) => a + (share * (b - a)))];   // straight between meetings
        }
    }

    /// <summary>By a plain simulation of the path in Python, checked there against quadratic programming at every λ where pieces meet.</summary>
    [Fact]
    public void Averages_with_weights_by_bic()
    {
        var path = NearIsotonicPath.Of(ScoreGroups.Of(Example()));
        double[] weights = NearIsotonicCalibration.Weights(path, 42, out int first);
        Assert.Equal(0, first);
        Close([.001133365533628688, .0125321807408561, .07280579223434984, .9135286614911654], weights, 1e-12);

        var fitted = NearIsotonicCalibration.Fit(Example());
        double[] expected = [.3751416706917036, .37485832930829643, .5091304431994492, .5086471338508834, .4840485115895572, .5005666827668144, .4998866634466371, .9];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], fitted.Probability(i + 1), 1e-12);
        Assert.Equal(.5 / 3, fitted.Probability(0), 1e-12);       // ½ of the 2 + 1 rows of the lowest piece
        Assert.Equal(1 - (.5 / 3), fitted.Probability(9), 1e-12);
        Assert.False(fitted.IsMonotone);
        Assert.True(double.IsNaN(fitted.Inverse(.5)));
        Assert.Contains("It falls 4 times", fitted.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_ends_at_isotonic_regression_and_every_solution_is_optimal()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var rows = FreeShapeLaws.Rows(FreeShapeLaws.Draw(300, seed, digits: seed % 2 == 0 ? 4 : 1e6));
            var groups = ScoreGroups.Of(rows);
            var path = NearIsotonicPath.Of(groups);
            var isotonic = IsotonicCalibration.Fit(rows);
            double[] last = path.Solution(path.Lambdas.Count - 1);
            for (int run = 0; run < last.Length; run++)
            {
                double score = groups.Scores[path.RunEnds[run] - 1];
                Assert.Equal(isotonic.Blocks.First(block => score <= block.High).Raw, last[run], 1e-11);
            }
            for (int k = 0; k < path.Lambdas.Count; k++) Assert.InRange(path.Violation(k, rows.Total), 0, 1e-12);
        }
    }

    [Fact]
    public void Rows_in_order_give_isotonic_regression()
    {
        var rows = CalibrationRows.Of([1.0, 2, 3, 4, 1, 2, 3, 4], [0, 0, 0, 0, 1, 1, 1, 1], 1, [9, 8, 6, 3, 1, 2, 4, 7]);
        var fitted = NearIsotonicCalibration.Fit(rows);
        for (int i = 0; i < 4; i++) Assert.Equal(new[] { .1, .2, .4, .7 }[i], fitted.Probability(i + 1), 1e-12);
        Assert.True(fitted.IsMonotone);
        Assert.Contains("never falls", fitted.Explain(), StringComparison.Ordinal);
    }

    /// <summary>A hump: between log-odds 1 and 2 a higher score means less.</summary>
    [Fact]
    public void Falls_where_the_rows_insist()
    {
        double[] scores = [.. Enumerable.Range(0, 4_000).Select(i => i / 1_000.0)];
        int[] labels = [.. Enumerable.Range(0, 4_000).Select(i => i % 10 < (i < 1_000 ? 1 : i < 2_000 ? 8 : i < 3_000 ? 3 : 9) ? 1 : 0)];
        var fitted = NearIsotonicCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.True(fitted.Diagnostics.NllAfter <= IsotonicCalibration.Fit(CalibrationRows.Of(scores, labels, 1)).Diagnostics.NllAfter);
        Assert.False(fitted.IsMonotone);
        Assert.True(fitted.Probability(1.5) > fitted.Probability(2.5));
    }

    [Fact]
    public void Many_rows_are_feasible()
    {
        var rows = FreeShapeLaws.Rows(FreeShapeLaws.Draw(50_000, 1, digits: 1e9));
        var fitted = NearIsotonicCalibration.Fit(rows);
        Assert.True(fitted.Diagnostics.Converged);
        Assert.True(fitted.Diagnostics.NllAfter < fitted.Diagnostics.NllBefore);
        Assert.DoesNotContain(fitted.Diagnostics.Warnings, warning => warning.Contains("could have mattered", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        var fitted = NearIsotonicCalibration.Fit(FreeShapeLaws.Rows(FreeShapeLaws.Draw(300, 2)));
        FreeShapeLaws.Refuses(fitted, "probabilities", values => values[1] = 1);
        FreeShapeLaws.Refuses(fitted, "low", values => values[1] = values[0]);
        FreeShapeLaws.Refuses(fitted, "high", values => values[0] = values[0] - 1e9);
    }

    private static CalibrationRows Example()
    {
        double[] scores = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        int[] labels = [.. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(0, 10)];
        return CalibrationRows.Of([.. scores, .. scores], labels, 1, [.. Ones, .. Weights.Zip(Ones, (all, ones) => all - ones)]);
    }

    private static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
