using Probity.Calibration;
using Probity.Metrics;

namespace Probity.RealData.Published;

/// <summary>
/// DenseNet-BC-100 on CIFAR-100, log-probabilities. The reference values come from netcal, torchmetrics, verified_calibration,
/// MAPIE, fd-shifts and scikit-learn on the same rows, the two that depend on exact ties from NumPy in float64.
/// </summary>
public class DenseNetOnCifar100
{
    private const string Folder = "logits_densenet_bc_100_cifar_100";

    [RealDataFact(Folder)]
    public void Temperature_and_what_it_does_to_the_test_rows()
    {
        LabelledRows fit = LabelledRows.Validation(Folder), test = LabelledRows.Test(Folder);
        var fitted = TemperatureScaling.Fit(fit.Logits, fit.Labels, fit.Classes);
        Near.Relative(2.1208988989406725, fitted.Temperature, 1e-6);
        Near.Relative(1.2396655838978061, fitted.Diagnostics.NllBefore, 1e-6);
        Near.Relative(.8866788764096094, fitted.Diagnostics.NllAfter, 1e-6);

        var before = test.Figures();
        Near.Figure(before, "accuracy", .7538, 1e-12);
        Near.Figure(before, "nll", 1.2115882553212773);
        Near.Figure(before, "brier", .38296620958748745);
        Near.Figure(before, "ece", .14472723062838866);
        var after = test.Figures(fitted.Temperature);
        Near.Figure(after, "nll", .8665519972646278);
        Near.Figure(after, "brier", .33789669843731923);
        Near.Figure(after, "ece", .013737837807295728, 1e-5);
        Near.Figure(after, "smooth_ece", .0163026004, 1e-4);   // NumPy: Gaussians at 5 pairs of mirror images, 4,000 midpoints
        Near.Relative(.1602071411229209, before["brier_reliability"].Beside!["top_label_brier"], 1e-6);
        Near.Figure(after, "accuracy", .7538, 1e-12);
    }

    [RealDataFact(Folder)]
    public void Every_figure_of_all_rows()
    {
        IReadOnlyDictionary<string, Figure> figures = LabelledRows.Validation(Folder).Then(LabelledRows.Test(Folder)).Figures();
        Near.Figure(figures, "accuracy", .7541, 1e-12);
        Near.Figure(figures, "nll", 1.2256269196095417);
        Near.Figure(figures, "brier", .3845041954914305);
        Near.Figure(figures, "ece", .1421528157244222);
        Near.Figure(figures, "mce", .3131615006349212);
        Near.Figure(figures, "ece_equal_mass", .14215281790427498);
        Near.Figure(figures, "rmsce_debiased", 0.18432429813361847);
        Near.Figure(figures, "ks", 56.67051992495482);
        Near.Figure(figures, "kuiper", 56.730598681645304);
        Near.Figure(figures, "spiegelhalter_z", 79.29949766157671);
        Near.Figure(figures, "auroc", .8630158117864446, 1e-10);
        Near.Figure(figures, "augrc", .05563482, 1e-10);
        Near.Figure(figures, "risk_at_coverage_80", .148375, 1e-12);
        Near.Figure(figures, "coverage_at_risk_5", .5602, 1e-12);
        Near.Figure(figures, "ece_classwise", .003434283011442986, 1e-4);   // pycalib
        Near.Figure(figures, "nll", figures["nll_calibration"].Value!.Value + figures["nll_refinement"].Value!.Value, 1e-12);
    }

    /// <summary>
    /// Two pairs of rows have exactly equal confidences, one of the pairs a right and a wrong row. A stable sort gives AURC
    /// .07088366846740879 by the accident of file order; the mean over both orders is what is reported. E-AURC takes away the exact
    /// discrete oracle; its closed form, risk + (1 − risk)·ln(1 − risk), would give .03781353300203205.
    /// </summary>
    [RealDataFact(Folder)]
    public void Areas_are_the_mean_over_the_order_of_ties_and_the_oracle_is_exact()
    {
        var figures = LabelledRows.Validation(Folder).Then(LabelledRows.Test(Folder)).Figures();
        Near.Figure(figures, "aurc", .07088367654495321, 1e-10);
        Near.Figure(figures, "eaurc", .03780124655622989, 1e-9);
    }
}
