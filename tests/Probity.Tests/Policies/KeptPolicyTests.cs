using Probity.Decisions;
using Probity.Scores;

namespace Probity.Tests.Policies;

/// <summary>
/// Policy files of every release are kept and must load for ever. Never write them anew; a release that changes the format adds one.
/// </summary>
[Trait("Category", "Kernel")]
public class KeptPolicyTests
{
    /// <summary>
    /// From 1,200 simulated rows of 3 classes (<see cref="SimulatedOutputs.Draw"/>, seed 7) and a policy of seed 7. The expected confidences, p-value and bound are NumPy's and SciPy's for the stored temperature and counts.
    /// </summary>
    [Fact]
    public void Version_1()
    {
        var policy = ConfidencePolicy.Load(Path.Combine(AppContext.BaseDirectory, "IO", "policies", "policy-v1.probity"));
        Assert.Equal(3, policy.Classes);
        Assert.Equal(["cat", "dog", "bird"], policy.ClassNames);
        Assert.Equal(OutputKind.Logits, policy.Outputs);
        Assert.Equal(Score.MaxProbability, policy.Score);
        Assert.Equal(2.455183657202325, policy.Temperature);
        Assert.Equal((600, 600, 7UL), (policy.RowsLearned, policy.RowsCertified, policy.Seed));
        Assert.Equal("3365a69fe403781737236138deef954dd86c9369e2881a5817b133b6af90a76a", policy.RowsHash);
        Assert.Empty(policy.Warnings);

        CertifiedThreshold rule = policy.Threshold!;
        Assert.Equal(.37890005271820176, rule.Threshold);   // log-odds
        Assert.Equal(.5936077816554107, policy.AcceptFrom!.Value, 1e-15);
        Assert.Equal((.9, .95, 4), (rule.Promise.Target, rule.Promise.Confidence, ((PrecisionPromise)rule.Promise).Starts));
        Assert.Equal((544, 38, 171), (rule.Accepted, rule.Errors, rule.CandidatesTested));
        Assert.Equal(.00900978046731766, rule.PValue!.Value, 1e-12);
        Assert.Equal(.9016617085452867, rule.Bound!.Value, 1e-9);
        Assert.Equal(
            new PolicyGate { Score = Score.LogSumExp, Threshold = -5.724786478115311, MaxFalseAlarm = .05, RowsLearned = 600, Stopped = 20, RowsChecked = 600 },
            policy.Gate);

        Assessed(policy, [9, 1, -2], .952581238014354, Decision.Accept, "confidence 0.95258 >= 0.59361");
        Assessed(policy, [9.5f, 7, 3], .6982966734130254, Decision.Accept, "confidence 0.6983 >= 0.59361");
        Assessed(policy, [4, 2, 1], .5755450285288446, Decision.Review, "confidence 0.57555 < 0.59361");
        Assessed(policy, [-20, -30, -30], .9670693977859449, Decision.Reject, "unlike known rows: log_sum_exp -20 < -5.7248");
    }

    /// <summary>The same rows with other promises; p-values and bounds are SciPy's for the stored counts.</summary>
    [Theory]
    [InlineData("recall", "order_statistic", .8967693973286306, 465, 34, 519, 88, .04448949819379573, .8009999580063899)]
    [InlineData("sgr", "sgr", .2545024215255164, 553, 61, 553, 61, .004113142598425099, .8510524073324873)]
    [InlineData("betting", "betting", .22504731964726127, 556, 62, 600, 62, .04261054373839563, null)]
    public void Promises_on_other_rates_by_search_and_with_weights(
        string file, string method, double threshold, int accepted, int errors, int counted, int misses, double pValue, double? bound)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "IO", "policies", $"policy-{file}.probity");
        var policy = ConfidencePolicy.Load(path);
        CertifiedThreshold rule = policy.Threshold!;
        Assert.Equal((method, threshold), (rule.Method, rule.Threshold));
        Assert.Equal((accepted, errors, counted, misses), (rule.Accepted, rule.Errors, rule.Counted, rule.Misses));
        Assert.Equal(pValue, rule.PValue!.Value, 1e-12);
        Assert.Equal(bound is null, rule.Bound is null);
        if (bound is { } expected) Assert.Equal(expected, rule.Bound!.Value, 1e-9);
        Assert.Equal(method == "betting" ? new CertifiedWeights(3, 900, 94) : null, rule.Weights);
        Assert.Equal(Decision.Accept, policy.Assess([9, 1, -2]).Decision);
        Assert.Equal(Decision.Review, policy.Assess([1, .9f, .8f]).Decision);

        using var scratch = new IO.Scratch();
        policy.Save(scratch["again.probity"]);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(scratch["again.probity"]));
    }

    /// <summary>A chosen threshold, from 300 rows of seed 70. The expected confidences are NumPy's for the stored temperature.</summary>
    [Fact]
    public void Version_1_of_a_chosen_threshold()
    {
        var policy = ConfidencePolicy.Load(Path.Combine(AppContext.BaseDirectory, "IO", "policies", "policy-chosen-v1.probity"));
        var rule = Assert.IsType<ChosenRule>(policy.Rule);
        Assert.Equal((EstimationRows.CrossFitted, "cost:4:1", 300, 173), (rule.Rows, rule.Choice.Target.ToString(), rule.Choice.Rows, rule.Choice.Point!.Accepted));
        Assert.Equal(.95263066685947, rule.Choice.Threshold);   // log-odds of .72164
        Assert.Equal((152.0 / 173, 173.0 / 300), (rule.Choice.Point.Precision, rule.Choice.Point.Coverage));
        Assert.Equal(((21 * 4) + 127) / 300.0, rule.Choice.Point.Cost!.Value, 1e-12);
        Assert.Equal(new RateInterval(.3096181198795034, 2.032472677289883), rule.Choice.Stability!.Threshold);
        Assert.Contains("Promise: none.", policy.Explain(), StringComparison.Ordinal);
        Assessed(policy, [4, 1, -2], .7173780984259863, Decision.Review, "confidence 0.71738 < 0.72164");
        Assessed(policy, [9, 1, -2], .9490407041089991, Decision.Accept, null);
    }

    private static void Assessed(ConfidencePolicy policy, float[] logits, double confidence, Decision decision, string? reason)
    {
        Assessment said = policy.Assess(logits);
        Assert.Equal(0, said.Predicted);
        Assert.Equal(confidence, said.Confidence, 1e-6);
        Assert.Equal(decision, said.Decision);
        if (reason is not null) Assert.Equal(reason, said.Reason);
    }
}
