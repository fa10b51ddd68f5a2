using Probity.Calibration;
using Probity.Scores;
using Xunit.Abstractions;

namespace Probity.RealData.Published;

/// <summary>
/// Calibrators of many classes fitted on the first half of three published sets, measured on the other. Reference values of the
/// first three columns: NumPy and SciPy in float64 (bounded search, expectation and maximisation, L-BFGS-B of the same convex problems).
/// </summary>
public class ComposedCalibrators(ITestOutputHelper output)
{
    private static readonly string[] Methods = ["temperature", "ets", "order-preserving", "confidence", "top-label", "one-vs-rest"];

    public static TheoryData<string, double, double, double> Sets => new()
    {
        { "logits_cifar10_resnet50_ce", .203813840, .203813840, .189422752 },
        { "logits_wideresnet_16_4_cifar_10", .270422018, .270565723, .270361334 },
        { "logits_densenet_bc_100_cifar_100", .866551996, .866555096, .867326967 },
    };

    [RealDataTheory]
    [MemberData(nameof(Sets))]
    public void Negative_log_likelihood_of_the_test_rows(string folder, double temperature, double ensemble, double curve)
    {
        LabelledRows fit = LabelledRows.Validation(folder), test = LabelledRows.Test(folder);
        var rows = CalibrationRows.Of(fit.Logits, fit.Labels, fit.Classes);
        var nll = new Dictionary<string, double>();
        foreach (string name in Methods)
        {
            Calibrator fitted = CalibrationMethod.Parse(name).Fit(rows);
            var calibrated = new double[test.Logits.Length];
            fitted.CalibrateLogits(test.Logits, test.Classes, calibrated);
            double[] losses = new double[test.Labels.Length], brier = new double[test.Labels.Length];
            LabelLosses.Compute(calibrated, test.Labels, test.Classes, default, losses, brier);
            nll[name] = losses.Average();
            output.WriteLine($"{folder} {name}: NLL {nll[name]:F6}, Brier {brier.Average():F6}; {fitted.Explain()}");
            Assert.True(fitted.Diagnostics.Converged, $"{name}: {fitted.Diagnostics.Gradient}");
        }
        Near.Relative(temperature, nll["temperature"], 1e-6);
        Near.Relative(ensemble, nll["ets"], 1e-6);
        Near.Relative(curve, nll["order-preserving"], 1e-5);
    }
}
