using Probity.Metrics;

namespace Probity.Tests.Metrics;

/// <summary>
/// How often a 95 % interval holds the truth, over 300 draws of rows. The standard error of such a share is 1.3 points,
/// so the bounds asserted are what a method that works cannot well leave.
/// </summary>
public class CoverageOfIntervalsTests
{
    private const int Runs = 300, Endless = 1_000_000;

    private static readonly string[] BiasedUpward =
    [
        "ece", "mce", "rmsce", "ece_equal_mass", "rmsce_debiased", "overconfidence", "underconfidence", "smooth_ece", "ks", "kuiper", "brier_reliability",
    ];

    [Fact]
    public void Of_an_over_confident_classifier()
    {
        var held = Coverage(rows: 800, slope: .7, shift: 1.5);
        foreach (string name in new[] { "accuracy", "nll", "brier", "auroc", "aurc", "eaurc", "augrc", "aurc_class_balanced", "risk_at_coverage_80" })
            Assert.True(held[name] is >= .90 and <= .995, $"{name}: {held[name]:P1}");
        foreach (string name in new[] { "spiegelhalter_z", "brier_resolution", "brier_uncertainty" })
            Assert.True(held[name] is >= .90 and <= .995, $"{name}: {held[name]:P1}");
        // The truth of these is that of the same bins on endless rows. Reversal takes off most of the bias, not all.
        foreach (string name in BiasedUpward.Append("coverage_at_risk_5"))
            Assert.True(held[name] >= .90, $"{name}: {held[name]:P1}");
    }

    [Fact]
    public void Of_a_calibrated_classifier_with_few_errors()
    {
        var held = Coverage(rows: 800, slope: 1, shift: 3.5);
        foreach (string name in new[] { "accuracy", "nll", "brier", "auroc", "aurc", "eaurc", "augrc", "aurc_class_balanced", "risk_at_coverage_80" })
            Assert.True(held[name] is >= .90 and <= .995, $"{name}: {held[name]:P1}");
        // The truth is 0; a plain percentile interval holds it never, a reversed one alone in half of the runs.
        foreach (string name in BiasedUpward)
            Assert.True(held[name] >= .90, $"{name}: {held[name]:P1}");
        foreach (string name in new[] { "ece", "mce", "rmsce", "ece_equal_mass", "smooth_ece", "ks", "kuiper", "spiegelhalter_z", "brier_uncertainty" })
            Assert.True(held[name] is >= .90 and <= .995, $"{name}: {held[name]:P1}");
        Assert.True(held["coverage_at_risk_5"] >= .90, $"coverage_at_risk_5: {held["coverage_at_risk_5"]:P1}");
    }

    [Fact]
    public void Of_areas_that_some_ten_errors_decide()
    {
        var held = Coverage(rows: 300, slope: 1, shift: 4.5);   // percentile intervals alone: .83 to .84
        foreach (string name in new[] { "aurc", "eaurc", "augrc" })
            Assert.True(held[name] is >= .92, $"{name}: {held[name]:P1}");
    }

    /// <summary>One row in ten of a rare class, the others of two.</summary>
    private static EvaluationRows Labelled(SimulatedRows rows) => rows.Rows with
    {
        Labels = Enumerable.Range(0, rows.Confidence.Length).Select(i => i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0).ToArray(),
    };

    private static Dictionary<string, double> Coverage(int rows, double slope, double shift)
    {
        var endless = Evaluation.Classify(Labelled(SimulatedRows.Draw(4_242, Endless, slope, shift)), new() { Bootstrap = 0 });
        var held = endless.Keys.ToDictionary(name => name, _ => 0.0, StringComparer.Ordinal);
        for (int run = 0; run < Runs; run++)
        {
            var figures = Evaluation.Classify(Labelled(SimulatedRows.Draw(10_000 + (ulong)run, rows, slope, shift)), new() { Bootstrap = 200, Seed = (ulong)run });
            foreach (var (name, figure) in figures)
            {
                double truth = slope == 1 && figure.Null95 is not null ? 0 : endless[name].Value!.Value;
                if (name is "ks" or "kuiper" or "spiegelhalter_z") truth *= Math.Sqrt(rows / (double)Endless);   // they grow with √n
                if (figure.Low <= truth && truth <= figure.High) held[name] += 1.0 / Runs;
            }
        }
        return held;
    }
}
