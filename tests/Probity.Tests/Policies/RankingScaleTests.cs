using Probity.Decisions;
using Probity.Scores;
using Probity.Tests.Scores;

namespace Probity.Tests.Policies;

/// <summary>Thresholds on the scale that ranks, where a probability would end in a tie at 1.</summary>
[Trait("Category", "Kernel")]
public class RankingScaleTests
{
    /// <summary>Every score in its own units, from the value that ranks, against the textbook formula.</summary>
    [Fact]
    public void Stated_values_are_those_of_the_textbook()
    {
        SimulatedOutputs rows = SimulatedOutputs.Draw(500, 5, 61, scale: 4);
        double[] ranked = new double[rows.Rows];
        foreach (Score score in Enum.GetValues<Score>())
        {
            LogitScores.Rank(rows.Logits, 5, score, ranked);
            for (int i = 0; i < rows.Rows; i++)
            {
                var row = new SoftmaxOracle(rows.Row(i));
                double expected = score switch
                {
                    Score.MaxProbability => row.MaxProbability,
                    Score.MarginProbability => row.MarginProbability,
                    Score.MarginLogit => row.MarginLogit,
                    Score.Entropy => -row.Entropy,
                    Score.LogSumExp => row.LogSumExp,
                    Score.MaxLogit => row.MaxLogit,
                    Score.Gini => -row.Gini,
                    Score.DoctorAlpha => -row.DoctorAlpha,
                    Score.DoctorBeta => -row.DoctorBeta,
                    Score.Gen => -row.Gen,
                    _ => double.NaN,
                };
                Assert.Equal(expected, RankingScale.Stated(score, ranked[i]), 2e-6 * (1 + Math.Abs(expected)));
            }
        }
    }

    /// <summary>
    /// Logits forty times too large: most confidences are exactly 1 in double, so that no threshold on them parts right from wrong.
    /// Their log-odds still rank.
    /// </summary>
    [Theory]
    [InlineData(Score.MaxProbability)]
    [InlineData(Score.MarginProbability)]
    [InlineData(Score.DoctorBeta)]
    public void A_saturating_model_is_certified(Score score)
    {
        SimulatedOutputs fit = Saturating(8_000, 62), fresh = Saturating(4_000, 63);
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 10, new() { Promise = new PrecisionPromise(.9), Calibrator = "none", Score = score });
        var all = AssessedOutputs.Of(policy, fresh);
        int certain = all.Confidence.Count(confidence => confidence == 1);
        Assert.True(certain > fresh.Rows / 2, $"only {certain} confidences are 1: the model does not saturate, so the test shows nothing");
        if (score == Score.MaxProbability)
        {
            bool[] correct = [.. Enumerable.Range(0, fresh.Rows).Select(i => all.Predicted[i] == fresh.Labels[i])];
            Assert.Null(SelectivePrecision.Certify(AssessedOutputs.Of(policy, fit).Confidence, all.Confidence, correct, new(.9)).Threshold);
        }

        int accepted = 0, right = 0, sureAndReviewed = 0;
        for (int i = 0; i < fresh.Rows; i++)
        {
            double logOdds = LogOdds(fresh.Row(i), score);
            if (Math.Abs(logOdds - policy.Threshold!.Threshold) > 1e-4 * Math.Abs(logOdds))
                Assert.Equal(logOdds > policy.Threshold.Threshold ? Decision.Accept : Decision.Review, all.Decisions[i]);
            if (all.Decisions[i] == Decision.Review && all.Confidence[i] == 1) sureAndReviewed++;
            if (all.Decisions[i] != Decision.Accept) continue;
            accepted++;
            if (all.Predicted[i] == fresh.Labels[i]) right++;
        }
        Assert.True(sureAndReviewed > 100, $"{sureAndReviewed} rows of confidence 1 were left for review");
        Assert.True(accepted > 400, $"{accepted} rows were accepted");
        Assert.InRange((double)right / accepted, .88, 1);
        int accurate = Enumerable.Range(0, fresh.Rows).Count(i => all.Predicted[i] == fresh.Labels[i]);
        Assert.InRange((double)accurate / fresh.Rows, .5, .85);   // all together would break the promise
    }

    /// <summary>
    /// Whole numbers for logits, as quantised models give them: a few hundred distinct rows, each many times. The double kernel, the
    /// float kernel and a row in company or alone must all decide alike.
    /// </summary>
    [Theory]
    [InlineData(Score.MaxProbability)]
    [InlineData(Score.Entropy)]
    [InlineData(Score.Gen)]
    [InlineData(Score.LogSumExp)]
    [InlineData(Score.DoctorAlpha)]
    public void A_quantised_model_is_decided_alike_by_every_kernel(Score score)
    {
        SimulatedOutputs drawn = SimulatedOutputs.Draw(6_000, 3, 64, scale: 12);
        SimulatedOutputs fit = drawn with { Logits = [.. drawn.Logits.Select(z => MathF.Round(z / 3))] };
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 3, new() { Promise = new PrecisionPromise(.93), Score = score, GateScore = Score.LogSumExp, MaxFalseAlarm = .1 });
        var all = AssessedOutputs.Of(policy, fit);
        Assert.True(all.Rule.Distinct().Count() < 2_000, "hardly any ties, so the test shows nothing");

        double[] copy = [.. fit.Logits.Select(z => (double)z)], rule = new double[fit.Rows], gate = new double[fit.Rows];
        LogitScores.Compute(copy, 3, ScoreColumns.ForRanking(score, rule), score == Score.MaxProbability ? policy.Temperature : 1);
        LogitScores.Compute(copy, 3, ScoreColumns.ForRanking(Score.LogSumExp, gate));
        for (int i = 0; i < fit.Rows; i++)
        {
            Decision expected = gate[i] < policy.Gate!.Threshold ? Decision.Reject : rule[i] >= policy.Threshold!.Threshold ? Decision.Accept : Decision.Review;
            Assert.Equal(expected, all.Decisions[i]);
            if (i % 7 == 0) Assert.Equal(expected, policy.Assess(fit.Row(i)).Decision);
        }
        Assert.Equal(3, all.Decisions.Distinct().Count());
    }

    /// <summary>A model whose logits are forty times those (of scale 12) that softmax(z / 4) would make honest.</summary>
    private static SimulatedOutputs Saturating(int rows, ulong seed) => SimulatedOutputs.Draw(rows, 10, seed, scale: 12 * 40, truth: 4 * 40);

    private static double LogOdds(ReadOnlySpan<float> row, Score score)
    {
        double[] z = [.. row.ToArray().Select(v => (double)v).OrderDescending()];
        double others = z[1] + Math.Log(z[1..].Sum(v => Math.Exp(v - z[1])));
        if (score != Score.MarginProbability) return z[0] - others;
        // (p₁ − p₂) / (1 − p₁ + p₂) with every term over p₁
        double second = Math.Exp(z[1] - z[0]), rest = Math.Exp(others - z[0]);
        return second == 0 ? double.NaN : Math.Log((1 - second) / (rest + second));
    }
}
