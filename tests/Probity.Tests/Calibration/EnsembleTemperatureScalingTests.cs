using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

public class EnsembleTemperatureScalingTests
{
    /// <summary>Where each row is likely under one component only, weights are shares of rows; where one is best everywhere, it has all.</summary>
    [Fact]
    public void Weights_of_a_mixture_have_their_closed_forms()
    {
        var rows = CalibrationRows.Of(new double[10], new int[10], 1);
        double[] apart = [.. Enumerable.Range(0, 10).SelectMany(i => i < 3 ? new[] { 1.0, 0 } : [0, 1.0])];
        MixtureWeights.Optimum found = MixtureWeights.Solve(apart, 2, rows);
        Assert.Equal(.3, found.Weights[0], 1e-12);
        Assert.True(found.Converged);

        double[] best = [.. Enumerable.Range(0, 10).SelectMany(i => new[] { .2, .5, .5 - (.01 * i), .1 })];
        found = MixtureWeights.Solve(best, 4, rows);
        Assert.Equal(1, found.Weights[1], 1e-9);
        Assert.True(found.Gap <= 1e-10, $"{found.Gap}");

        // Two of three rows (2, 1), one (1, 3): the derivative 2/(1 + w) − 2/(3 − 2w) is 0 at w = 2/3.
        found = MixtureWeights.Solve([2, 1, 2, 1, 1, 3], 2, CalibrationRows.Of(new double[3], new int[3], 1));
        Assert.Equal(2.0 / 3, found.Weights[0], 1e-10);
    }

    [Fact]
    public void No_other_weights_are_better()
    {
        CalibratedRows rows = Noisy(800, .15, 5);
        var fitted = (EnsembleTemperatureScaling)rows.Fit("ets");
        Assert.True(fitted.Diagnostics.Converged);
        Assert.True(fitted.Diagnostics.Gradient <= 1e-10, $"gap {fitted.Diagnostics.Gradient}");
        double best = double.PositiveInfinity;
        for (int a = 0; a <= 100; a++)
        {
            for (int b = 0; a + b <= 100; b++) best = Math.Min(best, Nll(rows, fitted.Temperature, [a / 100.0, b / 100.0, (100 - a - b) / 100.0]));
        }
        Assert.Equal(Nll(rows, fitted.Temperature, [.. fitted.Weights]), fitted.Diagnostics.NllAfter, 1e-12);
        Assert.InRange(fitted.Diagnostics.NllAfter, best - 1e-3, best + 1e-10);
        Assert.Equal(TemperatureScaling.Fit(rows.Logits, rows.Labels, 5, options: new() { DoNoHarm = false }).Temperature, fitted.Temperature, 1e-9);
    }

    /// <summary>A calibrated model of whose labels a share was replaced by any class: that share is the weight of equal shares.</summary>
    [Fact]
    public void Wrong_labels_become_equal_shares()
    {
        var fitted = (EnsembleTemperatureScaling)Noisy(20_000, .2, 6).Fit("ets");
        Assert.InRange(fitted.Weights[2], .17, .23);
        Assert.Contains("equal shares: none is above 0.8", fitted.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        Calibrator fitted = Noisy(300, .2, 7).Fit("ets");
        Refused("weights", "calibrator.weights", [.5, .6, .2]);
        Refused("weights", "calibrator.weights", [1.5, -.5, 0]);
        Refused("holds 2 numbers where 3 belong", "calibrator.weights", [.5, .5]);
        Refused("temperature -1", "calibrator.temperature", [-1]);
        void Refused(string words, string tensor, double[] values) => Assert.Contains(
            words, Assert.Throws<InvalidDataException>(() => CalibratorLawsTests.Tampered(fitted, tensor, values)).Message, StringComparison.Ordinal);
    }

    private static CalibratedRows Noisy(int count, double share, ulong seed)
    {
        CalibratedRows rows = CalibratedRows.Sampled(count, 5, 5, 1, seed);
        var stream = new RandomStream(seed, 5);
        return rows with { Labels = [.. rows.Labels.Select(label => stream.NextDouble() < share ? stream.NextInt32(5) : label)] };
    }

    private static double Nll(CalibratedRows rows, double temperature, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < rows.Labels.Length; i++)
        {
            double[] row = rows.Logits[(i * 5)..((i * 5) + 5)];
            double At(double t) => Math.Exp(row[rows.Labels[i]] / t) / row.Sum(z => Math.Exp(z / t));
            sum -= Math.Log((weights[0] * At(temperature)) + (weights[1] * At(1)) + (weights[2] / 5));
        }
        return sum / rows.Labels.Length;
    }
}
