using Probity.Decisions;
using Probity.Numerics;
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

    /// <summary>
    /// Logits that have nothing to do with the labels: on rows that a matrix of twenty classes was fitted on a class can be told from the others all the same, on others not, and Youden's
    /// J of 400 rows, at its largest over all thresholds, stays near 0.
    /// </summary>
    [Fact]
    public void A_class_of_interest_is_chosen_on_rows_that_its_calibrator_did_not_see()
    {
        var random = new RandomStream(7, 0);
        var logits = new float[400 * 20];
        for (int i = 0; i < logits.Length; i++) logits[i] = (float)(6 * random.NextDouble());
        int[] labels = [.. Enumerable.Range(0, 400).Select(_ => random.NextInt32(20) % 4 == 0 ? 0 : 1 + random.NextInt32(19))];
        var policy = ConfidencePolicy.Fit(logits, labels, 20, new() { Calibrator = "matrix", Positive = 0, Choice = ThresholdTarget.Youden() });
        Assert.NotNull(policy.Calibrator);
        var rule = (ChosenRule)policy.Rule!;
        Assert.Equal(EstimationRows.CrossFitted, rule.Rows);
        double[] seen = [.. Enumerable.Range(0, 400).Select(i => Of(policy, logits.AsSpan(i * 20, 20)))];
        ChosenThreshold inSample = Thresholds.Choose(seen, Array.ConvertAll(labels, label => label == 0), ThresholdTarget.Youden(), replicates: 0);
        double flattered = inSample.Point!.Recall!.Value - inSample.Point.FalseAlarm!.Value, honest = rule.Choice.Point!.Recall!.Value - rule.Choice.Point.FalseAlarm!.Value;
        Assert.True(flattered > .25 && honest < .2, $"{flattered} {honest}");

        static double Of(ConfidencePolicy policy, ReadOnlySpan<float> row)
        {
            var calibrated = new double[20];
            policy.Calibrator!.CalibrateLogits(row, 20, calibrated);
            double others = 0;
            for (int k = 1; k < 20; k++) others += Math.Exp(calibrated[k] - calibrated[0]);
            return -Math.Log(others);
        }
    }

    [Fact]
    public void Joined_scores_are_never_said_to_be_new_to_the_rows_they_were_joined_on()
    {
        var policy = Fit(new() { Calibrator = "none", Scores = [Score.MaxProbability, Score.MarginLogit], Choice = ThresholdTarget.FBeta() });
        Assert.Equal(EstimationRows.InSample, ((ChosenRule)policy.Rule!).Rows);
        Assert.Contains(policy.Warnings, warning => warning.Contains("rows that the scores were joined on, so its figures flatter", StringComparison.Ordinal));
        Assert.Contains("that its score was learned from", policy.Explain(), StringComparison.Ordinal);
    }

    /// <summary>A weight is a repetition, on rows set apart too, and needs no largest weight where nothing is promised.</summary>
    [Fact]
    public void Weights_of_rows_set_apart_count()
    {
        (SimulatedOutputs learning, SimulatedOutputs other) = _rows.Cut(500);
        double[] ones = [.. Enumerable.Repeat(1.0, 500)], twice = [.. Enumerable.Range(0, 300).Select(i => i < 100 ? 2.0 : 1)];
        int[] repeated = [.. Enumerable.Range(0, 100), .. Enumerable.Range(0, 300)];
        PolicyOptions options = new() { Calibrator = "none", Choice = ThresholdTarget.Precision(.9) };
        ConfidencePolicy Weighted(PolicyOptions asked) => ConfidencePolicy.Fit(learning.Logits, learning.Labels, other.Logits, other.Labels, 3, asked, weights: ones, certifyingWeights: twice);
        ConfidencePolicy Repeated(PolicyOptions asked) => ConfidencePolicy.Fit(
            learning.Logits, learning.Labels, RowSplit.Gather<float>(other.Logits, 3, repeated), RowSplit.Gather<int>(other.Labels, 1, repeated), 3, asked);
        OperatingPoint weighted = ((ChosenRule)Weighted(options).Rule!).Choice.Point!, expected = ((ChosenRule)Repeated(options).Rule!).Choice.Point!;
        Assert.Equal((expected.Threshold, expected.Precision, expected.Coverage), (weighted.Threshold, weighted.Precision, weighted.Coverage));

        PolicyOptions costs = new() { Calibrator = "none", Costs = CostMatrix.Constant(5, 1, null, 3) };
        Assert.Equal(((CostRule)Repeated(costs).Rule!).Estimate!.Policy.Value!.Value, ((CostRule)Weighted(costs).Rule!).Estimate!.Policy.Value!.Value, 1e-12);
    }

    [Fact]
    public void Rows_that_chose_are_not_said_to_have_certified()
    {
        (SimulatedOutputs learning, SimulatedOutputs other) = _rows.Cut(500);
        var policy = ConfidencePolicy.Fit(learning.Logits, learning.Labels, other.Logits, other.Labels, 3, new() { Calibrator = "none", Choice = ThresholdTarget.FBeta(), GateScore = Score.MaxLogit });
        Assert.Contains("Fitted on 500 rows, threshold chosen on 300 others", policy.Explain(), StringComparison.Ordinal);
        Assert.DoesNotContain("certif", policy.Explain(), StringComparison.Ordinal);
        Assert.DoesNotContain("certif", Fit(new() { Choice = ThresholdTarget.FBeta() }).Explain(), StringComparison.Ordinal);
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
