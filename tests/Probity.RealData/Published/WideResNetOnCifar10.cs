using Probity.Calibration;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.RealData.Published;

/// <summary>
/// WideResNet-16-4 on CIFAR-10, log-probabilities of which 2,469 round to a probability of exactly 1 in float32. The reference values
/// come from netcal, torchmetrics, verified_calibration, MAPIE, fd-shifts and scikit-learn on the same rows; E-AURC from NumPy in float64.
/// </summary>
public class WideResNetOnCifar10
{
    private const string Folder = "logits_wideresnet_16_4_cifar_10";

    [RealDataFact(Folder)]
    public void Temperature_and_what_it_does_to_the_test_rows()
    {
        LabelledRows fit = LabelledRows.Validation(Folder), test = LabelledRows.Test(Folder);
        var fitted = TemperatureScaling.Fit(fit.Logits, fit.Labels, fit.Classes);
        Near.Relative(2.059224194100028, fitted.Temperature, 1e-6);
        Near.Relative(.3826304462961957, fitted.Diagnostics.NllBefore, 1e-6);
        Near.Relative(.2785567167132088, fitted.Diagnostics.NllAfter, 1e-6);

        var before = test.Figures();
        Near.Figure(before, "accuracy", .9112, 1e-12);
        Near.Figure(before, "nll", .37370873676941657);
        Near.Figure(before, "brier", .14278723745868063);
        Near.Figure(before, "ece", .05517312933697263);
        var after = test.Figures(fitted.Temperature);
        Near.Figure(after, "nll", .27042201816227035);
        Near.Figure(after, "brier", .1298975835730436);
        Near.Figure(after, "ece", .006917898390086923, 1e-5);
        Near.Figure(after, "smooth_ece", .0103946303, 1e-4);   // NumPy: Gaussians at 5 pairs of mirror images, 4,000 midpoints
        Near.Relative(.06593545249871781, before["brier_reliability"].Beside!["top_label_brier"], 1e-6);
    }

    [RealDataFact(Folder)]
    public void Every_figure_of_all_rows()
    {
        IReadOnlyDictionary<string, Figure> figures = LabelledRows.Validation(Folder).Then(LabelledRows.Test(Folder)).Figures();
        Near.Figure(figures, "accuracy", .9109, 1e-12);
        Near.Figure(figures, "nll", .37816959153280616);
        Near.Figure(figures, "brier", .14387109167484635);
        Near.Figure(figures, "ece", .053716290222577116);
        Near.Figure(figures, "mce", .2623892420477015);
        Near.Figure(figures, "ece_equal_mass", .053716299652270226);
        Near.Figure(figures, "rmsce_debiased", 0.09212656337017093);
        Near.Figure(figures, "ks", 34.971868509627754);
        Near.Figure(figures, "kuiper", 35.02842413429466);
        Near.Figure(figures, "spiegelhalter_z", 51.2064222272366);
        Near.Figure(figures, "aurc", .012940297228567278, 1e-10);
        Near.Figure(figures, "eaurc", .008842995406387636, 1e-9);   // the closed-form oracle would give .00884745
        Near.Figure(figures, "augrc", .010896535, 1e-10);
        Near.Figure(figures, "risk_at_coverage_80", .01975, 1e-12);
        Near.Figure(figures, "coverage_at_risk_5", .9133, 1e-12);
        Near.Figure(figures, "ece_classwise", .01242746557540773, 1e-4);   // pycalib
    }

    [RealDataFact(Folder)]
    public void Ranking_is_not_blurred_by_confidences_that_round_to_1()
    {
        LabelledRows rows = LabelledRows.Validation(Folder).Then(LabelledRows.Test(Folder));
        Near.Figure(rows.Figures(), "auroc", .9146497235932594, 1e-12);

        // What ranking by a float32 softmax makes of it: the usual answer on these rows.
        var (rounded, correct) = RoundedConfidences(rows);
        Near.Relative(.9147939427699372, Auroc.Compute(rounded, correct), 1e-5);   // 1.6e-4 from the truth; the order of float sums moves it by 3e-6
    }

    /// <summary>A known bug of two libraries: confidences of exactly 1 go to a bin beyond the last, or to none.</summary>
    [RealDataFact(Folder)]
    public void Confidences_of_exactly_1_lie_in_the_last_bin()
    {
        LabelledRows rows = LabelledRows.Validation(Folder).Then(LabelledRows.Test(Folder));
        double[] given = [.. Enumerable.Range(0, rows.Labels.Length).Select(i => (double)MathF.Exp(rows.Logits.AsSpan(i * 10, 10).ToArray().Max()))];
        Assert.Equal(2_469, given.Count(p => p == 1));

        var bins = new ConfidenceBins(given, 15);
        Assert.Equal(10_000, bins.WidthEnds[14]);
        Assert.Equal(given.Count(p => p > 14 / 15.0), bins.WidthEnds[14] - bins.WidthEnds[13]);
        Near.Relative(.0537162866592407, CalibrationError.Ece(given, RoundedConfidences(rows).Correct), 1e-5);
    }

    private static (double[] Rounded, bool[] Correct) RoundedConfidences(LabelledRows rows)
    {
        var rounded = new double[rows.Labels.Length];
        var correct = new bool[rows.Labels.Length];
        LabelLosses.Compute(rows.Logits, rows.Labels, rows.Classes, correct, default, default);
        for (int i = 0; i < rounded.Length; i++)
        {
            float[] z = rows.Logits[(i * 10)..((i + 1) * 10)];
            float max = z.Max();
            rounded[i] = 1 / z.Select(value => MathF.Exp(value - max)).Aggregate(0f, (sum, term) => sum + term);
        }
        return (rounded, correct);
    }
}
