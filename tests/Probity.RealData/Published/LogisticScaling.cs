using Probity.Calibration;

namespace Probity.RealData.Published;

/// <summary>
/// ts-mix, SVS and SMS fitted on the first 5,000 rows of two networks and tried on the last 5,000. The objectives come from SciPy's
/// L-BFGS in float64, stopped at gradients of 1e-7 to 1e-8, so they are upper bounds of the minimum to some 1e-9.
/// </summary>
public class LogisticScaling
{
    private const string WideResNet = "logits_wideresnet_16_4_cifar_10", DenseNet = "logits_densenet_bc_100_cifar_100";

    [RealDataFact(WideResNet)]
    public void Temperature_mixed_with_the_uniform_distribution_on_Cifar10() => Check(WideResNet, "ts-mix", null, .27050050192426145, .9112);

    [RealDataFact(WideResNet)]
    public void Structured_vector_on_Cifar10() => Check(WideResNet, "svs", .25042141226742615, .23822397666395373, .9208);

    [RealDataFact(WideResNet)]
    public void Structured_matrix_on_Cifar10() => Check(WideResNet, "sms", .23928669153595078, .2311153043220671, .924);

    [RealDataFact(DenseNet)]
    public void Temperature_mixed_with_the_uniform_distribution_on_Cifar100() => Check(DenseNet, "ts-mix", null, .8665644882760742, .7538);

    [RealDataFact(DenseNet)]
    public void Structured_vector_on_Cifar100() => Check(DenseNet, "svs", .8784161418524639, .8591196175132194, .7554);

    [RealDataFact(DenseNet)]
    public void Structured_matrix_on_Cifar100() => Check(DenseNet, "sms", .8618322669243345, .8586417735545204, .7556);

    private static void Check(string folder, string method, double? objective, double testNll, double testAccuracy)
    {
        LabelledRows fit = LabelledRows.Validation(folder), test = LabelledRows.Test(folder);
        Calibrator fitted = CalibrationMethod.Parse(method).Fit(CalibrationRows.Of(fit.Logits, fit.Labels, fit.Classes));
        Assert.True(fitted.Diagnostics.Converged);
        Assert.InRange(fitted.Diagnostics.Gradient, 0, 1e-9);
        if (objective is { } expected) Assert.Equal(expected, fitted.Diagnostics.NllAfter + Penalty((LogisticCalibrator)fitted, fit.Labels.Length), 1e-8);

        var probabilities = new double[test.Logits.Length];
        fitted.Calibrate(test.Logits, test.Classes, probabilities);
        double nll = 0, right = 0;
        for (int i = 0; i < test.Labels.Length; i++)
        {
            ReadOnlySpan<double> row = probabilities.AsSpan(i * test.Classes, test.Classes);
            nll -= Math.Log(row[test.Labels[i]]) / test.Labels.Length;
            bool top = true;
            foreach (double p in row) top &= p <= row[test.Labels[i]];
            if (top) right++;
        }
        Assert.Equal(testNll, nll, 1e-7);
        Assert.Equal(testAccuracy, right / test.Labels.Length, 1e-12);
    }

    private static double Penalty(LogisticCalibrator fitted, double rows)
    {
        int classes = fitted.Classes;
        bool matrix = fitted.Weights.Count > classes;
        double penalty = fitted.Bias.Sum(b => b * b);
        for (int i = 0; i < fitted.Weights.Count; i++)
        {
            bool own = !matrix || i / classes == i % classes;
            penalty += own ? (fitted.Weights[i] - 1) * (fitted.Weights[i] - 1) : (classes - 1) * fitted.Weights[i] * fitted.Weights[i];
        }
        return penalty * classes / rows;
    }
}
