using Probity.Calibration;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;
using Probity.Review;
using Probity.Scores;
using Probity.Tests.Policies;
using Xunit.Abstractions;

namespace Probity.Tests.Review;

public class ReviewedRefitTests(ITestOutputHelper output)
{
    // A new kind of rows has come that the model is sure of and often wrong on. Below the threshold all is as it was.
    private static double Right(double confidence) => confidence >= .9 ? .6 : confidence;

    private static readonly ReviewedPopulation Rows = ReviewedPopulation.Draw(20_000, 41).Relabelled(1, Right);
    private static readonly float Temperature = (float)((TemperatureScaling)Rows.Policy.Calibrator!).Temperature;
    private static readonly float[] Scaled = [.. Rows.Logits.Select(z => z / Temperature)];
    private static readonly ReviewSampling Sampling = new() { AuditShare = .1, Seed = 7 };

    [Fact]
    public void Reviewed_rows_alone_bias_calibration_and_precision_and_weighted_ones_do_not()
    {
        ReviewImport import = Rows.Import(Rows.Queue(Sampling));
        ReviewedRows answered = import.Rows();
        Assert.Equal(1 / .1, answered.MaxWeight);
        var options = new PolicyOptions { Calibrator = "top-label:isotonic" };
        ConfidencePolicy weighted = answered.Fit(4, options);
        ConfidencePolicy unweighted = ConfidencePolicy.Fit(answered.Logits, answered.Labels, 4, options);
        int[] reviewed = [.. Enumerable.Range(0, Rows.Rows).Where(i => Rows.Decisions[i] == Decision.Review)];
        ConfidencePolicy alone = ConfidencePolicy.Fit(
            RowSplit.Gather<float>(Rows.Logits, 4, reviewed), [.. reviewed.Select(i => Rows.Labels[i])], 4, options);

        // New rows of the same kind: how far is what is claimed from what is so?
        ReviewedPopulation next = ReviewedPopulation.Draw(20_000, 42).Relabelled(2, Right);
        double Claimed(ConfidencePolicy policy)
        {
            ReviewedPopulation seen = ReviewedPopulation.Of(policy, next.Logits, next.Labels);
            return Enumerable.Range(0, next.Rows).Where(i => next.Decisions[i] == Decision.Accept).Average(i => seen.Confidence[i]);
        }
        double truth = next.Precision(i => next.Decisions[i] == Decision.Accept);
        output.WriteLine($"accepted: {truth:0.000}; claimed by the weighted refit {Claimed(weighted):0.000}, reviewed alone {Claimed(alone):0.000}");
        Assert.Equal(truth, Claimed(weighted), .03);
        Assert.True(Claimed(alone) - truth > .18);

        double Ece(ConfidencePolicy policy)
        {
            ReviewedPopulation seen = ReviewedPopulation.Of(policy, next.Logits, next.Labels);
            return CalibrationError.Ece(seen.Confidence, [.. Enumerable.Range(0, next.Rows).Select(i => seen.Predicted[i] == next.Labels[i])]);
        }
        output.WriteLine($"ece: weighted {Ece(weighted):0.000}, alone {Ece(alone):0.000}");
        Assert.True(Ece(weighted) < .03);
        Assert.True(Ece(alone) > .07);
    }

    [Fact]
    public void A_promise_certified_on_reviewed_rows_alone_is_broken_and_one_on_weighted_rows_is_kept()
    {
        ReviewedRows answered = Rows.Import(Rows.Queue(Sampling)).Rows();
        PolicyOptions Options(double precision) => new() { Calibrator = "none", Promise = new PrecisionPromise(precision) };
        int[] reviewed = [.. Enumerable.Range(0, Rows.Rows).Where(i => Rows.Decisions[i] == Decision.Review)];
        ConfidencePolicy alone = ConfidencePolicy.Fit(RowSplit.Gather<float>(Scaled, 4, reviewed), [.. reviewed.Select(i => Rows.Labels[i])], 4, Options(.75));
        ReviewedRows scaled = answered with { Logits = [.. answered.Logits.Select(z => z / Temperature)] };

        ReviewedPopulation next = ReviewedPopulation.Draw(20_000, 42).Relabelled(2, Right);
        float[] logits = [.. next.Logits.Select(z => z / Temperature)];
        double Achieved(ConfidencePolicy policy)
        {
            ReviewedPopulation seen = ReviewedPopulation.Of(policy, logits, next.Labels);
            return seen.Precision(i => seen.Decisions[i] == Decision.Accept);
        }
        output.WriteLine($"promised .75, reviewed alone achieve {Achieved(alone):0.000}");
        Assert.True(Achieved(alone) < .73);
        Assert.Throws<PromiseRefusedException>(() => scaled.Fit(4, Options(.75)));
        ConfidencePolicy weighted = scaled.Fit(4, Options(.58));
        output.WriteLine($"promised .58, weighted rows achieve {Achieved(weighted):0.000}");
        Assert.True(Achieved(weighted) >= .58);
        Assert.Equal(10, weighted.Threshold!.Weights!.MaxWeight);
    }

    [Fact]
    public void The_share_of_right_answers_in_the_queue_is_not_that_of_all_rows_and_the_weighted_one_is()
    {
        const int seeds = 40;
        double truth = Rows.Precision(_ => true), plain = 0, weighted = 0;
        int held = 0;
        for (ulong seed = 0; seed < seeds; seed++)
        {
            ReviewQueue queue = Rows.Queue(new ReviewSampling { AuditShare = .02, Most = 2_000, Seed = seed });
            ReviewedShare all = Rows.Import(queue).Report().All;
            plain += queue.Items.Average(item => item.Predicted == Rows.Labels[item.Row] ? 1.0 : 0) / seeds;
            weighted += all.Value!.Value / seeds;
            held += all.Low <= truth && truth <= all.High ? 1 : 0;
        }
        output.WriteLine($"all rows {truth:0.000}; on average of {seeds} draws plain {plain:0.000}, weighted {weighted:0.000}; intervals held {held}");
        Assert.True(plain - truth > .07);
        Assert.Equal(truth, weighted, .015);   // four deviations of the mean: one draw has some 0.023
        Assert.InRange(held, 35, seeds);
    }

    [Fact]
    public void A_broken_promise_is_told_and_the_precision_achieved_is_known()
    {
        ReviewReport report = Rows.Import(Rows.Queue(Sampling)).Report();
        Assert.Equal(PromiseVerdict.Broken, report.Promise!.Verdict);
        Assert.Contains("THE PROMISE IS BROKEN: 90 % of accepted predictions right", report.Explain(), StringComparison.Ordinal);
        ReviewedShare accepted = report.Decisions[Decision.Accept];
        Assert.InRange(Rows.Precision(i => Rows.Decisions[i] == Decision.Accept), accepted.Low, accepted.High);
        Assert.True(accepted.High < .9);
        Assert.Equal(Rows.Decisions.Count(one => one == Decision.Accept) / (double)Rows.Rows, report.Coverage);
    }

    [Fact]
    public void One_who_stops_early_leaves_a_random_part_of_every_stratum()
    {
        ReviewQueue queue = Rows.Queue(Sampling);
        HashSet<long> answered = [.. queue.Items.Take(queue.Items.Count * 6 / 10).Select(item => item.Row)];
        ReviewImport import = Rows.Import(queue, item => answered.Contains(item.Row) ? Rows.Labels[item.Row] : null);
        ReviewReport report = import.Report();
        Assert.Equal((queue.Items.Count, answered.Count), (report.Asked, report.Answered));
        Assert.All(report.Strata.Where(one => one.Rows > 500), one => Assert.True(one.Answered > 0));
        ReviewedShare accepted = report.Decisions[Decision.Accept];
        Assert.True(accepted.LowIfMissingWrong < accepted.Low && accepted.HighIfMissingRight > accepted.High);
        Assert.True(accepted.ValueIfMissingWrong <= accepted.Value && accepted.Value <= accepted.ValueIfMissingRight);
        Assert.InRange(Rows.Precision(i => Rows.Decisions[i] == Decision.Accept), accepted.Low, accepted.High);
        Assert.Contains(report.Explain().Split('\n'), line => line.Contains("nothing is assumed of them", StringComparison.Ordinal));

        ReviewedRows rows = import.Rows();
        Assert.Contains(rows.Notes, note => note.Contains("answers are missing", StringComparison.Ordinal) && note.Contains("assumes nothing else", StringComparison.Ordinal));
        Assert.Equal(Rows.Rows, rows.Weights.Sum(), .03 * Rows.Rows);
        Assert.True(rows.MaxWeight > 10);
        Assert.All(rows.Weights, weight => Assert.InRange(weight, 1, rows.MaxWeight));
    }

    [Fact]
    public void A_stratum_without_answers_is_named_and_not_made_up()
    {
        ReviewQueue queue = Rows.Queue(Sampling);
        ReviewStratum silent = queue.Items[0].Stratum;
        ReviewedRows rows = Rows.Import(queue, item => item.Stratum == silent ? null : Rows.Labels[item.Row]).Rows();
        Assert.Contains(rows.Notes, note => note.StartsWith($"no answer at all in {silent.Name}", StringComparison.Ordinal));
        Assert.Contains($"those of {silent.Name}", Assert.Throws<PromiseRefusedException>(() => rows.Fit(4, new() { Calibrator = "none", Promise = new PrecisionPromise(.5) })).Message, StringComparison.Ordinal);
        Assert.Contains(rows.Fit(4, new() { Calibrator = "none" }).Warnings, note => note.StartsWith("no answer at all in", StringComparison.Ordinal));
    }

    [Fact]
    public void Answers_of_no_class_are_wrong_and_teach_nothing()
    {
        ReviewQueue queue = Rows.Queue(Sampling);
        ReviewImport import = Rows.Import(queue, item => item.Row % 10 == 0 ? ReviewAnswer.NoClass : Rows.Labels[item.Row]);
        int outside = queue.Items.Count(item => item.Row % 10 == 0);
        Assert.Equal(outside, import.Report().Strata.Sum(one => one.NoClass));
        ReviewedRows rows = import.Rows();
        Assert.Equal(queue.Items.Count - outside, rows.Labels.Length);
        Assert.Contains(rows.Notes, note => note.Contains("none of the classes", StringComparison.Ordinal));
        Assert.Contains("answers name none of the classes", Assert.Throws<PromiseRefusedException>(() => rows.Fit(4, new() { Calibrator = "none", Promise = new PrecisionPromise(.5) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_one_weight_are_a_plain_sample_and_carry_a_promise_and_a_gate()
    {
        var outputs = SimulatedOutputs.Draw(6_000, 4, 3, scale: 6);
        ConfidencePolicy none = ConfidencePolicy.Fit(outputs.Logits, outputs.Labels, 4, new PolicyOptions { Calibrator = "temperature" });
        var rows = ReviewedPopulation.Of(none, outputs.Logits, outputs.Labels);
        ReviewedRows answered = rows.Import(rows.Queue(new ReviewSampling { AuditShare = .5 })).Rows();
        Assert.Equal(answered.Labels.Length, answered.EffectiveRows, 1e-6);
        ConfidencePolicy refitted = answered.Fit(4, new PolicyOptions { Calibrator = "temperature", Promise = new PrecisionPromise(.9), GateScore = Score.MaxLogit });
        Assert.NotNull(refitted.Threshold);
        Assert.NotNull(refitted.Gate);
        Assert.Throws<ArgumentException>(() => Rows.Import(Rows.Queue(Sampling)).Rows().Fit(4, new PolicyOptions { GateScore = Score.MaxLogit }));
    }
}
