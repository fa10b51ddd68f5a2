using Probity.Calibration;

namespace Probity.RealData.Published;

/// <summary>
/// ResNet-50 on CIFAR-10 by cross-entropy. Mukhoti et al. (NeurIPS 2020) print test error 4.95 %, ECE 4.35 %, and 1.35 % at
/// T = 2.5, the best of a grid of steps of 0.1 by validation ECE. Further digits: NumPy in float64, root of the derivative by Brent.
/// </summary>
public class ResNet50OnCifar10
{
    private const string Folder = "logits_cifar10_resnet50_ce";

    [RealDataFact(Folder)]
    public void Temperature_is_the_optimum_and_repairs_the_test_rows()
    {
        LabelledRows fit = LabelledRows.Validation(Folder), test = LabelledRows.Test(Folder);
        var fitted = TemperatureScaling.Fit(fit.Logits, fit.Labels, fit.Classes);
        Near.Relative(2.497519904322997, fitted.Temperature, 1e-6);
        Near.Relative(.3505859994707141, fitted.Diagnostics.NllBefore, 1e-6);
        Near.Relative(.17885915338169192, fitted.Diagnostics.NllAfter, 1e-6);
        Assert.True(fitted.Diagnostics.Converged);

        var before = test.Figures();
        Near.Figure(before, "accuracy", .9505, 1e-12);
        Near.Figure(before, "nll", .4121202855492752);
        Near.Figure(before, "brier", .09217736597915983);
        Near.Figure(before, "ece", .04354325404595513);
        Near.Figure(before, "mce", .39425911338145814);
        Near.Figure(before, "auroc", .8920878431872645, 1e-9);
        Near.Figure(before, "aurc", .00950482320324192, 1e-9);
        Near.Figure(before, "eaurc", .008256493047387499, 1e-9);
        Near.Figure(before, "augrc", .006302365, 1e-9);

        var after = test.Figures(fitted.Temperature);
        Near.Figure(after, "accuracy", .9505, 1e-12);
        Near.Figure(after, "nll", .20381384021236862);
        Near.Figure(after, "brier", .08246010274602272);
        Near.Figure(after, "ece", .013729689246893967, 1e-5);
        Near.Figure(after, "auroc", .8817334842374295);
    }

    [RealDataFact(Folder)]
    public void The_published_row_is_met_to_its_last_digit()
    {
        LabelledRows test = LabelledRows.Test(Folder);
        Assert.Equal(4.95, Percent(1 - test.Figures()["accuracy"].Value));
        Assert.Equal(4.35, Percent(test.Figures()["ece"].Value));
        Assert.Equal(1.35, Percent(test.Figures(2.5)["ece"].Value));

        static double Percent(double? share) => Math.Round(100 * share!.Value, 2);
    }
}
