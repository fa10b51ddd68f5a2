using Probity.Decisions;
using Probity.Scores;

namespace Probity.Tests.Policies;

/// <summary>
/// Policy files of every release are kept and must load for ever. Never write them anew; a release that changes the format adds one.
/// </summary>
public class KeptPolicyTests
{
    /// <summary>
    /// From 1,200 simulated rows, seed 7. The expected confidences, p-value and bound are NumPy's and SciPy's for the stored temperature and counts.
    /// </summary>
    [Fact]
    public void Version_1()
    {
        var policy = ConfidencePolicy.Load(Path.Combine(AppContext.BaseDirectory, "IO", "policies", "policy-v1.probity"));
        Assert.Equal(3, policy.Classes);
        Assert.Equal(["cat", "dog", "bird"], policy.ClassNames);
        Assert.Equal(OutputKind.Logits, policy.Outputs);
        Assert.Equal(Score.MaxProbability, policy.Score);
        Assert.Equal(2.5985741016405832, policy.Temperature);
        Assert.Equal((600, 600, 7UL), (policy.RowsLearned, policy.RowsCertified, policy.Seed));
        Assert.Equal("e30326e5f1e10b735965088f01a050b874ea3d3b56c3d048969266042cc1870c", policy.RowsHash);
        Assert.Empty(policy.Warnings);

        CertifiedThreshold rule = policy.Threshold!;
        Assert.Equal(.6536453414822396, rule.Threshold);
        Assert.Equal((.9, .95, 4), (rule.TargetPrecision, rule.Confidence, rule.Starts));
        Assert.Equal((525, 36, 162), (rule.Accepted, rule.Errors, rule.CandidatesTested));
        Assert.Equal(.00757813379187678, rule.PValue, 1e-12);
        Assert.Equal(.9025570207136226, rule.PrecisionLowerBound, 1e-9);
        Assert.Equal(
            new PolicyGate { Score = Score.LogSumExp, Threshold = -4.5255443532810355, MaxFalseAlarm = .05, RowsLearned = 600, Stopped = 29, RowsChecked = 600 },
            policy.Gate);

        Assessed(policy, [9, 1, -2], .9429242309747558, Decision.Accept, "confidence 0.94292 >= 0.65365");
        Assessed(policy, [9.5f, 7, 3], .6830250780490874, Decision.Accept, "confidence 0.68303 >= 0.65365");
        Assessed(policy, [4, 2, 1], .5623046306521393, Decision.Review, "confidence 0.5623 < 0.65365");
        Assessed(policy, [-20, -30, -30], .9591098785565902, Decision.Reject, "unlike known rows: log_sum_exp -20 < -4.5255");
    }

    private static void Assessed(ConfidencePolicy policy, float[] logits, double confidence, Decision decision, string reason)
    {
        Assessment said = policy.Assess(logits);
        Assert.Equal(0, said.Predicted);
        Assert.Equal(confidence, said.Confidence, 1e-6);
        Assert.Equal(decision, said.Decision);
        Assert.Equal(reason, said.Reason);
    }
}
