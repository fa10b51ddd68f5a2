using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

[Collection("Threads")]
public class EvaluationTests
{
    private static readonly EvaluationOptions Quick = new() { Bootstrap = 100 };

    [Fact]
    public void Names_come_in_order_of_display_and_every_figure_defines_itself()
    {
        var figures = Evaluation.Classify(SimulatedRows.Draw(1, 300).Rows, Quick);
        Assert.Equal(
            [
                "accuracy", "nll", "brier", "ece", "mce", "rmsce", "ece_equal_mass", "rmsce_debiased", "overconfidence", "underconfidence",
                "smooth_ece", "ks", "kuiper", "spiegelhalter_z", "brier_reliability", "brier_resolution", "brier_uncertainty",
                "auroc", "aurc", "eaurc", "augrc", "risk_at_coverage_80", "coverage_at_risk_5", "sac_99", "prr",
            ],
            figures.Keys);
        Assert.All(figures.Values, figure =>
        {
            Assert.Equal(300, figure.Rows);
            Assert.EndsWith(".", figure.Definition, StringComparison.Ordinal);
            Assert.True(figure.Low <= figure.Value && figure.Value <= figure.High, figure.Definition);
        });
        Assert.All(
            ["ece", "mce", "rmsce", "ece_equal_mass", "rmsce_debiased", "overconfidence", "underconfidence", "smooth_ece", "ks", "kuiper", "brier_reliability"],
            name => Assert.True(figures[name] is { P: > 0 and <= 1, Null95: > 0 }, name));
        Assert.True(figures["spiegelhalter_z"] is { P: > 0 and <= 1, Null95: null });
    }

    [Fact]
    public void One_row_has_values_but_no_resampled_interval()
    {
        var figures = Evaluation.Classify(new EvaluationRows { Confidence = [.7], Correct = [true], Nll = [.36], Brier = [.18] }, Quick);
        foreach (string name in new[] { "nll", "brier", "ece", "mce", "rmsce", "ece_equal_mass", "rmsce_debiased", "smooth_ece", "ks", "kuiper", "spiegelhalter_z", "brier_reliability", "brier_resolution" })
        {
            Assert.True(figures[name] is { Value: not null, Low: null, High: null, Reason: "one row: nothing to resample" }, name);
        }
        Assert.Equal(.3, figures["ece"].Value!.Value, 1e-12);
        Assert.Equal(1, figures["ece"].P);   // drawn right or wrong, no gap is smaller
    }

    [Fact]
    public void Values_are_those_of_the_plain_calls()
    {
        var simulated = SimulatedRows.Draw(2, 500);
        var (confidence, correct) = (simulated.Confidence, simulated.Correct);
        var figures = Evaluation.Classify(simulated.Rows, Quick with { Bins = 10 });
        Near(correct.Average(c => c ? 1.0 : 0), figures["accuracy"].Value!.Value);
        Near(simulated.Nll.Average(), figures["nll"].Value!.Value);
        Near(simulated.Brier.Average(), figures["brier"].Value!.Value);
        Near(CalibrationError.Ece(confidence, correct, 10), figures["ece"].Value!.Value);
        Near(CalibrationError.Mce(confidence, correct, 10), figures["mce"].Value!.Value);
        Near(CalibrationError.Rmsce(confidence, correct, 10), figures["rmsce"].Value!.Value);
        Near(CalibrationError.EceEqualMass(confidence, correct, 10), figures["ece_equal_mass"].Value!.Value);
        Near(CalibrationError.RmsceDebiased(confidence, correct, 10), figures["rmsce_debiased"].Value!.Value);
        Near(CalibrationError.Overconfidence(confidence, correct, 10), figures["overconfidence"].Value!.Value);
        Near(CalibrationError.Underconfidence(confidence, correct, 10), figures["underconfidence"].Value!.Value);
        Near(SmoothCalibration.Error(confidence, correct), figures["smooth_ece"].Value!.Value);
        Near(CumulativeDifferences.KolmogorovSmirnov(confidence, correct).Statistic, figures["ks"].Value!.Value);
        Near(CumulativeDifferences.KolmogorovSmirnov(confidence, correct).P, figures["ks"].P!.Value);
        Near(CumulativeDifferences.Kuiper(confidence, correct).Deviation, figures["kuiper"].Beside!["deviation"]);
        Near(Spiegelhalter.Test(confidence, correct).Z, figures["spiegelhalter_z"].Value!.Value);
        Near(Auroc.Compute(confidence, correct), figures["auroc"].Value!.Value);
        Near(RiskCoverage.Aurc(confidence, correct), figures["aurc"].Value!.Value);
        Near(RiskCoverage.Eaurc(confidence, correct), figures["eaurc"].Value!.Value);
        Near(RiskCoverage.Augrc(confidence, correct), figures["augrc"].Value!.Value);
        Near(RiskCoverage.RiskAtCoverage(confidence, correct), figures["risk_at_coverage_80"].Value!.Value);
        Near(RiskCoverage.CoverageAtRisk(confidence, correct), figures["coverage_at_risk_5"].Value!.Value);
        Near(RiskCoverage.CoverageAtAccuracy(confidence, correct, .99), figures["sac_99"].Value!.Value);
        Near(RiskCoverage.PredictionRejectionRatio(confidence, correct), figures["prr"].Value!.Value);
    }

    [Fact]
    public void Class_balanced_risk_follows_the_classes_that_a_resample_has()
    {
        var simulated = SimulatedRows.Draw(12, 400);
        int[] labels = [.. simulated.Confidence.Select((_, i) => i % 40 == 0 ? 7 : i % 3 == 0 ? 1 : 0)];
        double[] weights = [.. simulated.Confidence.Select((_, i) => (double)(i % 3))];
        var figure = Evaluation.Classify(simulated.Rows with { Labels = labels, Weights = weights }, Quick)["aurc_class_balanced"];
        Near(RiskCoverage.AurcClassBalanced(simulated.Confidence, simulated.Correct, labels, weights), figure.Value!.Value);
        Assert.True(figure.Low < figure.Value && figure.Value < figure.High);
        Assert.DoesNotContain("aurc_class_balanced", Evaluation.Classify(simulated.Rows, Quick));   // without labels
    }

    [Fact]
    public void Ranking_tells_apart_what_rounding_made_equal()
    {
        double[] confidence = [1, 1, 1, .5], logOdds = [40, 50, 60, 0];
        bool[] correct = [false, true, true, true];
        var figures = Evaluation.Classify(new() { Confidence = confidence, Ranking = logOdds, Correct = correct }, Quick);
        Near(2.0 / 3, figures["auroc"].Value!.Value);
        Assert.DoesNotContain("nll", figures.Keys);   // not given
    }

    [Fact]
    public void The_same_bits_whatever_the_number_of_threads()
    {
        int before = Threads.Maximum;
        try
        {
            Threads.Maximum = 1;
            string alone = Describe();
            Threads.Maximum = 7;
            Assert.Equal(alone, Describe());
        }
        finally
        {
            Threads.Maximum = before;
        }

        static string Describe()
        {
            var simulated = SimulatedRows.Draw(3, 400);
            var figures = Evaluation.Classify(simulated.Rows, Quick)
                .Concat(Evaluation.Unknowns("entropy", simulated.Confidence, simulated.Nll, Quick));
            return string.Join('\n', figures.Select(f => $"{f.Key} {f.Value.Value:R} {f.Value.Low:R} {f.Value.High:R} {f.Value.P:R} {f.Value.Null95:R}"));
        }
    }

    [Fact]
    public void Another_seed_moves_the_intervals_and_not_the_values()
    {
        var rows = SimulatedRows.Draw(4, 400).Rows;
        var first = Evaluation.Classify(rows, Quick);
        var second = Evaluation.Classify(rows, Quick with { Seed = 5 });
        Assert.Equal(first["aurc"].Value, second["aurc"].Value);
        Assert.NotEqual(first["aurc"].Low, second["aurc"].Low);
        Assert.NotEqual(first["ece"].Null95, second["ece"].Null95);
    }

    [Fact]
    public void No_bootstrap_means_no_bounds()
    {
        var simulated = SimulatedRows.Draw(5, 200);
        var none = new EvaluationOptions { Bootstrap = 0 };
        var figures = Evaluation.Classify(simulated.Rows, none).Concat(Evaluation.Unknowns("gen", simulated.Confidence, simulated.Nll, none));
        Assert.All(figures, figure => Assert.True(figure.Value is { Value: not null, Low: null, High: null, P: null, Null95: null }, figure.Key));
    }

    [Fact]
    public void Weights_act_as_repetition_in_every_value()
    {
        var simulated = SimulatedRows.Draw(6, 120);
        double[] weights = simulated.Confidence.Select((_, i) => (double)(i % 4)).ToArray();
        var weighted = Evaluation.Classify(simulated.Rows with { Weights = weights }, Quick);
        var repeated = Evaluation.Classify(
            new()
            {
                Confidence = Repeat(simulated.Confidence, weights),
                Correct = Repeat(simulated.Correct, weights),
                Nll = Repeat(simulated.Nll, weights),
                Brier = Repeat(simulated.Brier, weights),
            },
            Quick);
        Assert.All(repeated, figure => Near(figure.Value.Value!.Value, weighted[figure.Key].Value!.Value));
        Assert.All(weighted.Values, figure => Assert.Equal(90, figure.Rows));   // those of weight 0 left out
        // 90 rows of mean weight 2 are not 180 observations.
        Assert.True(weighted["accuracy"].High - weighted["accuracy"].Low > repeated["accuracy"].High - repeated["accuracy"].Low);
    }

    [Fact]
    public void Infinite_nll_is_a_value_and_says_what_it_would_be_clipped()
    {
        var figure = Evaluation.Classify(
            new() { Confidence = [.9, .8], Correct = [true, false], Nll = [.1, double.PositiveInfinity] }, Quick)["nll"];
        Assert.Equal(double.PositiveInfinity, figure.Value);
        Assert.Null(figure.Low);
        Assert.NotNull(figure.Reason);
        Assert.Equal(1, figure.Beside!["zero_rows"]);
        Near((.1 - Math.Log(1e-15)) / 2, figure.Beside["nll_clipped"]);
    }

    [Fact]
    public void All_right_is_not_certainty()
    {
        double[] confidence = Enumerable.Range(0, 40).Select(i => .6 + (i / 100.0)).ToArray();
        var figures = Evaluation.Classify(new() { Confidence = confidence, Correct = Enumerable.Repeat(true, 40).ToArray() }, Quick);
        Assert.Null(figures["auroc"].Value);
        Assert.Contains("every row is right", figures["auroc"].Reason, StringComparison.Ordinal);
        foreach (string name in new[] { "aurc", "eaurc", "augrc", "risk_at_coverage_80" })
        {
            Assert.Equal(0, figures[name].Value);
            Assert.Equal(0, figures[name].Low);
            Assert.InRange(figures[name].High!.Value, .05, .5);   // 40 rows leave an error rate of 8.8 % open
        }
        Assert.Equal(1, figures["coverage_at_risk_5"].Value);
        Assert.Equal(0, figures["coverage_at_risk_5"].Low);
        Assert.True(figures["accuracy"].Low < .95);
    }

    [Fact]
    public void All_wrong_is_not_certainty_either()
    {
        double[] confidence = Enumerable.Range(0, 40).Select(i => .6 + (i / 100.0)).ToArray();
        var figures = Evaluation.Classify(new() { Confidence = confidence, Correct = new bool[40] }, Quick);
        Assert.Null(figures["auroc"].Value);
        Assert.Equal(1, figures["aurc"].Value);
        Assert.InRange(figures["aurc"].Low!.Value, .5, .9);
        Assert.Equal(.5, figures["augrc"].Value);
        Assert.Equal(0, figures["eaurc"].Value!.Value, 1e-15);
        Assert.Equal(0, figures["coverage_at_risk_5"].Value);
        Assert.InRange(figures["coverage_at_risk_5"].High!.Value, .05, .2);
    }

    [Fact]
    public void One_row_is_enough_to_answer()
    {
        var figures = Evaluation.Classify(new() { Confidence = [.7], Correct = [true], Nll = [.3], Brier = [.2] }, Quick);
        Near(.3, figures["ece"].Value!.Value);
        Assert.Null(figures["nll"].Low);
        Assert.All(figures.Values, figure => Assert.False(figure.Value is { } value && double.IsNaN(value)));
        Assert.All(figures.Values, figure => Assert.False(figure.Low is { } low && double.IsNaN(low)));
    }

    [Fact]
    public void Over_confidence_is_told_from_calibration_by_p()
    {
        var honest = Evaluation.Classify(SimulatedRows.Draw(8, 1_000).Rows, Quick);
        Assert.True(honest["ece"].P > .05);
        Assert.Equal(0, honest["ece"].Low);
        var boastful = Evaluation.Classify(SimulatedRows.Draw(8, 1_000, slope: .5).Rows, Quick);
        Assert.Equal(1.0 / 101, boastful["ece"].P!.Value, 1e-15);
        Assert.True(boastful["ece"].Low > 0 && boastful["ece"].Value > boastful["ece"].Null95);
    }

    [Fact]
    public void Unknowns_are_the_negative_class()
    {
        double[] known = [5, 4, 4, 3, 2], unknown = [4, 2, 1];
        var figures = Evaluation.Unknowns("max_logit", known, unknown, Quick);
        Assert.Equal(["ood_auroc_max_logit", "ood_fpr95_max_logit", "ood_aupr_in_max_logit", "ood_aupr_out_max_logit", "ood_autc_max_logit"], figures.Keys);

        double[] ranking = [.. known, .. unknown];
        bool[] positive = ranking.Select((_, i) => i < known.Length).ToArray();
        Near(AurocByPairs(ranking, positive), figures["ood_auroc_max_logit"].Value!.Value);
        Near(FalsePositiveRateByThresholds(ranking, positive, 95), figures["ood_fpr95_max_logit"].Value!.Value);
        Near(AveragePrecisionByThresholds(ranking, positive), figures["ood_aupr_in_max_logit"].Value!.Value);
        Near(
            AveragePrecisionByThresholds(ranking.Select(r => -r).ToArray(), positive.Select(p => !p).ToArray()),
            figures["ood_aupr_out_max_logit"].Value!.Value);
        Assert.All(figures.Values, figure => Assert.Equal(8, figure.Rows));
    }

    [Fact]
    public void Perfect_separation_of_a_few_rows_proves_little()
    {
        var figures = Evaluation.Unknowns("entropy", [5, 6, 7, 8, 9, 10], [1, 2, 3, 4], Quick);
        Assert.All(["ood_auroc_entropy", "ood_aupr_in_entropy", "ood_aupr_out_entropy"], name =>
        {
            Assert.Equal(1, figures[name].Value);
            Assert.InRange(figures[name].Low!.Value, .1, .9);
            Assert.Equal(1, figures[name].High);
        });
        Assert.Equal(0, figures["ood_fpr95_entropy"].Value);
        Assert.True(figures["ood_fpr95_entropy"].High > .2);
    }

    [Fact]
    public void Progress_ends_at_1()
    {
        var told = new List<double>();
        Evaluation.Classify(SimulatedRows.Draw(9, 100).Rows, Quick, new Listener(told));
        Assert.Equal(1, told.Max(), 1e-12);
        Assert.True(told.Count > 3);
    }

    [Fact]
    public void Refuses_bad_input_with_the_numbers()
    {
        Assert.Contains("confidence: 2 rows but correct: 1", Refusal([.5, .5], [true], []));
        Assert.Contains("confidence: 1 rows but nll: 2", Refusal([.5], [true], [1, 2]));
        Assert.Contains("nll: row 0 is NaN", Refusal([.5], [true], [double.NaN]));
        Assert.Contains("nll: row 0 is -", Refusal([.5], [true], [double.NegativeInfinity]));
        Assert.Contains("row 0 is 2", Refusal([2], [true], []));
        Assert.Contains("no rows", Refusal([], [], []));
        Assert.Contains("bootstrap: -1", Assert.Throws<ArgumentException>(
            () => Evaluation.Unknowns("gen", [1], [2], new() { Bootstrap = -1 })).Message);
        Assert.Contains("unknown rows: no rows", Assert.Throws<ArgumentException>(() => Evaluation.Unknowns("gen", [1], [])).Message);

        static string Refusal(double[] confidence, bool[] correct, double[] nll) =>
            Assert.Throws<ArgumentException>(() => Evaluation.Classify(new() { Confidence = confidence, Correct = correct, Nll = nll }, Quick)).Message;
    }

    private sealed class Listener(List<double> told) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (told) told.Add(value);
        }
    }
}
