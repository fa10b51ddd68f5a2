using Probity.Decisions;
using Probity.Numerics;
using Probity.Reporting.Sections;
using Probity.Scores;

namespace Probity.Reporting.Tests;

/// <summary>The report says of a policy what the policy does.</summary>
public class PolicyDecisionTests
{
    private const int Classes = 4, Rows = 4_000;

    /// <summary>Logits so large that nearly every probability is a double's 1.</summary>
    internal static (float[] Logits, int[] Labels) Saturated(ulong seed, float times = 40)
    {
        var labels = new int[Rows];
        var logits = new float[Rows * Classes];
        for (int i = 0; i < Rows; i++)
        {
            var random = new RandomStream(seed, (ulong)i);
            labels[i] = random.NextInt32(Classes);
            for (int k = 0; k < Classes; k++) logits[i * Classes + k] = times * (float)(random.NextGaussian() + (k == labels[i] ? 2.2 : 0));
        }
        return (logits, labels);
    }

    internal static (ReportInput Input, Decision[] Decisions) Reported(bool passDecisions, Score score = Score.MaxProbability)
    {
        var (logits, labels) = Saturated(1);
        var policy = ConfidencePolicy.Fit(logits, labels, Classes, new() { Calibrator = "none", Promise = new PrecisionPromise(.95), Score = score });
        var (fresh, truth) = Saturated(2);
        var (predicted, confidence, decisions, ranking) = (new int[Rows], new double[Rows], new Decision[Rows], new double[Rows]);
        policy.Assess(fresh, predicted, confidence, decisions);
        LogitScores.Compute(fresh, Classes, new ScoreColumns { MaxProbabilityLogOdds = ranking });
        bool onConfidence = score == Score.MaxProbability;
        var input = new ReportInput
        {
            Title = "saturated",
            Labels = truth,
            Predicted = predicted,
            ConfidenceBefore = confidence,
            RankingBefore = ranking,
            Decisions = passDecisions ? decisions : null,
            Policy = new()
            {
                Threshold = onConfidence ? policy.AcceptFrom : null,
                ThresholdLogOdds = onConfidence ? policy.Threshold!.Threshold : null,
                RuleScore = onConfidence ? null : score.Token(),
                RuleThreshold = onConfidence ? null : policy.AcceptFrom,
                TargetPrecision = .95,
                PromiseConfidence = .95,
                RowsLearned = policy.RowsLearned,
                RowsCertified = policy.RowsCertified,
                Explanation = policy.Explain().Split('\n'),
            },
        };
        return (input, decisions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Saturated_rows_are_accepted_as_the_policy_accepts_them(bool passDecisions)
    {
        var (input, decisions) = Reported(passDecisions);
        int accepted = decisions.Count(d => d == Decision.Accept);
        Assert.Equal(1, input.Policy!.Threshold);   // what made the difference: the probability cannot tell
        Assert.True(accepted < input.ConfidenceBefore.Count(p => p >= 1), "some rows round to 1 and are not accepted");

        ReportData report = ReportSections.Of(input);
        Assert.Equal(accepted, report.Outcome!.Accepted);
        Assert.Equal(accepted, report.Explorer.Accepted[report.Explorer.PolicyIndex!.Value]);
        Assert.Equal(report.Outcome.Right, report.Explorer.Right[report.Explorer.PolicyIndex.Value]);
        Assert.DoesNotContain("falls short of the promise", report.Headline.Decision);
        Assert.Matches("at least 1\u202f−\u202f([2-9]×)?10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+ sure", report.Headline.Decision);
        Assert.InRange(report.Explorer.Thresholds.Length, 200, 400);
        var wrong = Enumerable.Range(0, Rows).Where(i => input.Labels[i] != input.Predicted[i]).OrderByDescending(i => input.RankingBefore![i]).Take(24).ToArray();
        Assert.Equal(wrong.Select(i => decisions[i].Token()), report.Mistakes.Select(m => m.Decision));
        Assert.Equal(wrong.Select(i => $"row {i}"), report.Mistakes.Select(m => m.Row));
    }

    [Fact]
    public void A_rule_on_another_score_is_reported_with_its_own_decisions()
    {
        var (input, decisions) = Reported(passDecisions: true, Score.MarginLogit);
        ReportData report = ReportSections.Of(input);
        Assert.Null(report.Explorer.PolicyIndex);
        Assert.Equal(decisions.Count(d => d == Decision.Accept), report.Outcome!.Accepted);
        Assert.Equal(decisions.Count(d => d == Decision.Review), report.Outcome.Review);
        Assert.Contains("where its margin_logit is at least", report.Headline.Decision);
        Assert.Contains("with a promise that at least 95\u202f%", report.Headline.Decision);
        Assert.All(report.Mistakes, m => Assert.True(m.Decision is "accept" or "review"));
        Assert.NotEmpty(report.Policy!.Explanation);
    }

    [Fact]
    public void A_gate_without_a_promise_is_reported_too()
    {
        var input = new ReportInput
        {
            Title = "t",
            Labels = [0, 0, 1, 1],
            Predicted = [0, 1, 1, 1],
            ConfidenceBefore = [.9, .8, .7, .6],
            PassesGate = [true, false, true, true],
            Decisions = [Decision.None, Decision.Reject, Decision.None, Decision.None],
            Policy = new() { GateScore = "log_sum_exp", GateThreshold = 1, RowsLearned = 10 },
            Unknowns = new() { Confidence = [.5, .4], PassesGate = [false, false], Decisions = [Decision.Reject, Decision.Reject] },
        };
        ReportData report = ReportSections.Of(input);
        Assert.Equal(
            "The policy has no threshold and accepts nothing by itself. Its gate takes 25.0\u202f% of these rows for unknown, and 2 of 2 unknown inputs.",
            report.Headline.Decision);
        Assert.Equal((0, 1), (report.Outcome!.Accepted, report.Outcome.Rejected));
        Assert.Equal("reject", Assert.Single(report.Mistakes).Decision);
    }

    [Fact]
    public void A_threshold_on_another_scale_than_the_rows_is_refused()
    {
        var input = new ReportInput { Title = "t", Labels = [0], Predicted = [0], ConfidenceBefore = [1], RankingBefore = [50], Policy = new() { Threshold = 1 } };
        Assert.Contains("log-odds", Assert.Throws<ArgumentException>(() => ReportSections.Of(input)).Message);
    }

    [Theory]
    [InlineData(1_099, 2_000, "55.0")]
    [InlineData(1_097, 2_000, "54.9")]   // 54.85: the double below, again the half that goes up
    [InlineData(1, 2_000, "0.1")]
    [InlineData(1_999, 2_000, "100.0")]
    [InlineData(549, 1_000, "54.9")]
    public void Halves_of_exact_counts_are_rounded_up(int part, int whole, string wanted) =>
        Assert.Equal((wanted == "100.0" ? "99.95" : wanted) + "\u202f%", HeadlineSection.Percent(part / (double)whole));

    [Theory]
    [InlineData(.9132, null, "91.3\u202f%")]
    [InlineData(1, null, "100\u202f%")]
    [InlineData(.9999999999999951, 32.95, "1\u202f−\u202f5×10⁻¹⁵")]   // exp(−32.95) = 4.9e-15
    [InlineData(1, 230.2585, "1\u202f−\u202f10⁻¹⁰⁰")]                 // 100 ln 10
    public void A_confidence_close_to_one_is_told_by_its_distance(double confidence, double? logOdds, string wanted) =>
        Assert.Equal(wanted, LogOdds.Words(confidence, logOdds));
}
