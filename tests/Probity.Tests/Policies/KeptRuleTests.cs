using Probity.Decisions;
using Probity.Scores;

namespace Probity.Tests.Policies;

/// <summary>
/// Policy files of every kind of rule, kept like those of <see cref="KeptPolicyTests"/>: from 1,600 simulated rows of 3 classes, seed 7. Never write them anew.
/// Confidences, log-odds, costs and p-values are NumPy's and SciPy's for the stored numbers.
/// </summary>
[Trait("Category", "Kernel")]
public class KeptRuleTests
{
    [Fact]
    public void Class_of_interest_1()
    {
        ConfidencePolicy policy = Kept("class-of-interest-v1");
        Assert.Equal((2, .13467114449337986), (policy.Positive, policy.Threshold!.Threshold));
        Assert.Equal(.533616994102112, policy.AcceptFrom!.Value, 1e-14);
        Assert.Equal(.009569897602343181, policy.Threshold.PValue!.Value, 1e-12);
        Assessed(policy, [9, 1, -2], 0, .982395947196847, Decision.Review, "probability of class 2 'bird' 0.0030104 < 0.53362");
        Assessed(policy, [1, 2, 2.5f], 2, .4498721950152983, Decision.Review, "probability of class 2 'bird' 0.44987 < 0.53362");
        Assessed(policy, [0, 1, 6], 2, .8972101478060648, Decision.Accept, "probability of class 2 'bird' 0.89721 >= 0.53362");
    }

    [Fact]
    public void Class_thresholds_1()
    {
        ConfidencePolicy policy = Kept("class-thresholds-v1");
        var rule = (ClassThresholdsRule)policy.Rule!;
        Assert.Equal((RuleScope.PerClass, .95, 3), (rule.Scope, rule.Confidence, rule.Parts));
        Assert.Equal([1.7261642003501467, 1.3493075556403125, .3487528445686865], rule.Classes.Select(one => one.Threshold!.Threshold));
        Assert.Equal([(117, 11), (145, 16), (237, 31)], rule.Classes.Select(one => (one.Threshold!.Accepted, one.Threshold.Errors)));
        double[] pValues = [.0015495912531650015, .002987599970344279, .0035343209780869253];
        for (int k = 0; k < 3; k++) Assert.Equal(pValues[k], rule.Classes[k].Threshold!.PValue!.Value, 1e-12);
        Assessed(policy, [9, 1, -2], 0, .982395947196847, Decision.Accept, "confidence 0.9824 >= 0.84892 of class 0 'cat'");
        Assessed(policy, [1, 2, 2.5f], 2, .4498721950152983, Decision.Review, "confidence 0.44987 < 0.58632 of class 2 'bird'");
    }

    [Fact]
    public void Combined_1()
    {
        ConfidencePolicy policy = Kept("combined-v1");
        CombinedScores combined = policy.Combined!;
        Assert.Equal([Score.MaxProbability, Score.MaxLogit, Score.Entropy], combined.Scores);
        Assert.Equal([1.1644897483971421, 0, .4252930511912652], combined.Combiner.Weights);
        Assert.Equal(1.754417959502852, combined.Combiner.Intercept);
        Assert.Equal(1.1209111264888645, policy.Threshold!.Threshold);
        Assessed(policy, [9, 1, -2], 0, .982395947196847, Decision.Accept, "combined confidence 0.97774 >= 0.75416");
        Assessed(policy, [1, 2, 2.5f], 2, .4498721950152983, Decision.Review, "combined confidence 0.35402 < 0.75416");
        Assessed(policy, [0, 1, 6], 2, .8972101478060648, Decision.Accept, "combined confidence 0.91436 >= 0.75416");
    }

    [Fact]
    public void Costs_1()
    {
        ConfidencePolicy policy = Kept("costs-v1");
        var rule = (CostRule)policy.Rule!;
        Assert.Equal([0, 1, 5, 2, 0, 5, 20, 10, 0], rule.Costs.Answers);
        Assert.Equal([2, 2, .25], rule.Costs.Rejection!);
        Assert.Equal((EstimationRows.CrossFitted, .6646875, 1.30125, 1.0), (rule.Estimate!.Source, rule.Estimate.Policy.Value, rule.Estimate.AlwaysAnswer.Value, rule.Estimate.AlwaysReview!.Value));
        Assessed(policy, [9, 1, -2], 0, .981995538318708, Decision.Accept, "answering is expected to cost 0.9082 less than the cheapest alternative");
        Assessed(policy, [1, 2, 2.5f], 2, .4492920868300979, Decision.Review, "review is expected to cost 1.7535 less than the best answer");
        Assessed(policy, [0, 1, 6], 2, .8958702290765722, Decision.Reject, "rejection is expected to cost 0.088422 less than the best answer");
        Assessed(policy, [2, 1.5f, 1], 1, .32584948957875354, Decision.Review, "review is expected to cost 1.9314 less than the best answer");   // 0 is likelier
    }

    /// <summary>Read, and written again bit for bit.</summary>
    private static ConfidencePolicy Kept(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "IO", "policies", $"{name}.probity");
        var policy = ConfidencePolicy.Load(path);
        using var scratch = new IO.Scratch();
        policy.Save(scratch["again"]);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(scratch["again"]));
        return policy;
    }

    private static void Assessed(ConfidencePolicy policy, float[] logits, int predicted, double confidence, Decision decision, string reason)
    {
        Assessment said = policy.Assess(logits);
        Assert.Equal((predicted, decision, reason), (said.Predicted, said.Decision, said.Reason));
        Assert.Equal(confidence, said.Confidence, 1e-6);
    }
}
