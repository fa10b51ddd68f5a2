using Probity.Decisions;
using Probity.Scores;
using Probity.Tests.IO;

namespace Probity.Tests.Policies;

public sealed class ChosenPolicyTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly SimulatedOutputs _rows = SimulatedOutputs.Draw(800, 3, 21);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_chosen_threshold_decides_and_promises_nothing()
    {
        ConfidencePolicy policy = Fit(new() { Calibrator = "temperature", Choice = ThresholdTarget.Precision(.9) });
        var rule = Assert.IsType<ChosenRule>(policy.Rule);
        Assert.Null(policy.Threshold);
        Assert.Equal((800, 0), (policy.RowsLearned, policy.RowsCertified));
        Assert.Equal(EstimationRows.CrossFitted, rule.Rows);
        Assert.True(rule.Choice.Point!.Precision >= .9);
        string words = policy.Explain();
        Assert.Contains("Promise: none.", words, StringComparison.Ordinal);
        Assert.Contains("nothing is guaranteed", words, StringComparison.Ordinal);
        Assert.Contains("each calibrated without its own fold", words, StringComparison.Ordinal);
        var all = AssessedOutputs.Of(policy, _rows);
        int accepted = all.Decisions.Count(decision => decision == Decision.Accept);
        Assert.InRange(accepted, rule.Choice.Point.Accepted - 20, rule.Choice.Point.Accepted + 20);   // chosen on cross-fitted scores, applied by the calibrator of all rows
    }

    [Fact]
    public void Scores_as_the_model_gave_them_are_chosen_on_as_they_are()
    {
        var rule = (ChosenRule)Fit(new() { Calibrator = "none", Score = Score.MarginLogit, Choice = ThresholdTarget.FBeta() }).Rule!;
        Assert.Equal(EstimationRows.HeldOut, rule.Rows);
        double[] margins = [.. Enumerable.Range(0, 800).Select(i => { float[] z = [.. _rows.Row(i).ToArray().OrderDescending()]; return (double)z[0] - z[1]; })];
        bool[] right = [.. Enumerable.Range(0, 800).Select(i => _rows.Row(i).ToArray().AsSpan().IndexOf(_rows.Row(i).ToArray().Max()) == _rows.Labels[i])];
        Assert.Equal(Thresholds.Choose(margins, right, ThresholdTarget.FBeta(), replicates: 0).Threshold!.Value, rule.Choice.Threshold!.Value, 1e-4);
    }

    [Fact]
    public void Another_calibrator_is_fitted_without_each_fold()
    {
        var rule = (ChosenRule)Fit(new() { Calibrator = "ets", Choice = ThresholdTarget.Youden() }).Rule!;
        Assert.Equal(EstimationRows.CrossFitted, rule.Rows);
    }

    [Fact]
    public void Rows_of_their_own_choose_without_learning()
    {
        (SimulatedOutputs learning, SimulatedOutputs other) = _rows.Cut(500);
        var policy = ConfidencePolicy.Fit(learning.Logits, learning.Labels, other.Logits, other.Labels, 3, new() { Calibrator = "temperature", Choice = ThresholdTarget.Recall(.9) });
        var rule = (ChosenRule)policy.Rule!;
        Assert.Equal((EstimationRows.HeldOut, 300), (rule.Rows, rule.Choice.Rows));
        var all = AssessedOutputs.Of(policy, other);
        Assert.Equal(rule.Choice.Point!.Accepted, all.Decisions.Count(decision => decision == Decision.Accept));
    }

    [Theory]
    [InlineData("precision:0.9")]
    [InlineData("cost:10:1")]
    [InlineData("fbeta:2")]
    public void The_file_keeps_all_of_it(string goal)
    {
        ConfidencePolicy policy = Fit(new() { Calibrator = "temperature", Choice = ThresholdTarget.Parse(goal), GateScore = Score.LogSumExp });
        policy.Save(_scratch["chosen.probity"]);
        var again = ConfidencePolicy.Load(_scratch["chosen.probity"]);
        Assert.Equal(policy.Rule, again.Rule);
        Assert.Equal(policy.Explain(), again.Explain());
        again.Save(_scratch["again.probity"]);
        Assert.Equal(File.ReadAllBytes(_scratch["chosen.probity"]), File.ReadAllBytes(_scratch["again.probity"]));
        AssessedOutputs.Of(policy, _rows).AssertSame(AssessedOutputs.Of(again, _rows));
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Contains("promise together with a chosen", Assert.Throws<ArgumentException>(() => Fit(new() { Promise = new PrecisionPromise(.9), Choice = ThresholdTarget.FBeta() })).Message, StringComparison.Ordinal);
        Assert.Contains("priors", Assert.Throws<ArgumentException>(() => Fit(new() { Calibrator = "none", Priors = [.2, .3, .5], Choice = ThresholdTarget.FBeta() })).Message, StringComparison.Ordinal);
        Assert.Contains("precision of at least 99 % is not reached: the most is 0.5", Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit(
            [9, 0, 0, 1, 0, 0], [1, 0], 3, new() { Calibrator = "none", Choice = ThresholdTarget.Precision(.99) })).Message, StringComparison.Ordinal);
    }

    private ConfidencePolicy Fit(PolicyOptions options) => ConfidencePolicy.Fit(_rows.Logits, _rows.Labels, 3, options);
}
