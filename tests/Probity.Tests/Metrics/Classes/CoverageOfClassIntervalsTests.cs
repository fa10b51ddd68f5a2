using Probity.Metrics;

namespace Probity.Tests.Metrics.Classes;

/// <summary>How often the 95 % intervals of the figures of classes and labels hold the truth, over 200 draws of rows (standard error 1.5 points).</summary>
public class CoverageOfClassIntervalsTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Runs = 200;

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.8)]
    public void Of_classes(double sharpness)
    {
        const int classes = 4, n = 400;
        EvaluationOptions none = new() { Bootstrap = 0 };
        var endless = ClassTable.Compute(ClassRows.Draw(77, 200_000, classes, sharpness).With(), none);
        Dictionary<string, double> truth = Flat(endless).ToDictionary(f => f.Name, f => f.Figure.Value!.Value, StringComparer.Ordinal), held = new(StringComparer.Ordinal);
        int rejected = 0;
        for (int run = 0; run < Runs; run++)
        {
            var table = ClassTable.Compute(ClassRows.Draw(10_000 + (ulong)run, n, classes, sharpness).With(), new() { Bootstrap = 150, Seed = (ulong)run });
            foreach (var (name, figure) in Flat(table))
            {
                double value = sharpness == 1 && (figure.P is not null || name.Contains("_calibration", StringComparison.Ordinal)) ? 0 : truth[name];
                held[name] = held.GetValueOrDefault(name) + (figure.Low <= value && value <= figure.High ? 1.0 / Runs : 0);
            }
            if (table.Figures["ece_classwise"].P <= .05) rejected++;
        }
        foreach (var (name, share) in held) output.WriteLine($"{name} {share:0.000}");
        output.WriteLine($"rejected {rejected}");
        foreach (string name in new[] { "nll_refinement", "brier_refinement", "precision", "recall", "f1", "mean_confidence", "auroc" })
            Assert.True(held[name] is >= .895 and <= 1, $"{name}: {held[name]:P1}");
        foreach (string name in new[] { "nll_calibration", "brier_calibration" }) Assert.True(held[name] >= .88, $"{name}: {held[name]:P1}");
        foreach (string name in new[] { "ece", "ece_classwise", "mean ece_classwise" }) Assert.True(held[name] >= .87, $"{name}: {held[name]:P1}");
        if (sharpness == 1) Assert.InRange(rejected, 1, 22);
        else Assert.True(rejected > Runs / 2);
    }

    /// <summary>The figures that look at classes: those of all rows, and those of class 0.</summary>
    private static IEnumerable<(string Name, Figure Figure)> Flat(ClassTable table) =>
        [
            .. table.Figures.Where(f => f.Key.Contains("_refinement", StringComparison.Ordinal) || f.Key.Contains("_calibration", StringComparison.Ordinal)).Select(f => (f.Key, f.Value)),
            ("mean ece_classwise", table.Figures["ece_classwise"]),
            .. table.Classes[0].Figures.Select(f => (f.Key, f.Value)),
        ];

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.8)]
    public void Of_labels_that_depend_on_each_other(double sharpness)
    {
        const int labels = 5, n = 200;
        var endless = LabelRows.Draw(78, 200_000, labels, sharpness).Evaluate(new() { Bootstrap = 0 });
        Dictionary<string, double> truth = Flat(endless).ToDictionary(f => f.Name, f => f.Figure.Value!.Value, StringComparer.Ordinal), held = new(StringComparer.Ordinal);
        int rejected = 0;
        for (int run = 0; run < Runs; run++)
        {
            var measured = LabelRows.Draw(20_000 + (ulong)run, n, labels, sharpness).Evaluate(new() { Bootstrap = 150, Seed = (ulong)run });
            foreach (var (name, figure) in Flat(measured))
            {
                double value = sharpness == 1 && figure.P is not null ? 0 : truth[name];
                held[name] = held.GetValueOrDefault(name) + (figure.Low <= value && value <= figure.High ? 1.0 / Runs : 0);
            }
            if (measured.Figures["ece"].P <= .05) rejected++;
        }
        foreach (var (name, share) in held) output.WriteLine($"{name} {share:0.000}");
        output.WriteLine($"rejected {rejected}");
        foreach (string name in new[] { "accuracy", "subset_accuracy", "nll", "brier", "auroc_micro", "auroc_macro", "average_precision_micro", "average_precision_macro", "label auroc", "label average_precision" })
            Assert.True(held[name] is >= .895 and <= 1, $"{name}: {held[name]:P1}");
        foreach (string name in new[] { "ece", "ece_labelwise" }) Assert.True(held[name] >= .86, $"{name}: {held[name]:P1}");
        Assert.True(held["label ece"] >= .80, $"label ece: {held["label ece"]:P1}");   // 200 rows in 15 bins: reversal takes off most of the bias, not all
        if (sharpness == 1) Assert.InRange(rejected, 1, 22);
    }

    private static IEnumerable<(string Name, Figure Figure)> Flat(MultiLabelEvaluation measured) =>
        [.. measured.Figures.Select(f => (f.Key, f.Value)), .. measured.Labels[0].Figures.Select(f => ($"label {f.Key}", f.Value))];
}
