using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

/// <summary>What holds of every calibrator of two classes that is a formula.</summary>
public class ParametricLawsTests
{
    public static TheoryData<string> Kinds => ["platt", "affine", "quadratic", "beta", "beta-am", "beta-ab", "spline"];

    private static BinaryCalibrator Fit(string kind, double[] scores, int[] labels, double[]? weights = null) =>
        (BinaryCalibrator)CalibrationMethod.Parse(kind).Fit(CalibrationRows.Of(scores, labels, 1, weights));

    private static void AssertSame(BinaryCalibrator one, BinaryCalibrator other, double within)
    {
        for (double s = -9; s < 9; s += .37) Assert.Equal(one.LogOdds(s), other.LogOdds(s), within);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_integer_weight_is_a_repetition(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        double[] weights = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 4))];
        int[] rows = [.. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Repeat(i, i % 4))];
        AssertSame(Fit(kind, scores, labels, weights), Fit(kind, [.. rows.Select(i => scores[i])], [.. rows.Select(i => labels[i])]), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_order_of_rows_does_not_matter(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        int[] order = RowSplit.Shuffled(200, 5);
        AssertSame(Fit(kind, scores, labels), Fit(kind, [.. order.Select(i => scores[i])], [.. order.Select(i => labels[i])]), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_column_two_columns_floats_and_doubles_are_one_fit(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        float[] floats = [.. scores.Select(s => (float)s)];
        double[] same = [.. floats.Select(s => (double)s)], pairs = [.. same.SelectMany(s => (double[])[7, s + 7])];
        BinaryCalibrator one = Fit(kind, same, labels), fromFloats = (BinaryCalibrator)CalibrationMethod.Parse(kind).Fit(CalibrationRows.Of(floats, labels, 1));
        var two = (BinaryCalibrator)CalibrationMethod.Parse(kind).Fit(CalibrationRows.Of(pairs, labels, 2));
        AssertSame(one, fromFloats, 0);
        AssertSame(one, two, 1e-9);
        var probabilities = new double[400];
        two.Calibrate(pairs, 2, probabilities);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(one.Probability(same[i]), probabilities[(2 * i) + 1], 1e-9);
            Assert.Equal(1, probabilities[2 * i] + probabilities[(2 * i) + 1], 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Keeps_its_bits_in_a_file(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        BinaryCalibrator fitted = Fit(kind, scores, labels);
        var read = (BinaryCalibrator)BinaryRows.Kept(fitted);
        AssertSame(fitted, read, 0);
        Assert.Equal(fitted.Kind, read.Kind);
        Assert.Equal(fitted.Explain(), read.Explain());
        Assert.Equal(fitted.Diagnostics.Gradient, read.Diagnostics.Gradient);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lowers_the_nll_and_certifies_it(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        BinaryCalibrator fitted = Fit(kind, scores, labels);
        Assert.True(fitted.Diagnostics.NllAfter < fitted.Diagnostics.NllBefore);
        Assert.True(fitted.Diagnostics.Converged);
        Assert.True(fitted.Diagnostics.Gradient < 1e-9);
        Assert.Empty(fitted.Diagnostics.Warnings);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Monotone_ones_are_monotone_and_go_back(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        BinaryCalibrator fitted = Fit(kind, scores, labels);
        for (double s = -40; s < 40 && fitted.IsMonotone; s += .1) Assert.True(fitted.LogOdds(s) <= fitted.LogOdds(s + .1));
        for (double p = .1; p < .85 && fitted.IsMonotone; p += .05) Assert.Equal(p, fitted.Probability(fitted.Inverse(p)), 1e-12);
        if (fitted.CanInvert)
        {
            double[] probabilities = [.01, .5, .9], back = new double[3], again = new double[3];
            fitted.Invert(probabilities, 1, back);
            fitted.Calibrate(back, 1, again);
            for (int i = 0; i < 3; i++) Assert.Equal(probabilities[i], again[i], 1e-12);
        }
    }

    /// <summary>Rows as they come: few, separable, of one class, of one score, of huge and tiny scores, saturated.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Answers_with_finite_numbers_on_any_legal_rows(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        (double[] Scores, int[] Labels)[] sets =
        [
            ([1.5], [1]), ([1, 2], [0, 1]), ([1, 2], [1, 0]), ([1, 1, 1], [0, 1, 1]), ([0, 0], [0, 1]), ([0, 0], [1, 1]),
            (scores, [.. scores.Select(s => s > 0 ? 1 : 0)]), (scores, [.. scores.Select(s => s > 0 ? 0 : 1)]),
            (scores, [.. scores.Select(s => Math.Abs(s) < 1 ? 1 : 0)]), (scores, [.. scores.Select(_ => 1)]), (scores, [.. scores.Select(_ => 0)]),
            ([.. scores.Select(s => s * 3_000)], labels), ([.. scores.Select(s => s * 1e-3)], labels), ([.. scores.Select(s => s * 1e-9)], labels),
            ([.. scores.Select(s => s + 5_000)], labels), ([.. scores.Select(s => s > 0 ? 745.0 : -745)], labels), ([.. scores.Select(s => s > 0 ? 3.0 : -1)], labels),
            ([.. scores.Select(s => s * 1e300)], labels), (scores[..50], labels[..50]), ([.. scores.Select((s, i) => i == 7 ? double.NegativeInfinity : s)], labels),
        ];
        for (int set = 0; set < sets.Length; set++)
        {
            BinaryCalibrator fitted = Fit(kind, sets[set].Scores, sets[set].Labels);
            Assert.True(fitted.Diagnostics.Converged, $"set {set}: gradient {fitted.Diagnostics.Gradient}");
            Assert.All(fitted.Parameters.SelectMany(parameter => parameter.Values), value => Assert.True(double.IsFinite(value), $"set {set}"));
            foreach (double s in (double[])[-1e308, -1e9, -745, -1, 0, 1e-9, 1, 745, 1e9, 1e308, .. sets[set].Scores[..Math.Min(9, sets[set].Scores.Length)]])
                Assert.True(double.IsFinite(fitted.LogOdds(Math.Max(s, -1e308))), $"set {set} at {s}");
            Assert.NotEmpty(BinaryRows.Kept(fitted).Explain());
        }
    }

    [Theory]
    [InlineData("platt", true)]
    [InlineData("affine", true)]
    [InlineData("quadratic", true)]
    [InlineData("beta", false)]
    public void The_unit_of_scores_does_not_matter(string kind, bool shifted)
    {
        // Beta calibration bends at ½, so that for it units do matter.
        (double[] scores, int[] labels) = BinaryRows.Made();
        BinaryCalibrator one = Fit(kind, scores, labels);
        foreach (double unit in shifted ? (double[])[1e-6, 1e-3, 4_000, 1e8] : [])
        {
            BinaryCalibrator other = Fit(kind, [.. scores.Select(s => (s + 3) * unit)], labels);
            foreach (double s in scores) Assert.Equal(one.LogOdds(s), other.LogOdds((s + 3) * unit), 1e-7);
        }
        if (!shifted) Assert.NotEqual(one.LogOdds(1), Fit(kind, [.. scores.Select(s => s * 4)], labels).LogOdds(4), 1e-3);
    }

    [Theory]
    [InlineData("affine", 202)]
    [InlineData("quadratic", 202)]
    [InlineData("beta", 202)]
    [InlineData("beta-am", 202)]
    public void Rows_of_one_class_claim_no_more_than_their_number_shows(string kind, double claimed)
    {
        // Targets of (n + 1)/(n + 2): the odds of n + 1 to 1.
        (double[] scores, _) = BinaryRows.Made();
        BinaryCalibrator fitted = Fit(kind, scores, [.. scores.Select(_ => 1)]);
        Assert.Equal(Math.Log(claimed - 1), fitted.LogOdds(2), 1e-9);
        Assert.Contains("the scores part the classes", fitted.Diagnostics.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("platt")]
    [InlineData("affine")]
    [InlineData("beta")]
    [InlineData("beta-am")]
    public void Order_is_never_turned_round(string kind)
    {
        (double[] scores, int[] labels) = BinaryRows.TurnedRound();
        BinaryCalibrator fitted = Fit(kind, scores, labels);
        // 90 of 200 are of class 1; Platt's mean target, from numpy.
        double constant = kind == "platt" ? -0.20059227177815894 : Math.Log(90.0 / 110);
        Assert.Equal(constant, fitted.LogOdds(-3), 1e-12);
        Assert.Equal(constant, fitted.LogOdds(3), 1e-12);
        Assert.Contains("higher score", fitted.Diagnostics.Warnings[0], StringComparison.Ordinal);
        Assert.True(fitted.Diagnostics.Converged);
        Assert.False(fitted.CanInvert);
        Assert.Equal(double.PositiveInfinity, fitted.Inverse(.9));
        Assert.Equal(double.NegativeInfinity, fitted.Inverse(.1));
    }

    [Theory]
    [InlineData("platt", "slope", -1)]
    [InlineData("affine", "slope", -.1)]
    [InlineData("beta", "a", -1)]
    [InlineData("beta", "b", -1)]
    [InlineData("beta-am", "a", 8)]
    [InlineData("beta-ab", "c", 8)]
    [InlineData("quadratic", "lowest", 800)]
    [InlineData("platt", "intercept", double.NaN)]
    [InlineData("quadratic", "curvature", double.PositiveInfinity)]
    [InlineData("spline", "heights", 1)]
    [InlineData("spline", "scores", 1)]
    public void A_file_that_lies_is_refused(string kind, string name, double value)
    {
        (double[] scores, int[] labels) = BinaryRows.Made();
        BinaryCalibrator fitted = Fit(kind, scores, labels);
        Assert.Throws<InvalidDataException>(() => BinaryRows.Kept(fitted, BinaryRows.Changed(name, value)));
    }
}
