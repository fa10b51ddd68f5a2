using Probity.Calibration;
using Probity.Numerics;
using Probity.Tests.IO;

namespace Probity.Tests.Calibration;

public class AutoCalibrationTests
{
    private static readonly CalibrationOptions Defaults = new();

    /// <summary>Labels drawn from softmax(z + shift), the model says scale·z.</summary>
    private static CalibrationRows Rows(int rows, int classes, ulong seed, double scale = 1, params double[] shift)
    {
        var random = new RandomStream(seed);
        var logits = new double[rows * classes];
        var labels = new int[rows];
        var z = new double[Math.Max(2, classes)];
        for (int i = 0; i < rows; i++)
        {
            for (int k = z.Length - classes; k < z.Length; k++)
            {
                z[k] = 1.5 * random.NextGaussian();
                logits[(i * classes) + k - (z.Length - classes)] = scale * z[k];
            }
            double[] odds = [.. z.Select((value, k) => Math.Exp(value + (k < shift.Length ? shift[k] : 0)))];
            double left = odds.Sum() * random.NextDouble();
            while (labels[i] < odds.Length - 1 && left >= odds[labels[i]]) left -= odds[labels[i]++];
        }
        return CalibrationRows.Of(logits, labels, classes);
    }

    private static string Choice(CalibrationRows rows) => AutoCalibration.Run(rows, Defaults).Calibrator?.Kind ?? "none";

    /// <summary>One temperature alone would be fitted in .6 % of runs: z²/2 − 1 &gt; |z| for a standard normal z. Each further shape adds some: of 400 runs 379 (two classes) and 374 (three) kept identity.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Calibrated_rows_are_left_as_they_are_nearly_always(int classes)
    {
        const int runs = 100;
        int kept = Enumerable.Range(0, runs).Count(run => Choice(Rows(300, classes, (ulong)(1_000 + run))) == "none");
        Assert.InRange(kept, 87, runs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Rows_that_need_one_temperature_get_it(int classes)
    {
        const int runs = 20;
        string[] choices = [.. Enumerable.Range(0, runs).Select(run => Choice(Rows(600, classes, (ulong)(2_000 + run), scale: 2)))];
        Assert.DoesNotContain("none", choices);
        Assert.InRange(choices.Count(choice => choice == "temperature"), 17, runs);
    }

    [Fact]
    public void Errors_that_differ_between_classes_get_more_than_a_temperature()
    {
        Assert.NotEqual("temperature", Choice(Rows(2_000, 1, 5, scale: 2, 0, 1)));
        string[] oneForAll = ["temperature", "ts-mix", "ets", "order-preserving"];
        if (CandidateMethod.For(3).Any(one => !oneForAll.Contains(one.Method.Name))) Assert.DoesNotContain(Choice(Rows(3_000, 3, 6, scale: 2, 0, 1.5)), oneForAll);
    }

    [Fact]
    public void Says_why_with_the_numbers_of_its_table()
    {
        CalibratorFit fit = AutoCalibration.Run(Rows(2_000, 1, 5, scale: 2, 0, 1), Defaults);
        IReadOnlyList<CalibrationCandidate> table = fit.Report.Candidates;
        Assert.Equal(["none", "temperature", "platt"], table.Take(3).Select(one => one.Method));
        CalibrationCandidate taken = table.Single(one => one.Method == fit.Calibrator!.Kind);
        Assert.Equal(table[0].Nll - taken.Nll, taken.Gain, 12);
        Assert.Equal(fit.Report.NllAfter, taken.Nll);
        Assert.Contains(FormattableString.Invariant($"auto chose {taken.Method} of "), fit.Choice, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{taken.Gain:G3} ± {taken.StandardError:G2} below the model's own"), fit.Choice, StringComparison.Ordinal);

        CalibratorFit kept = AutoCalibration.Run(Rows(400, 3, 1_001), Defaults);
        Assert.Null(kept.Calibrator);
        Assert.StartsWith("auto left confidence as the model gave it: of ", kept.Choice, StringComparison.Ordinal);
        Assert.Equal(kept.Report.NllBefore, kept.Report.NllAfter);
    }

    [Fact]
    public void A_method_that_fails_is_left_out_and_the_others_go_on()
    {
        CalibrationRows rows = Rows(600, 3, 7, scale: 2);
        CalibrationMethod broken = Method("broken", _ => throw new InvalidOperationException("it broke"));
        CalibrationMethod whole = Method("whole", all => all.Count == 600 ? throw new ArgumentException("all are too many") : TemperatureScaling.Fit(all));
        (CandidateMethod, CalibrationMethod) Simple(CalibrationMethod method) => (new(method.Name, _ => 1, 0, 1), method);
        CalibratorFit fit = AutoCalibration.Run(rows, Defaults, [Simple(broken), Simple(whole), .. CandidateMethod.For(3)]);
        Assert.Equal("temperature", fit.Calibrator!.Kind);
        Assert.Equal("it broke", fit.Report.Candidates[1].LeftOut);
        Assert.Contains("whole cannot be fitted on all rows: all are too many", fit.Warnings);

        CalibratorFit none = AutoCalibration.Run(rows, Defaults, [Simple(broken)]);
        Assert.Null(none.Calibrator);
        Assert.Equal("auto left confidence as the model gave it: there was nothing to compare it with.", none.Choice);
    }

    [Fact]
    public void What_wants_more_rows_or_takes_too_long_is_not_tried()
    {
        CalibrationRows rows = Rows(100, 3, 8, scale: 2);
        CalibrationMethod unused = Method("unused", _ => throw new InvalidOperationException("it was tried"));
        CalibratorFit fit = AutoCalibration.Run(rows, Defaults, [(new("unused", k => k * k, 20, 1), unused), (new("unused", _ => 1, 0, 1e9), unused)]);
        Assert.Equal("too few rows: it wants 180", fit.Report.Candidates[1].LeftOut);
        Assert.Equal("too dear for 100 rows of 3 classes: ask for it by name", fit.Report.Candidates[2].LeftOut);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Very_few_rows_are_left_as_they_are(int rows) => Assert.Null(AutoCalibration.Run(Rows(rows, 3, 9), Defaults).Calibrator);

    /// <summary>Differences .5, −.25 and −.25 of weights 2, 1 and 1: mean .125; squared deviations 2·.140625 + 2·.140625 over 3, over 4.</summary>
    [Fact]
    public void A_gain_and_its_standard_error_count_weights_as_repetition()
    {
        double[] before = [1, 2, 3], after = [.5, 2.25, 3.25], logits = [0, 0, 0];
        var gain = PairedGain.Of(CalibrationRows.Of(logits, [0, 1, 0], 1, [2, 1, 1]), before, after);
        Assert.Equal(.125, gain.Mean, 15);
        Assert.Equal(Math.Sqrt(.5625 / 3 / 4), gain.StandardError, 15);
        Assert.Equal(gain, PairedGain.Of(CalibrationRows.Of([.. logits, 0], [0, 1, 0, 0], 1), [.. before, 1], [.. after, .5]));
        Assert.False(PairedGain.Of(CalibrationRows.Of([0d], [0], 1), [1], [.5]).Exceeds);
    }

    [Fact]
    public void A_policy_keeps_why_it_was_chosen()
    {
        var rows = CalibratedRows.Typical(800, 3, 4);
        float[] logits = Array.ConvertAll(rows.Logits, z => (float)z);
        var policy = ConfidencePolicy.Fit(logits, rows.Labels, 3, new() { Calibrator = "auto" });
        Assert.Contains(policy.CalibratorChoice!, policy.Explain(), StringComparison.Ordinal);
        using var scratch = new Scratch();
        policy.Save(scratch["p.probity"]);
        var loaded = ConfidencePolicy.Load(scratch["p.probity"]);
        Assert.Equal(policy.CalibratorChoice, loaded.CalibratorChoice);
        Assert.Equal(policy.Explain(), loaded.Explain());
        Assert.Equal(policy.CalibratorChoice, ConfidencePolicy.Fit(logits, rows.Labels, 3).CalibratorChoice);   // the default
        Assert.Null(ConfidencePolicy.Fit(logits, rows.Labels, 3, new() { Calibrator = "svs" }).CalibratorChoice);
    }

    internal static CalibrationMethod Method(string name, Func<CalibrationRows, Calibrator> fit) => new(name, 1, binary: true, multiclass: true, fit, null!, "for a test");
}
