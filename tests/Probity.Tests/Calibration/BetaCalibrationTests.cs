using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class BetaCalibrationTests
{
    private static readonly double Ln2 = Math.Log(2);

    /// <summary>Newton's method in numpy (gradient 2e-15); scikit-learn's LogisticRegression(C=1e12) agrees to 1e-7.</summary>
    [Fact]
    public void Equals_logistic_regression_on_the_two_logarithms()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        var fitted = BetaCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(1.0014589330197226, fitted.A, 1e-11);
        Assert.Equal(0.22704031895708413, fitted.B, 1e-11);
        Assert.Equal(1.1189454075351937, fitted.C, 1e-11);
    }

    /// <summary>Newton's method in numpy on ln 2p and −ln 2(1 − p) without intercept.</summary>
    [Fact]
    public void Ab_leaves_one_half_where_it_is()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        var fitted = BetaCalibration.FitAb(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(0.5471951682531748, fitted.A, 1e-11);
        Assert.Equal(0.6668441526372949, fitted.B, 1e-11);
        Assert.Equal(0, fitted.LogOdds(0), 1e-15);
    }

    [Fact]
    public void Am_is_affine()
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        var rows = CalibrationRows.Of(scores, labels, 1);
        BetaCalibration fitted = BetaCalibration.FitAm(rows);
        AffineScaling affine = AffineScaling.Fit(rows);
        Assert.Equal(affine.Slope, fitted.A);
        Assert.Equal(affine.Slope, fitted.B);
        Assert.Equal(affine.Intercept, fitted.C);
    }

    /// <summary>
    /// Frequencies that fall while p grows to ½: unconstrained a = −1.306, b = 3.248, c = −2.479. SciPy's L-BFGS-B with bounds gives
    /// (0, 1.202338428, .623275486), and Newton's method in numpy without ln p the digits here; scikit-learn (1.202336, .623275).
    /// </summary>
    [Fact]
    public void A_negative_power_is_kept_at_zero_and_the_rest_is_the_optimum_then()
    {
        (double[] scores, int[] labels) = BinaryRows.Made(s => s < 0 ? .5 - (.12 * s) : 1 / (1 + Math.Exp(-2 * s)));
        var fitted = BetaCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(0, fitted.A);
        Assert.Equal(1.2023384278754945, fitted.B, 1e-11);
        Assert.Equal(0.6232754860918592, fitted.C, 1e-11);
        Assert.True(fitted.Diagnostics.Converged);
        Assert.Contains("a is kept at 0", Assert.Single(fitted.Diagnostics.Warnings), StringComparison.Ordinal);
        Assert.Equal(double.NegativeInfinity, fitted.Inverse(.5));
    }

    /// <summary>p = e⁻²⁰⁰⁰ and 1 − e⁻²⁰⁰⁰ are no trouble: their logarithms are at hand.</summary>
    [Fact]
    public void Log_odds_in_the_thousands_are_no_trouble()
    {
        double[] scores = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? -2_000.0 : 2_000)];
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? i % 8 == 0 ? 1 : 0 : i % 8 == 1 ? 0 : 1)];
        var fitted = BetaCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(-Math.Log(3), fitted.LogOdds(-2_000), 1e-8);
        Assert.Equal(Math.Log(3), fitted.LogOdds(2_000), 1e-8);
    }

    [Fact]
    public void The_identity_is_within_reach()
    {
        // Shares of class 1 that are exactly the model's probabilities.
        double[] shares = [.1, .3, .5, .8];
        double[] scores = [.. shares.SelectMany(p => Enumerable.Repeat(Math.Log(p / (1 - p)), 10))];
        int[] labels = [.. shares.SelectMany(p => Enumerable.Range(0, 10).Select(i => i < Math.Round(10 * p) ? 1 : 0))];
        var fitted = BetaCalibration.Fit(CalibrationRows.Of(scores, labels, 1));
        Assert.Equal(1, fitted.A, 1e-9);
        Assert.Equal(1, fitted.B, 1e-9);
        Assert.Equal(0, fitted.C, 1e-9);
        Assert.Equal(Ln2, fitted.LogOdds(Ln2), 1e-9);
    }

    /// <summary>
    /// Scores in the thousands, no row of class 1 below one half, scores of class 0 everywhere: by maximum likelihood nothing holds a down,
    /// and a new row of class 1 at −5,000 would cost thousands of nats.
    /// </summary>
    [Fact]
    public void An_end_without_rows_of_the_other_class_stays_bounded()
    {
        double[] scores = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? -40.0 * (i + 1) : i % 4 == 1 ? 30.0 * i : 2_000 + i)];
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 0 : i % 20 == 1 ? 0 : 1)];
        var rows = CalibrationRows.Of(scores, labels, 1);
        foreach (string kind in (string[])["beta", "beta-ab"])
        {
            var fitted = (BetaCalibration)CalibrationMethod.Parse(kind).Fit(rows);
            Assert.True(fitted.Diagnostics.Converged, kind);
            Assert.Contains("no row of class 1 has a probability of ½ or less", fitted.Diagnostics.Warnings[0], StringComparison.Ordinal);
            Assert.InRange(fitted.LogOdds(-5_000), -12, -3);   // 220 rows of class 0 say 1/222 together, far from e^−5000
        }
    }
}
