using Probity.Decisions;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Policies;

/// <summary>Certifying rows certify and touch nothing else, without which the guarantee is void.</summary>
public class CertifyingRowsTests
{
    private const int Classes = 4;

    private static readonly PolicyOptions Options = new() { Calibrator = "temperature", Promise = new PrecisionPromise(.85), GateScore = Score.LogSumExp, MaxFalseAlarm = .1 };

    [Fact]
    public void Their_labels_move_neither_temperature_nor_gate_nor_candidates()
    {
        var (learning, certifying) = SimulatedOutputs.Draw(3_000, Classes, 1).Cut(1_500);
        var policy = Fit(learning, certifying);
        double[] candidates = Candidates(learning, policy.Temperature);
        var thresholds = new HashSet<double>();
        for (ulong seed = 0; seed < 30; seed++)
        {
            // More and more labels are put right or wrong, so that the certified threshold itself must move.
            var stream = new RandomStream(seed, 7);
            int[] labels = [.. certifying.Labels];
            for (int i = 0; i < labels.Length; i++)
            {
                if (stream.NextDouble() < seed / 600.0) labels[i] = (labels[i] + 1) % Classes;
            }
            Same(policy, Fit(learning, certifying with { Labels = labels }), candidates, thresholds);
        }
        Assert.True(thresholds.Count > 3, $"only {thresholds.Count} thresholds: the labels hardly matter, so the test shows nothing");
    }

    [Fact]
    public void Their_logits_move_neither_temperature_nor_gate_nor_candidates()
    {
        var (learning, certifying) = SimulatedOutputs.Draw(3_000, Classes, 1).Cut(1_500);
        var policy = Fit(learning, certifying);
        double[] candidates = Candidates(learning, policy.Temperature);
        var thresholds = new HashSet<double>();
        for (ulong seed = 2; seed < 22; seed++)
        {
            SimulatedOutputs other = SimulatedOutputs.Draw(500 + (int)(50 * seed), Classes, seed, scale: 10 + (.5 * seed));
            Same(policy, Fit(learning, other), candidates, thresholds);
        }
        Assert.True(thresholds.Count > 3, $"only {thresholds.Count} thresholds");
    }

    [Fact]
    public void A_single_set_is_split_as_the_seed_says_and_then_treated_the_same()
    {
        SimulatedOutputs all = SimulatedOutputs.Draw(2_000, Classes, 3);
        PolicyOptions options = Options with { Seed = 17, CertifyShare = .4 };
        var policy = ConfidencePolicy.Fit(all.Logits, all.Labels, Classes, options);
        Assert.Equal((1_200, 800), (policy.RowsLearned, policy.RowsCertified));

        int[] order = RowSplit.Shuffled(2_000, 17);
        var certifying = new SimulatedOutputs(RowSplit.Gather<float>(all.Logits, Classes, order.AsSpan(..800)), RowSplit.Gather<int>(all.Labels, 1, order.AsSpan(..800)), Classes, all.Truth);
        var learning = new SimulatedOutputs(RowSplit.Gather<float>(all.Logits, Classes, order.AsSpan(800..)), RowSplit.Gather<int>(all.Labels, 1, order.AsSpan(800..)), Classes, all.Truth);
        var apart = ConfidencePolicy.Fit(learning.Logits, learning.Labels, certifying.Logits, certifying.Labels, Classes, options);
        Assert.Equal(apart.Temperature, policy.Temperature);
        Assert.Equal(apart.Threshold, policy.Threshold);
        Assert.Equal(apart.Gate, policy.Gate);
        Assert.Equal(apart.RowsHash, policy.RowsHash);
    }

    /// <summary>A calibrator of one weight and offset a class moves predictions; the promise is of what assessing says, not of the model's own answer.</summary>
    [Fact]
    public void What_is_certified_is_the_calibrated_prediction()
    {
        var (learning, certifying) = SimulatedOutputs.Draw(4_000, Classes, 11).Cut(2_000);
        foreach (float[] logits in (float[][])[learning.Logits, certifying.Logits])
        {
            for (int i = 0; i < logits.Length; i += Classes) logits[i] += 6;   // a model that loves class 0
        }
        var policy = ConfidencePolicy.Fit(
            learning.Logits, learning.Labels, certifying.Logits, certifying.Labels, Classes, new() { Calibrator = "vector", Promise = new PrecisionPromise(.8) });
        int rows = certifying.Labels.Length, accepted = 0, errors = 0, moved = 0;
        int[] predicted = new int[rows], raw = new int[rows];
        var decisions = new Decision[rows];
        policy.Assess(certifying.Logits, predicted, new double[rows], decisions);
        LogitScores.Compute(certifying.Logits, Classes, new ScoreColumns { Predicted = raw });
        for (int i = 0; i < rows; i++)
        {
            if (decisions[i] != Decision.Accept) continue;
            accepted++;
            if (predicted[i] != certifying.Labels[i]) errors++;
            if (predicted[i] != raw[i]) moved++;
        }
        Assert.True(moved > 20, $"only {moved} predictions moved: the test shows nothing");
        Assert.Equal((accepted, errors), (policy.Threshold!.Accepted, policy.Threshold.Errors));
    }

    [Fact]
    public void What_is_certified_is_the_joint_event_counted_by_hand()
    {
        var (learning, certifying) = SimulatedOutputs.Draw(3_000, Classes, 5).Cut(1_500);
        var policy = Fit(learning, certifying);
        var all = AssessedOutputs.Of(policy, certifying);
        int[] accepted = [.. Enumerable.Range(0, 1_500).Where(i => all.Decisions[i] == Decision.Accept)];
        Assert.Equal(accepted.Length, policy.Threshold!.Accepted);
        Assert.Equal(accepted.Count(i => all.Predicted[i] != certifying.Labels[i]), policy.Threshold.Errors);
        Assert.Equal(all.Decisions.Count(decision => decision == Decision.Reject), policy.Gate!.Stopped);
        Assert.Equal(1_500, policy.Gate.RowsChecked);
        Assert.InRange(policy.Gate.Stopped, 100, 200);   // a tenth, and the spread of a threshold set on 1,500 rows
    }

    private static void Same(ConfidencePolicy expected, ConfidencePolicy actual, double[] candidates, HashSet<double> thresholds)
    {
        Assert.Equal(expected.Temperature, actual.Temperature);
        Assert.Equal(expected.Calibrator!.Parameters.Select(parameter => parameter.Values[0]), actual.Calibrator!.Parameters.Select(parameter => parameter.Values[0]));
        Assert.Equal(expected.FitReport, actual.FitReport);
        Assert.Equal(expected.Gate!.Threshold, actual.Gate!.Threshold);
        Assert.Contains(actual.Threshold!.Threshold, candidates);
        thresholds.Add(actual.Threshold.Threshold);
    }

    private static double[] Candidates(SimulatedOutputs learning, double temperature)
    {
        var logOdds = new double[learning.Rows];
        LogitScores.Compute(learning.Logits, Classes, new ScoreColumns { MaxProbabilityLogOdds = logOdds }, temperature);
        return CandidateThresholds.Of(logOdds);
    }

    private static ConfidencePolicy Fit(SimulatedOutputs learning, SimulatedOutputs certifying) =>
        ConfidencePolicy.Fit(learning.Logits, learning.Labels, certifying.Logits, certifying.Labels, Classes, Options);
}
