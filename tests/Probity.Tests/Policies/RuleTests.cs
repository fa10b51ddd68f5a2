using Probity.Decisions;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Policies;

/// <summary>Rules beyond one threshold, each against a definition read off the rows themselves.</summary>
public class RuleTests
{
    private static readonly SimulatedOutputs Fitting = SimulatedOutputs.Draw(4_000, 3, 11, scale: 6), Fresh = SimulatedOutputs.Draw(2_000, 3, 12, scale: 6);

    [Fact]
    public void A_class_of_interest_is_flagged_by_its_own_probability()
    {
        var policy = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, new() { Calibrator = "temperature", Positive = 2, Promise = RatePromise.Recall(.9), ClassNames = ["a", "b", "c"] });
        double from = policy.Threshold!.Threshold;
        AssessedOutputs all = AssessedOutputs.Of(policy, Fresh);
        int flagged = 0, below = 0;
        for (int i = 0; i < Fresh.Rows; i++)
        {
            double[] p = Probabilities(Fresh.Row(i), policy.Temperature);
            double logOdds = Math.Log(p[2] / (p[0] + p[1]));
            Assert.Equal(logOdds, all.Rule[i], 1e-6 * Math.Max(1, Math.Abs(logOdds)));
            bool accept = all.Rule[i] >= from;
            Assert.Equal(accept ? Decision.Accept : Decision.Review, all.Decisions[i]);
            Assert.Equal(accept ? 2 : Array.IndexOf(p, p.Max()), all.Predicted[i]);
            Assert.Equal(accept ? p[2] : p.Max(), all.Confidence[i], 1e-6);
            flagged += accept ? 1 : 0;
            below += accept && p[2] < .5 ? 1 : 0;
        }
        Assert.True(below > 0 && flagged < Fresh.Rows, $"{flagged} flagged, {below} of these below one half");

        Assessment one = policy.Assess([-2, -2, 9]);
        Assert.StartsWith("probability of class 2 'c' 0.9", one.Reason, StringComparison.Ordinal);
        Assert.Contains("at least 90 % of rows of that class are accepted", policy.Explain(), StringComparison.Ordinal);
        int ofClass = 0;
        foreach (int label in Fitting.Labels) ofClass += label == 2 ? 1 : 0;
        Assert.InRange(policy.Threshold.Counted, 1, ofClass);   // rows of the class, not right rows
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void In_a_binary_column_either_class_may_be_of_interest(int positive)
    {
        SimulatedOutputs rows = SimulatedOutputs.DrawBinary(3_000, 5, scale: 6);
        var policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, 1, new() { Calibrator = "temperature", Positive = positive, Promise = new PrecisionPromise(.9) });
        AssessedOutputs all = AssessedOutputs.Of(policy, rows);
        for (int i = 0; i < rows.Rows; i++)
        {
            double z = rows.Logits[i] / policy.Temperature;
            Assert.Equal(positive == 1 ? z : -z, all.Rule[i], 1e-9 * Math.Max(1, Math.Abs(z)));
            if (all.Decisions[i] == Decision.Accept) Assert.Equal(positive, all.Predicted[i]);
        }
        Assert.Contains(Decision.Accept, all.Decisions);
    }

    [Fact]
    public void Log_odds_of_a_class_do_not_cancel()
    {
        Assert.Equal(-Math.Log(2), ClassLogOdds.Of([1_000, 1_000, 1_000], 1), 1e-12);
        Assert.Equal(800 - Math.Log(1 + Math.Exp(-1)), ClassLogOdds.Of([0, 800, -1], 1), 1e-9);
        Assert.Equal(-800, ClassLogOdds.Of([0, 800, -1], 0), 1e-9);
        Assert.Equal(double.PositiveInfinity, ClassLogOdds.Of([double.NegativeInfinity, 3, double.NegativeInfinity], 1));
        Assert.Equal(double.NegativeInfinity, ClassLogOdds.Of([double.NegativeInfinity, 3, 1], 0));
        Assert.Equal((-7.5, 7.5), (ClassLogOdds.Of([7.5], 0), ClassLogOdds.Of([7.5], 1)));
    }

    [Theory]
    [InlineData(PromiseKind.Precision, .85)]
    [InlineData(PromiseKind.Recall, .5)]
    [InlineData(PromiseKind.FalseAlarm, .05)]
    [InlineData(PromiseKind.Coverage, .5)]
    [InlineData(PromiseKind.JointRisk, .05)]
    public void Thresholds_by_class_count_the_rows_that_the_promise_is_about(PromiseKind kind, double target)
    {
        var (learning, certifying) = Fitting.Cut(2_000);
        DecisionPromise promise = kind == PromiseKind.Precision ? new PrecisionPromise(target) : RatePromise.Of(kind, target);
        var policy = ConfidencePolicy.Fit(learning.Logits, learning.Labels, certifying.Logits, certifying.Labels, 3, new() { Calibrator = "temperature", Promise = promise, Scope = RuleScope.PerClass });
        var rule = Assert.IsType<ClassThresholdsRule>(policy.Rule);
        Assert.Equal((3, .95), (rule.Parts, rule.Confidence));
        Assert.Null(policy.Threshold);
        AssessedOutputs all = AssessedOutputs.Of(policy, certifying);
        for (int k = 0; k < 3; k++)
        {
            CertifiedThreshold own = rule.Classes[k].Threshold!;
            Assert.Equal((double)(1 - (.05m / 3)), own.Promise.Confidence);
            bool Counts(int i) => kind switch
            {
                PromiseKind.Precision => all.Predicted[i] == k && all.Decisions[i] == Decision.Accept,
                PromiseKind.Recall => certifying.Labels[i] == k,
                PromiseKind.FalseAlarm => certifying.Labels[i] != k,
                PromiseKind.Coverage => all.Predicted[i] == k,
                _ => true,
            };
            bool AcceptedAs(int i) => all.Predicted[i] == k && all.Decisions[i] == Decision.Accept;
            bool Missed(int i) => kind is PromiseKind.Recall or PromiseKind.Coverage ? !AcceptedAs(i) : AcceptedAs(i) && certifying.Labels[i] != k;
            int[] rows = [.. Enumerable.Range(0, certifying.Rows)];
            Assert.Equal(rows.Count(Counts), own.Counted);
            Assert.Equal(rows.Count(i => Counts(i) && Missed(i)), own.Misses);
            Assert.Equal(rows.Count(AcceptedAs), own.Accepted);
            Assert.Equal(rows.Count(i => AcceptedAs(i) && certifying.Labels[i] != k), own.Errors);
            Assert.Equal((2_000, 2_000), (own.RowsLearned, own.RowsCertified));
        }
    }

    [Fact]
    public void Each_alone_is_laxer_than_all_at_once_and_says_so()
    {
        PolicyOptions options = new() { Calibrator = "temperature", Promise = new PrecisionPromise(.9), Scope = RuleScope.PerClass };
        var joint = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, options);
        var alone = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, options with { Scope = RuleScope.EachAlone });
        for (int k = 0; k < 3; k++) Assert.True(alone.Rule!.AcceptFrom(k) <= joint.Rule!.AcceptFrom(k), $"class {k}");
        Assert.Contains("of all classes at once: with 95 % confidence it holds for every class", joint.Explain(), StringComparison.Ordinal);
        Assert.Contains("split evenly over 3 classes (Bonferroni)", joint.Explain(), StringComparison.Ordinal);
        Assert.Contains("of each class alone", alone.Explain(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bonferroni", alone.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_cannot_carry_the_promise_is_never_accepted_and_named()
    {
        // Class 3 is never likely and never seen.
        SimulatedOutputs rows = Fitting with { Classes = 4, Logits = [.. Enumerable.Range(0, Fitting.Rows).SelectMany(i => (float[])[.. Fitting.Row(i), -40f])] };
        PolicyOptions options = new() { Calibrator = "temperature", Promise = new PrecisionPromise(.9), Scope = RuleScope.PerClass, ClassNames = ["a", "b", "c", "d"] };
        var policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, 4, options);
        Assert.Equal(double.PositiveInfinity, policy.Rule!.AcceptFrom(3));
        Assert.Equal(3, ((ClassThresholdsRule)policy.Rule).Parts);   // who has no candidate takes no share of δ
        Assert.Contains(policy.Warnings, warning => warning.StartsWith("1 of 4 classes cannot carry the promise and are never accepted: class 3 'd': none of the 2,000 learning rows is answered with it", StringComparison.Ordinal));
        Assessment odd = policy.Assess([0, 0, 0, 60]);
        Assert.Equal((3, Decision.Review), (odd.Predicted, odd.Decision));
        Assert.Equal("class 3 'd' is never accepted: it could not carry the promise", odd.Reason);

        // Recall of a class that is never accepted is broken, so all at once is refused, and each alone leaves it out.
        PolicyOptions recall = options with { Promise = RatePromise.Recall(.4) };
        string refusal = Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit(rows.Logits, rows.Labels, 4, recall)).Message;
        Assert.Contains("1 of 4 classes cannot carry the promise: class 3 'd'", refusal, StringComparison.Ordinal);
        Assert.Contains("A class that is never accepted breaks recall", refusal, StringComparison.Ordinal);
        var alone = ConfidencePolicy.Fit(rows.Logits, rows.Labels, 4, recall with { Scope = RuleScope.EachAlone });
        Assert.Contains("of the others, which are never accepted, nothing is promised", alone.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_class_can_carry_it_there_is_no_policy()
    {
        SimulatedOutputs few = SimulatedOutputs.Draw(60, 3, 4);
        string refusal = Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit(few.Logits, few.Labels, 3, new() { Promise = new PrecisionPromise(.99), Scope = RuleScope.PerClass })).Message;
        Assert.StartsWith("no class can carry the promise: precision 0.99 at confidence 0.98", refusal, StringComparison.Ordinal);
        Assert.Contains("needs at least", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Joined_scores_are_the_combiner_s_log_odds_of_clamped_scores()
    {
        Score[] scores = [Score.MaxProbability, Score.MaxLogit, Score.MarginLogit];
        var policy = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, new() { Calibrator = "temperature", Scores = scores, Promise = new PrecisionPromise(.9) });
        CombinedScores combined = policy.Combined!;
        Assert.True(combined.IsCrossFitted);
        Assert.All(combined.Combiner.Weights, weight => Assert.True(weight >= 0));
        AssessedOutputs all = AssessedOutputs.Of(policy, Fresh);
        for (int i = 0; i < 200; i++)
        {
            double[] z = [.. Fresh.Row(i).ToArray().Select(value => (double)value)], p = Probabilities(Fresh.Row(i), policy.Temperature), sorted = [.. z.OrderDescending()];
            double others = p.Sum() - p.Max();
            double[] values = [Math.Log(p.Max() / p.Where((_, k) => k != Array.IndexOf(p, p.Max())).Sum()), sorted[0], sorted[0] - sorted[1]];
            double expected = combined.Combiner.Intercept;
            for (int j = 0; j < 3; j++)
                expected += combined.Combiner.Weights[j] * (Math.Clamp(values[j], combined.Lowest[j], combined.Highest[j]) - combined.Combiner.Means[j]) / combined.Combiner.Deviations[j];
            Assert.Equal(expected, all.Rule[i], 1e-5);
            Assert.Equal(p.Max(), all.Confidence[i], 1e-6);
            Assert.Equal(all.Rule[i] >= policy.Threshold!.Threshold ? Decision.Accept : Decision.Review, all.Decisions[i]);
        }
        Assert.Contains("Combined confidence: scores joined by logistic regression on the 2,000 learning rows", policy.Explain(), StringComparison.Ordinal);
        Assert.Contains("was cross-fitted", policy.Explain(), StringComparison.Ordinal);
        Assert.StartsWith("combined confidence ", policy.Assess([9, 0, 0]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinite_scores_of_masked_and_saturated_rows_count_as_the_most_extreme_finite_ones()
    {
        float[] logits = [.. Fitting.Logits];
        for (int i = 0; i < 400; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                if (k != Fitting.Labels[i]) logits[(i * 3) + k] = float.NegativeInfinity;   // a sure row
            }
        }
        var policy = ConfidencePolicy.Fit(logits, Fitting.Labels, 3, new() { Calibrator = "none", Scores = [Score.MaxProbability, Score.MarginLogit], Promise = new PrecisionPromise(.9) });
        Assert.All(policy.Combined!.Highest, high => Assert.True(double.IsFinite(high)));
        Assessment sure = policy.Assess([float.NegativeInfinity, 2, float.NegativeInfinity]), saturated = policy.Assess([0, 3e38f, -3e38f]);
        Assert.Equal((Decision.Accept, Decision.Accept), (sure.Decision, saturated.Decision));
        Assert.Equal(sure.Reason, saturated.Reason);   // both at the limit
    }

    [Fact]
    public void Costs_promise_nothing_and_are_estimated()
    {
        var costs = CostMatrix.Of([0, 1, 5, 2, 0, 5, 20, 10, 0], 3, [1], [.8, .8, 8]);
        PolicyOptions options = new() { Calibrator = "temperature", Costs = costs };
        var policy = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, options);
        Assert.Equal((4_000, 0), (policy.RowsLearned, policy.RowsCertified));
        CostEstimate estimate = ((CostRule)policy.Rule!).Estimate!;
        Assert.Equal(EstimationRows.CrossFitted, estimate.Source);
        AssessedOutputs all = AssessedOutputs.Of(policy, Fresh);
        double mine = Cost(all, Fresh, costs, (_, decision) => decision), answered = Cost(all, Fresh, costs, (_, _) => Decision.Accept);
        // Fresh rows of the same kind cost what was said, within what two samples may differ by.
        Assert.InRange(mine, estimate.Policy.Low!.Value - .05, estimate.Policy.High!.Value + .05);
        Assert.InRange(answered, estimate.AlwaysAnswer.Low!.Value - .12, estimate.AlwaysAnswer.High!.Value + .12);
        Assert.Equal(1, estimate.AlwaysReview!.Value);
        Assert.True(estimate.Policy.Value < estimate.AlwaysAnswer.Value && estimate.Policy.Value < 1);
        Assert.Equal(1, estimate.Accepted + estimate.Reviewed + estimate.Rejected, 1e-12);
        Assert.Contains("Promise: none.", policy.Explain(), StringComparison.Ordinal);

        // Rows of their own: the mean of what the policy does on them.
        var held = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, Fresh.Logits, Fresh.Labels, 3, options);
        CostEstimate own = ((CostRule)held.Rule!).Estimate!;
        Assert.Equal((EstimationRows.HeldOut, 2_000), (own.Source, own.Policy.Rows));
        Assert.Equal(mine, own.Policy.Value!.Value, 1e-9);
        Assert.Equal(answered, own.AlwaysAnswer.Value!.Value, 1e-9);
        Assert.Equal(all.Decisions.Count(decision => decision == Decision.Reject) / 2_000.0, own.Rejected, 1e-12);
        // The percentile interval of a mean: about 1.96 standard errors to each side.
        Assert.InRange((own.Policy.High!.Value - own.Policy.Low!.Value) / (2 * 1.96 * StandardError(all, costs)), .9, 1.1);
    }

    [Theory]
    [InlineData("platt", EstimationRows.CrossFitted)]
    [InlineData("none", EstimationRows.HeldOut)]
    public void Costs_of_other_calibrators_are_cross_fitted_too(string calibrator, EstimationRows source)
    {
        SimulatedOutputs rows = SimulatedOutputs.DrawBinary(1_000, 3);
        var policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, 1, new() { Calibrator = calibrator, Costs = CostMatrix.Constant(10, 1, null, 2) });
        Assert.Equal(source, ((CostRule)policy.Rule!).Estimate!.Source);
    }

    /// <summary>Rows of weight 0 are as good as not there; before, they moved the costs of all rows behind them.</summary>
    [Fact]
    public void Rows_of_weight_zero_change_no_costs()
    {
        SimulatedOutputs rows = SimulatedOutputs.DrawBinary(1_000, 3);
        double[] weights = [.. Enumerable.Range(0, 1_000).Select(i => i % 3 == 0 ? 0.0 : 1)];
        int[] some = [.. Enumerable.Range(0, 1_000).Where(i => i % 3 != 0)];
        PolicyOptions options = new() { Calibrator = "platt", Costs = CostMatrix.Constant(10, 1, null, 2) };
        CostEstimate weighted = ((CostRule)ConfidencePolicy.Fit(rows.Logits, rows.Labels, 1, options, weights).Rule!).Estimate!;
        CostEstimate chosen = ((CostRule)ConfidencePolicy.Fit(RowSplit.Gather<float>(rows.Logits, 1, some), RowSplit.Gather<int>(rows.Labels, 1, some), 1, options).Rule!).Estimate!;
        Assert.Equal(EstimationRows.CrossFitted, weighted.Source);
        Assert.Equal(chosen.Policy.Value!.Value, weighted.Policy.Value!.Value, 1e-12);
        Assert.Equal(chosen.AlwaysAnswer.Value!.Value, weighted.AlwaysAnswer.Value!.Value, 1e-12);
        Assert.Equal(chosen.Accepted, weighted.Accepted, 1e-12);
    }

    [Fact]
    public void A_gate_and_joined_scores_say_that_weights_do_not_count_for_them()
    {
        double[] weights = [.. Enumerable.Range(0, Fitting.Rows).Select(i => i % 2 == 0 ? 1.0 : 3)];
        var policy = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, new() { Calibrator = "none", GateScore = Score.MaxLogit, Scores = [Score.MaxProbability, Score.Gini] }, weights);
        Assert.Contains(policy.Warnings, warning => warning.StartsWith("the gate was set on rows that count once each", StringComparison.Ordinal));
        Assert.Contains(policy.Warnings, warning => warning.StartsWith("scores were joined on rows that count once each", StringComparison.Ordinal));
    }

    [Fact]
    public void Constant_costs_decide_as_a_threshold_on_confidence_does()
    {
        var policy = ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, new() { Calibrator = "temperature", Costs = CostMatrix.Constant(8, 2, 2.5, 3) });
        AssessedOutputs all = AssessedOutputs.Of(policy, Fresh);
        for (int i = 0; i < Fresh.Rows; i++) Assert.Equal(all.Confidence[i] >= .75 ? Decision.Accept : Decision.Review, all.Decisions[i]);
        Assert.Contains("a calibrated confidence of at least 0.75", policy.Explain(), StringComparison.Ordinal);
        Assert.Contains("an error 8; a review 2; a rejection 2.5", policy.Explain(), StringComparison.Ordinal);
        Assert.StartsWith("review is expected to cost ", policy.Assess([0, 0, 0]).Reason, StringComparison.Ordinal);
    }

    public static TheoryData<PolicyOptions, string> Contradictions => new()
    {
        { new() { Positive = 3, Promise = new PrecisionPromise(.9) }, "class of interest: 3 but there are 3 classes, 0 to 2" },
        { new() { Positive = 1, Scope = RuleScope.PerClass, Promise = new PrecisionPromise(.9) }, "the one class has one threshold" },
        { new() { Positive = 1, Score = Score.Gini, Promise = new PrecisionPromise(.9) }, "its threshold is on its own calibrated probability" },
        { new() { Scores = [Score.Gini], Promise = new PrecisionPromise(.9) }, "joining takes two or more" },
        { new() { Scores = [Score.Gini, Score.Gini], Promise = new PrecisionPromise(.9) }, "gini stands there twice" },
        { new() { Scores = [Score.Gini, Score.Gen], Score = Score.Entropy }, "put it among them" },
        { new() { Costs = CostMatrix.Constant(1, .1, null, 2) }, "costs: of 2 classes but the outputs have 3" },
        { new() { Costs = CostMatrix.Constant(1, .1, null, 3), Promise = RatePromise.JointRisk(.1) }, "For a promise leave the costs out (a target precision, recall, false-alarm rate, coverage or joint risk)" },
        { new() { Costs = CostMatrix.Constant(1, .1, null, 3), Positive = 1 }, "costs by class pair already say" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Rules_that_contradict_themselves_are_refused_in_words(PolicyOptions options, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(Fitting.Logits, Fitting.Labels, 3, options)).Message, StringComparison.Ordinal);

    private static double Cost(AssessedOutputs all, SimulatedOutputs rows, CostMatrix costs, Func<int, Decision, Decision> decide) =>
        Enumerable.Range(0, rows.Rows).Average(i => Cost(rows.Labels[i], all.Predicted[i], decide(i, all.Decisions[i]), costs));

    private static double StandardError(AssessedOutputs all, CostMatrix costs)
    {
        double[] each = [.. Enumerable.Range(0, Fresh.Rows).Select(i => Cost(Fresh.Labels[i], all.Predicted[i], all.Decisions[i], costs))];
        double mean = each.Average();
        return Math.Sqrt(each.Average(cost => (cost - mean) * (cost - mean)) / each.Length);
    }

    private static double Cost(int truth, int answer, Decision decision, CostMatrix costs) => decision switch
    {
        Decision.Accept => costs.Of(truth, answer),
        Decision.Review => costs.Review![truth],
        _ => costs.Rejection![truth],
    };

    private static double[] Probabilities(ReadOnlySpan<float> logits, double temperature)
    {
        double[] terms = [.. logits.ToArray().Select(z => (double)z)];
        double largest = terms.Max();
        terms = [.. terms.Select(z => Math.Exp((z - largest) / temperature))];
        return [.. terms.Select(term => term / terms.Sum())];
    }
}
