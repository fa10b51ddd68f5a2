using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

/// <summary>Binary rows of an overconfident model, and rows of the kinds that break fits.</summary>
internal static class BinningRows
{
    /// <summary>Log-odds N(0, 2²) rounded to a grid so that some tie; P(1) = σ(s/2 + ¼).</summary>
    public static (double[] LogOdds, int[] Labels) Overconfident(int rows, ulong seed)
    {
        var random = new RandomStream(seed);
        var logOdds = new double[rows];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            logOdds[i] = Math.Round(2 * random.NextGaussian(), 2);
            labels[i] = random.NextDouble() < Elementary.Logistic((logOdds[i] / 2) + .25) ? 1 : 0;
        }
        return (logOdds, labels);
    }

    public static TheoryData<string> Odd => new("50 rows", "one class", "one row", "separable", "thousands", "saturated", "all equal");

    public static CalibrationRows Of(string kind) => kind switch
    {
        "50 rows" => Rows(Overconfident(50, 1)),
        "one class" => Rows((Overconfident(60, 2).LogOdds, new int[60])),
        "one row" => Rows(([.3], [1])),
        "separable" => Rows(([.. Enumerable.Range(-40, 81).Select(i => i + .5)], [.. Enumerable.Range(-40, 81).Select(i => i >= 0 ? 1 : 0)])),
        "thousands" => Rows(([.. Overconfident(200, 3).LogOdds.Select(s => 3_000 * s)], Overconfident(200, 3).Labels)),
        "saturated" => CalibrationRows.Of(
            [.. Enumerable.Range(0, 200).SelectMany(i => i % 3 == 0 ? new[] { 0, double.NegativeInfinity } : [double.NegativeInfinity, 0])],
            [.. Enumerable.Range(0, 200).Select(i => (i % 3 == 0) == (i % 7 == 0) ? 1 : 0)], 2),
        _ => Rows(([.. Enumerable.Repeat(1.5, 70)], [.. Enumerable.Range(0, 70).Select(i => i % 2)])),
    };

    public static CalibrationRows Rows((double[] LogOdds, int[] Labels) rows) => CalibrationRows.Of(rows.LogOdds, rows.Labels, 1);

    /// <summary>What every calibrator must hold on rows of any kind: finite answers, also elsewhere, that a file gives back bit by bit.</summary>
    public static void FiniteAndKept<T>(T fitted) where T : BinaryCalibrator
    {
        T kept = SavedCalibrator.Again(fitted);
        foreach (double s in (double[])[-1e6, -745, -40, -2.125, -.5, 0, 1e-9, .5, 1.5, 3, 40, 745, 1e6])
        {
            double answer = fitted.LogOdds(s);
            Assert.True(double.IsFinite(answer), $"{fitted.Kind}({s}) = {answer}");
            Assert.InRange(fitted.Probability(s), double.Epsilon, 1 - 1e-16);
            Assert.Equal(BitConverter.DoubleToInt64Bits(answer), BitConverter.DoubleToInt64Bits(kept.LogOdds(s)));
        }
        Assert.Equal(fitted.Explain(), kept.Explain());
        Assert.True(double.IsFinite(fitted.Diagnostics.NllAfter));
    }

    /// <summary>Integer weights are repetitions, the order of rows does not matter, float and double agree.</summary>
    public static void WeightsAreRepetitionsInAnyOrder(Func<CalibrationRows, BinaryCalibrator> fit)
    {
        (double[] logOdds, int[] labels) = Overconfident(400, 5);
        for (int i = 0; i < logOdds.Length; i++) logOdds[i] = (float)logOdds[i];
        double[] weights = [.. Enumerable.Range(0, 400).Select(i => (double)(i % 4))];
        int[] repeated = [.. Enumerable.Range(0, 400).SelectMany(i => Enumerable.Repeat(i, i % 4))];
        new RandomStream(9).Shuffle(repeated.AsSpan());
        var weighted = fit(CalibrationRows.Of(logOdds, labels, 1, weights));
        var plain = fit(CalibrationRows.Of([.. repeated.Select(i => logOdds[i])], [.. repeated.Select(i => labels[i])], 1));
        var single = fit(CalibrationRows.Of(Array.ConvertAll(logOdds, s => (float)s), labels, 1, weights));
        for (double s = -5; s < 5; s += .0625)
        {
            Assert.Equal(plain.LogOdds(s), weighted.LogOdds(s), 1e-9);
            Assert.Equal(weighted.LogOdds(s), single.LogOdds(s), 1e-9);
        }
    }
}
