using Probity.Decisions;
using Probity.Numerics;
using Probity.Scores;
using Probity.Tests.IO;
using Probity.Tests.Scores;

namespace Probity.Tests.Policies;

public class ConfidencePolicyTests
{
    private static readonly PrecisionPromise Ninety = new(.9);

    public static TheoryData<string, int, PolicyOptions> Kinds => new()
    {
        { "calibrates only", 4, new() },
        { "left as it is", 4, new() { Calibrator = "none" } },
        { "promise", 4, new() { Promise = Ninety } },
        { "promise on raw confidence", 4, new() { Promise = Ninety, Calibrator = "none" } },
        { "promise and gate", 4, new() { Promise = Ninety, GateScore = Score.MaxLogit, MaxFalseAlarm = .1 } },
        { "gate alone", 3, new() { GateScore = Score.LogSumExp } },
        { "binary column", 1, new() { Promise = Ninety } },
        { "binary column and gate", 1, new() { Promise = Ninety, GateScore = Score.Entropy } },
        { "margin", 5, new() { Promise = Ninety, Score = Score.MarginLogit } },
        { "entropy", 5, new() { Promise = Ninety, Score = Score.Entropy, GateScore = Score.Gen, CertifyShare = .3 } },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_row_at_a_time_says_what_all_rows_say_and_a_file_says_the_same(string kind, int classes, PolicyOptions options)
    {
        SimulatedOutputs fit = Draw(1_500, classes, 1), fresh = Draw(400, classes, 2);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, classes, options);
        var all = AssessedOutputs.Of(policy, fresh);
        for (int i = 0; i < fresh.Rows; i++)
        {
            Assessment one = policy.Assess(fresh.Row(i));
            Assert.Equal(new Assessment(all.Predicted[i], all.Confidence[i], all.Decisions[i], policy.Reason(all.Decisions[i], all.Predicted[i], all.Rule[i], all.Gate[i])), one);
        }

        using var scratch = new Scratch();
        policy.Save(scratch["p.probity"]);
        var loaded = ConfidencePolicy.Load(scratch["p.probity"]);
        all.AssertSame(AssessedOutputs.Of(loaded, fresh));
        Assert.Equal(policy.Explain(), loaded.Explain());
        Assert.Null(loaded.FitReport);
        loaded.Save(scratch["again.probity"]);
        Assert.True(File.ReadAllBytes(scratch["p.probity"]).AsSpan().SequenceEqual(File.ReadAllBytes(scratch["again.probity"])), kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decisions_follow_from_the_textbook_scores_and_the_thresholds(string kind, int classes, PolicyOptions options)
    {
        SimulatedOutputs fit = Draw(1_500, classes, 3), fresh = Draw(400, classes, 4);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, classes, options.Calibrator == "auto" ? options with { Calibrator = "temperature" } : options);
        var all = AssessedOutputs.Of(policy, fresh);
        int onTheEdge = 0;
        for (int i = 0; i < fresh.Rows; i++)
        {
            var calibrated = new SoftmaxOracle(fresh.Row(i), policy.Temperature);
            var raw = new SoftmaxOracle(fresh.Row(i));
            Assert.Equal(calibrated.Predicted, all.Predicted[i]);
            Assert.Equal(calibrated.MaxProbability, all.Confidence[i], 1e-6);
            double rule = options.Score == Score.MaxProbability ? calibrated.MaxProbability : Textbook(raw, options.Score);
            double gate = options.GateScore is { } score ? Textbook(raw, score) : 0;
            double above = policy.AcceptFrom is { } acceptFrom ? rule - acceptFrom : 0;
            double past = policy.Gate is { } opened ? gate - opened.Threshold : 1;
            if (Math.Abs(past) < 1e-4 || (policy.Threshold is not null && Math.Abs(above) < 1e-4))
            {
                onTheEdge++;
                continue;
            }
            Decision expected = past < 0 ? Decision.Reject : policy.Threshold is null ? Decision.None : above > 0 ? Decision.Accept : Decision.Review;
            Assert.Equal(expected, all.Decisions[i]);
        }
        Assert.True(onTheEdge < 5, kind);
        Decision[] seen = [.. all.Decisions.Distinct()];
        Assert.Equal(policy.Gate is not null, seen.Contains(Decision.Reject));
        Assert.Equal(policy.Threshold is not null, seen.Contains(Decision.Accept) && seen.Contains(Decision.Review));
    }

    [Fact]
    public void The_same_rows_and_seed_give_the_same_file_whatever_the_threads()
    {
        SimulatedOutputs fit = Draw(9_000, 6, 5);
        using var scratch = new Scratch();
        var options = new PolicyOptions { Promise = Ninety, GateScore = Score.LogSumExp, Seed = 42, ClassNames = ["a", "b", "c", "é", "\"", "<&>"] };
        int before = Threads.Maximum;
        try
        {
            foreach (int threads in (ReadOnlySpan<int>)[1, 2, 7])
            {
                Threads.Maximum = threads;
                ConfidencePolicy.Fit(fit.Logits, fit.Labels, 6, options).Save(scratch[$"{threads}"]);
            }
        }
        finally
        {
            Threads.Maximum = before;
        }
        byte[] one = File.ReadAllBytes(scratch["1"]);
        Assert.Equal(one, File.ReadAllBytes(scratch["2"]));
        Assert.Equal(one, File.ReadAllBytes(scratch["7"]));
        Assert.Equal(options.ClassNames, ConfidencePolicy.Load(scratch["1"]).ClassNames);

        ConfidencePolicy.Fit(fit.Logits, fit.Labels, 6, options with { Seed = 43 }).Save(scratch["other seed"]);
        Assert.NotEqual(one, File.ReadAllBytes(scratch["other seed"]));
    }

    [Fact]
    public void The_fit_report_says_what_calibration_did()
    {
        SimulatedOutputs fit = Draw(4_000, 4, 6);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 4);
        Assert.InRange(policy.Temperature, 2.3, 2.7);   // the logits are 2.5 times too large
        FitReport report = policy.FitReport!;
        Assert.Equal(MeanNll(fit, 1), report.NllBefore, 1e-6);
        Assert.Equal(MeanNll(fit, policy.Temperature), report.NllFit, 1e-6);
        Assert.InRange(report.NllAfter, report.NllFit, report.NllFit + .002);
        Assert.InRange(report.EceAfter, 0, .03);
        Assert.InRange(report.EceBefore, .08, .3);

        FitReport none = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 4, new() { Calibrator = "none" }).FitReport!;
        Assert.Equal(report.NllBefore, none.NllBefore, 1e-6);
        Assert.Equal(none.NllBefore, none.NllAfter);
        Assert.Equal(none.NllBefore, none.NllFit);
        Assert.Equal(report.EceBefore, none.EceAfter, 1e-9);
    }

    [Fact]
    public void Without_a_promise_all_rows_learn()
    {
        SimulatedOutputs fit = Draw(501, 3, 7);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3);
        Assert.Equal((501, 0), (policy.RowsLearned, policy.RowsCertified));
        Assert.Null(policy.Threshold);
        Assert.Equal("no threshold was asked for", policy.Assess([1, 2, 3]).Reason);
        Assert.Contains("Promise: no precision was asked for, so no row is accepted on the policy's word.", policy.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_count_as_repetition_and_not_together_with_a_promise()
    {
        SimulatedOutputs fit = Draw(600, 3, 8);
        double[] weights = [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? 1.0 : 0)];
        int[] even = [.. Enumerable.Range(0, 300).Select(i => 2 * i)];
        var weighted = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3, new() { Calibrator = "temperature" }, weights);
        var half = ConfidencePolicy.Fit(RowSplit.Gather<float>(fit.Logits, 3, even), RowSplit.Gather<int>(fit.Labels, 1, even), 3, new() { Calibrator = "temperature" });
        Assert.Equal(1, weighted.Temperature / half.Temperature, 1e-6);

        var refusal = Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3, new() { Promise = Ninety }, weights));
        Assert.Contains("weights together with a promise: counts guarantee nothing", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>⌈ln(.05/4) / ln .95⌉ = 86 accepted rows without an error are needed; half of 40 rows certify.</summary>
    [Fact]
    public void Too_few_rows_are_told_how_many_are_needed()
    {
        SimulatedOutputs fit = Draw(40, 3, 9);
        var refusal = Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3, new() { Promise = new PrecisionPromise(.95) }));
        Assert.Equal(
            "precision 0.95 at confidence 0.95 with 4 starts needs at least 86 accepted certifying rows without an error; there are 20: " +
            "label more rows, or ask for a lower precision or confidence",
            refusal.Message);
        var single = Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit([1f, 2], [1], 2, new() { Promise = new PrecisionPromise(.95) }));
        Assert.Contains("1 row cannot be split", single.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_cannot_be_right_often_enough_is_refused_with_the_best_that_was_seen()
    {
        SimulatedOutputs noise = Draw(2_000, 4, 10, truth: 60);
        var refusal = Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit(noise.Logits, noise.Labels, 4, new() { Promise = Ninety }));
        Assert.Contains("thresholds tested passed; the best", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("of 1,000 certifying rows", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictions_are_refused_in_words()
    {
        SimulatedOutputs fit = Draw(100, 3, 11);
        Refused("calibrator 'isotonik' is not known; there are none, temperature", new() { Calibrator = "isotonik" });
        Refused("class names: 2 but the outputs have 3 classes", new() { ClassNames = ["a", "b"] });
        Refused("certify share: 1; it must lie strictly between 0 and 1", new() { Promise = Ninety, CertifyShare = 1 });
        Refused("maximal false alarm: 0;", new() { GateScore = Score.Gini, MaxFalseAlarm = 0 });
        var (learning, certifying) = fit.Cut(60);
        Assert.Contains("40 certifying rows but nothing to certify", Assert.Throws<ArgumentException>(() =>
            ConfidencePolicy.Fit(learning.Logits, learning.Labels, certifying.Logits, certifying.Labels, 3, new())).Message, StringComparison.Ordinal);
        Assert.Contains("certifying logits: 40 rows but certifying labels: 39", Assert.Throws<ArgumentException>(() =>
            ConfidencePolicy.Fit(learning.Logits, learning.Labels, certifying.Logits, certifying.Labels.AsSpan(1), 3, new() { Promise = Ninety })).Message, StringComparison.Ordinal);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit([], [], 3)).Message, StringComparison.Ordinal);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3);
        Assert.Equal("logits: 2 columns but the policy was fitted on 3", Assert.Throws<ArgumentException>(() => policy.Assess([1f, 2])).Message);
        Assert.Contains("row 0, column 1 is NaN", Assert.Throws<ArgumentException>(() => policy.Assess([1f, float.NaN, 2])).Message, StringComparison.Ordinal);

        void Refused(string words, PolicyOptions options) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_and_explanation_carry_the_numbers()
    {
        SimulatedOutputs fit = Draw(3_000, 4, 12), fresh = Draw(2_000, 4, 13);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 4, new() { Promise = Ninety, GateScore = Score.MaxLogit, Seed = 6 });
        CertifiedThreshold rule = policy.Threshold!;
        var all = AssessedOutputs.Of(policy, fresh);
        int review = Array.IndexOf(all.Decisions, Decision.Review), reject = Array.IndexOf(all.Decisions, Decision.Reject);
        double acceptFrom = 1 / (1 + Math.Exp(-rule.Threshold));   // the rule ranks by log-odds, and says what that means in confidence
        Assert.Equal(acceptFrom, policy.AcceptFrom!.Value, 1e-15);
        Assert.Equal($"confidence {all.Confidence[review]:G5} < {acceptFrom:G5}", policy.Assess(fresh.Row(review)).Reason);
        Assert.Equal($"unlike known rows: max_logit {all.Gate[reject]:G5} < {policy.Gate!.Threshold:G5}", policy.Assess(fresh.Row(reject)).Reason);

        string words = policy.Explain();
        Assert.Contains("For a model of 4 classes, from its logits.", words, StringComparison.Ordinal);
        Assert.Contains($"temperature {policy.Temperature:G6}", words, StringComparison.Ordinal);
        Assert.Contains("with 95 % confidence, at least 90 % of accepted predictions are right", words, StringComparison.Ordinal);
        Assert.Contains($"{rule.Accepted:N0} were accepted", words, StringComparison.Ordinal);
        Assert.Contains($"not rejected and with calibrated confidence at least {acceptFrom:G6};", words, StringComparison.Ordinal);
        Assert.Contains("Fitted on 1,500 rows, certified on 1,500 others, seed 6", words, StringComparison.Ordinal);
    }

    /// <summary>Five digits of two near values are one number, and a reason that says "1 &lt; 1" is none.</summary>
    [Fact]
    public void A_reason_shows_the_digits_that_decided()
    {
        SimulatedOutputs fit = Draw(3_000, 4, 14);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 4, new() { Promise = Ninety });
        double threshold = policy.Threshold!.Threshold, just = threshold - 1e-9;
        Assert.Equal(
            $"confidence {1 / (1 + Math.Exp(-just)):R} < {1 / (1 + Math.Exp(-threshold)):R}", policy.Reason(Decision.Review, 0, just, 0));
    }

    /// <summary>Log-odds of 45 and 46 are both confidence 1 in double.</summary>
    [Fact]
    public void A_reason_goes_back_to_log_odds_where_no_digits_of_confidence_decided()
    {
        SimulatedOutputs fit = Draw(3_000, 4, 14);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 4, new() { Promise = Ninety });
        var sure = new ConfidencePolicy
        {
            Classes = 4,
            ClassNames = null,
            Outputs = OutputKind.Logits,
            Calibrator = null,
            Score = Score.MaxProbability,
            Rule = new ThresholdRule(policy.Threshold! with { Threshold = 45.5 }),
            Gate = null,
            RowsLearned = 1,
            RowsCertified = 1,
            Seed = 0,
            RowsHash = policy.RowsHash,
            Warnings = [],
        };
        Assert.Equal("confidence log-odds 45.1 < 45.5", sure.Reason(Decision.Review, 0, 45.1, 0));
        Assert.Equal("confidence log-odds 46 >= 45.5", sure.Reason(Decision.Accept, 0, 46, 0));
        Assert.Equal("confidence 0.8808 < 1", sure.Reason(Decision.Review, 0, 2, 0));
    }

    [Fact]
    public void Outputs_of_another_kind_are_refused_where_the_score_depends_on_it()
    {
        SimulatedOutputs fit = Draw(600, 3, 15);
        var gated = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3, new() { GateScore = Score.MaxLogit });
        var refusal = Assert.Throws<ArgumentException>(() => gated.RequireOutputs(OutputKind.Probabilities));
        Assert.Contains("the policy uses max_logit of logits", refusal.Message, StringComparison.Ordinal);
        gated.RequireOutputs(OutputKind.Logits);
        ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3, new() { GateScore = Score.Entropy }).RequireOutputs(OutputKind.Probabilities);
    }

    private static SimulatedOutputs Draw(int rows, int classes, ulong seed, double truth = 2.5) =>
        classes == 1 ? SimulatedOutputs.DrawBinary(rows, seed, truth: truth) : SimulatedOutputs.Draw(rows, classes, seed, truth: truth);

    private static double MeanNll(SimulatedOutputs outputs, double temperature) =>
        Enumerable.Range(0, outputs.Rows).Average(i => -Math.Log(new SoftmaxOracle(outputs.Row(i), temperature).Probabilities[outputs.Labels[i]]));

    private static double Textbook(SoftmaxOracle row, Score score) => score switch
    {
        Score.MarginLogit => row.MarginLogit,
        Score.Entropy => -row.Entropy,
        Score.LogSumExp => row.LogSumExp,
        Score.MaxLogit => row.MaxLogit,
        Score.Gen => -row.Gen,
        _ => throw new ArgumentOutOfRangeException(nameof(score)),
    };
}
