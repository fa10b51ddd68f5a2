using Probity.Decisions;
using Probity.Scores;
using Xunit.Abstractions;

namespace Probity.RealData.Decisions;

/// <summary>A whole policy from the validation rows of ResNet-50 on CIFAR-10, tried on the 10,000 test rows.</summary>
public class PolicyOnCifar10(ITestOutputHelper output)
{
    private const string Folder = "logits_cifar10_resnet50_ce";

    [RealDataTheory(Folder)]
    [InlineData(.98, null)]
    [InlineData(.97, null)]
    [InlineData(.98, Score.LogSumExp)]
    [InlineData(.98, null, "auto")]
    [InlineData(.98, null, "isotonic")]
    public void The_promise_is_kept_on_the_test_rows(double target, Score? gate, string calibrator = "temperature")
    {
        LabelledRows fit = LabelledRows.Validation(Folder), test = LabelledRows.Test(Folder);
        var options = new PolicyOptions { Calibrator = calibrator, Promise = new PrecisionPromise(target), GateScore = gate, Seed = 1 };
        var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, fit.Classes, options);
        Assert.Equal(2_500, policy.RowsLearned);
        Assert.Equal(2_500, policy.RowsCertified);
        if (calibrator == "temperature") Assert.InRange(policy.Temperature, 2.2, 2.8);   // 2.4975 on all rows

        var decisions = new Decision[10_000];
        int[] predicted = new int[10_000];
        double[] confidence = new double[10_000], rule = new double[10_000], gateScores = new double[10_000];
        policy.Assess(test.Logits, null, predicted, confidence, decisions, rule, gateScores);
        int accepted = decisions.Count(decision => decision == Decision.Accept);
        int right = Enumerable.Range(0, 10_000).Count(i => decisions[i] == Decision.Accept && predicted[i] == test.Labels[i]);
        int rejected = decisions.Count(decision => decision == Decision.Reject);
        double precision = (double)right / accepted;
        output.WriteLine($"target {target}: threshold {policy.AcceptFrom:G6}, accepted {accepted:N0} of 10,000, precision {precision:P2}, rejected {rejected:N0}");
        Assert.InRange(precision, target, 1);
        Assert.InRange(accepted, 7_000, 10_000);        // a promise kept by accepting next to nothing is worth nothing
        if (gate is null) Assert.Equal(0, rejected);
        else Assert.InRange(rejected, 350, 700);        // 5 % of known rows, and the spread of a threshold set on 2,500
    }
}
