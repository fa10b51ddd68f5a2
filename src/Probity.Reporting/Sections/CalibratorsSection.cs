using Probity.Calibration;

namespace Probity.Reporting.Sections;

/// <summary>Calibrators beside each other: what is gained, and how each one's confidence reads.</summary>
internal static class CalibratorsSection
{
    private static readonly string[] Shown = ["nll", "brier", "ece", "auroc", "accuracy"];

    public static ComparedMethod[]? Of(IReadOnlyList<ComparedCalibrator> compared) => compared.Count == 0 ? null : [.. compared.Select(Method)];

    public static void Check(IReadOnlyList<ComparedCalibrator> compared)
    {
        foreach (ComparedCalibrator one in compared)
        {
            if (one.LeftOut is not null) continue;
            Require.SomeRows(one.Confidence.Count, $"confidence of calibrator {one.Method}");
            Require.SameRows(one.Confidence.Count, one.Correct.Count, $"confidence of calibrator {one.Method}", "its correct");
            Require.Probabilities([.. one.Confidence], $"confidence of calibrator {one.Method}");
            if (!one.Figures.ContainsKey("nll")) throw new ArgumentException($"calibrator {one.Method}: no figure 'nll', which they are compared by");
        }
    }

    private static ComparedMethod Method(ComparedCalibrator one) => new(
        one.Method, one.Summary, one.LeftOut, one.Gain, one.StandardError, one.FitTime.TotalSeconds,
        Shown.Where(one.Figures.ContainsKey).ToDictionary(name => name, name => one.Figures[name], StringComparer.Ordinal),
        one.LeftOut is null ? ReliabilitySection.Of([.. one.Confidence], [.. one.Correct]).EqualWidth : []);
}
