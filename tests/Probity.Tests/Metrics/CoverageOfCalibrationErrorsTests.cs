using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Tests.Metrics;

/// <summary>
/// How often the 95 % intervals of calibration errors hold the truth where resamples show too little of the bias, over 200 draws
/// of rows: standard error 1.5 points.
/// </summary>
public class CoverageOfCalibrationErrorsTests
{
    private const int Runs = 200;

    [Fact]
    public void Where_half_of_the_rows_are_certain_and_too_often_wrong()
    {
        // All the error is in the confidence of 1: .5·(1 − .9). Reversal alone holds it in .86 (ece) and .80 (ece_equal_mass) of the runs.
        var held = Coverage(300, (c, half) => half ? (1, .9) : (c, c), ("ece", .05), ("ece_equal_mass", .05), ("smooth_ece", .05));
        Assert.All(held, pair => Assert.True(pair.Value >= .90, $"{pair.Key}: {pair.Value:P1}"));
    }

    [Fact]
    public void Where_every_bin_is_as_far_off()
    {
        // Reversal alone holds MCE in .77 of the runs: the largest of eight bins was lucky.
        var held = Coverage(300, (c, _) => (c, c - .35), ("mce", .35), ("ece", .35), ("rmsce", .35));
        Assert.All(held, pair => Assert.True(pair.Value >= .90, $"{pair.Key}: {pair.Value:P1}"));
    }

    private static Dictionary<string, double> Coverage(
        int rows, Func<double, bool, (double Confidence, double Truth)> draw, params (string Name, double Truth)[] truths)
    {
        var held = truths.ToDictionary(truth => truth.Name, _ => 0.0, StringComparer.Ordinal);
        for (int run = 0; run < Runs; run++)
        {
            var random = new RandomStream((ulong)run, 77);
            var confidence = new double[rows];
            var correct = new bool[rows];
            for (int i = 0; i < rows; i++)
            {
                var row = draw(.5 + (.5 * random.NextDouble()), random.NextDouble() < .5);
                confidence[i] = row.Confidence;
                correct[i] = random.NextDouble() < row.Truth;
            }
            var figures = Evaluation.Classify(
                new EvaluationRows { Confidence = confidence, Correct = correct }, new() { Bootstrap = 200, Seed = (ulong)run });
            foreach (var (name, truth) in truths)
            {
                if (figures[name].Low <= truth && truth <= figures[name].High) held[name] += 1.0 / Runs;
            }
        }
        return held;
    }
}
