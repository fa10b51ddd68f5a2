using System.Text.Json;
using Probity.Reporting.Sections;

namespace Probity.Reporting.Tests;

public class LearningTests
{
    private static string[] Findings(TrainingBlock training) => LearningSection.Of(training).Findings;

    private static TrainingBlock With(TrainingBlock training, int epoch, Func<TrainingEpoch, TrainingEpoch> change) =>
        training with { Epochs = [.. training.Epochs.Select(e => e.Number == epoch ? change(e) : e)] };

    [Fact]
    public void Without_training_the_page_has_no_word_of_it() =>
        Assert.False(ReportFileTests.Data(ConfidenceReport.Html(DemoTraining.Report(null))).TryGetProperty("training", out _));

    [Fact]
    public void Every_number_arrives_as_it_was_given()
    {
        var training = DemoTraining.Overfitting();
        var data = ReportFileTests.Data(ConfidenceReport.Html(DemoTraining.Report(training))).GetProperty("training");
        double[] Column(string name) => [.. data.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(training.Epochs.Select(e => (double)e.Number), Column("epochs"));
        Assert.Equal(training.Epochs.Select(e => e.TrainingLoss), Column("trainingLoss"));
        Assert.Equal(training.Epochs.Select(e => e.TrainingAccuracy!.Value), Column("trainingAccuracy"));
        Assert.Equal(training.Epochs.Select(e => e.ValidationNll!.Value), Column("validationNll"));
        Assert.Equal(training.Epochs.Select(e => e.ValidationAccuracy!.Value), Column("validationAccuracy"));
        Assert.Equal(training.Epochs.Select(e => e.ValidationConfidence!.Value), Column("validationConfidence"));
        Assert.Equal(training.Epochs.Select(e => e.ValidationEce!.Value), Column("validationEce"));
        Assert.Equal(training.Epochs.Select(e => e.LearningRate!.Value), Column("learningRate"));
        Assert.Equal((9_000, 1_000, training.KeptEpoch, 24), (data.GetProperty("trainingRows").GetInt32(), data.GetProperty("validationRows").GetInt32(), data.GetProperty("keptEpoch").GetInt32(), data.GetProperty("epochsRun").GetInt32()));
        Assert.Equal((training.Model, training.Stopped), (data.GetProperty("model").GetString(), data.GetProperty("stopped").GetString()));
    }

    [Fact]
    public void What_was_not_measured_is_left_out_and_what_is_no_number_is_a_word()
    {
        var training = With(DemoTraining.Losses(.9, double.NaN, double.PositiveInfinity) with { ValidationRows = 4 }, 2, e => e with { ValidationNll = .5 });
        var data = ReportFileTests.Data(ConfidenceReport.Html(DemoTraining.Report(training))).GetProperty("training");
        Assert.Equal(["NaN", "Infinity"], data.GetProperty("trainingLoss").EnumerateArray().Skip(1).Select(v => v.GetString()));
        Assert.Equal([JsonValueKind.Null, JsonValueKind.Number, JsonValueKind.Null], data.GetProperty("validationNll").EnumerateArray().Select(v => v.ValueKind));
        Assert.False(data.TryGetProperty("validationEce", out _));
        Assert.False(data.TryGetProperty("keptEpoch", out _));
    }

    [Fact]
    public void Overfitting_is_told_with_both_losses() => Assert.Equal(
        ["Validation NLL was lowest after epoch 2 (0.4). From there to epoch 4 training loss fell further, from 0.5 to 0.1, while validation NLL rose by 0.08: the model fitted its training rows better and new rows worse."],
        Findings(DemoTraining.Pairs((.9, .7), (.5, .4), (.3, .45), (.1, .48)) with { KeptEpoch = 2 }));

    [Fact]
    public void Loss_that_rises_with_NLL_is_not_called_overfitting() =>
        Assert.Contains("training loss rose with it, from 0.5 to 0.7: this is not overfitting", Findings(DemoTraining.Pairs((.9, .7), (.5, .4), (.7, .5)))[0]);

    [Fact]
    public void Loss_that_stays_is_not_said_to_fall() =>
        Assert.EndsWith("it rose by 0.1, while training loss hardly moved, from 0.5 to 0.499.", Findings(DemoTraining.Pairs((.5, .4), (.499, .5)) with { KeptEpoch = 1 })[0]);

    [Fact]
    public void A_change_within_one_per_cent_is_called_nearly_the_same() => Assert.Equal(
        ["Validation NLL was lowest after epoch 1 (0.4) and nearly the same after epoch 2 (0.403)."],
        Findings(DemoTraining.Pairs((.5, .4), (.2, .403)) with { KeptEpoch = 1 }));

    [Fact]
    public void NLL_that_is_lowest_at_the_end_promises_nothing_beyond() => Assert.Equal(
        ["Validation NLL was lowest after the last epoch, 2 (0.6): these epochs do not show where it would begin to rise."],
        Findings(DemoTraining.Pairs((.9, .7), (.8, .6))));

    [Fact]
    public void The_last_that_was_measured_is_not_called_the_last_epoch()
    {
        var training = DemoTraining.Losses(.9, .8, .7, .6) with { ValidationRows = 5, KeptEpoch = 3 };
        training = With(With(training, 1, e => e with { ValidationNll = .7 }), 3, e => e with { ValidationNll = .6 });
        Assert.StartsWith("Validation NLL was lowest at its last finite value, after epoch 3 (0.6): ", Findings(training)[0]);
    }

    [Fact]
    public void Another_epoch_than_the_best_is_told_with_what_it_costs()
    {
        var training = DemoTraining.Pairs((.9, .7), (.5, .4), (.3, .46));
        Assert.Equal("Epoch 3 was kept, where validation NLL was 0.06 above its lowest.", Findings(training)[^1]);   // none named: the last
        Assert.Equal("Epoch 1 was kept, where validation NLL was 0.3 above its lowest.", Findings(training with { KeptEpoch = 1 })[^1]);
        Assert.Single(Findings(training with { KeptEpoch = 2 }));
    }

    [Theory]
    [InlineData(.880, .890, .880, .950, "Its answers stayed as good (88.0\u202f% right); its mean confidence went from 89.0\u202f% to 95.0\u202f%: it became more overconfident, not better.")]
    [InlineData(.880, .880, .860, .950, "The share of right answers fell from 88.0\u202f% to 86.0\u202f%; its mean confidence went from 88.0\u202f% to 95.0\u202f%: it became overconfident, not better.")]
    [InlineData(.880, .880, .900, .990, "The share of right answers rose from 88.0\u202f% to 90.0\u202f%; its mean confidence went from 88.0\u202f% to 99.0\u202f%: it became overconfident.")]
    [InlineData(.880, .880, .880, .800, "Its answers stayed as good (88.0\u202f% right); its mean confidence went from 88.0\u202f% to 80.0\u202f%: it became too cautious.")]
    [InlineData(.880, .800, .880, .880, "Its answers stayed as good (88.0\u202f% right); its mean confidence went from 80.0\u202f% to 88.0\u202f%.")]
    [InlineData(.880, .950, .900, .950, "The share of right answers rose from 88.0\u202f% to 90.0\u202f%; its mean confidence went from 95.0\u202f% to 95.0\u202f%.")]
    public void Overconfidence_is_claimed_only_where_confidence_outgrew_the_right_answers(double was, double claimed, double now, double claims, string wanted)
    {
        var training = DemoTraining.Pairs((.5, .4), (.2, .5)) with { KeptEpoch = 1 };
        training = With(training, 1, e => e with { ValidationAccuracy = was, ValidationConfidence = claimed });
        training = With(training, 2, e => e with { ValidationAccuracy = now, ValidationConfidence = claims });
        Assert.Equal(wanted, Findings(training)[1]);
    }

    [Fact]
    public void Without_confidence_the_calibration_error_speaks()
    {
        var training = DemoTraining.Pairs((.5, .4), (.2, .5)) with { KeptEpoch = 1 };
        training = With(training, 1, e => e with { ValidationAccuracy = .5, ValidationEce = .02 });
        training = With(training, 2, e => e with { ValidationAccuracy = .5, ValidationEce = .05 });
        Assert.Equal("Its answers stayed as good (50.0\u202f% right); calibration error rose from 0.02 to 0.05.", Findings(training)[1]);
    }

    [Fact]
    public void Without_validation_nothing_is_said_of_new_rows()
    {
        Assert.Equal(
            ["Training loss fell from 1.5 in epoch 1 to 0.5 in epoch 3.", "Validation NLL was not measured, so nothing here says what the model does on rows that it did not learn from, or whether it became too sure."],
            Findings(DemoTraining.Losses(1.5, .9, .5)));
        Assert.StartsWith("Training loss rose from 0.5", Findings(DemoTraining.Losses(.5, .9))[0]);
        Assert.StartsWith("Training loss hardly moved: 0.5", Findings(DemoTraining.Losses(.5, .9, .5))[0]);
    }

    [Fact]
    public void One_epoch_shows_no_direction()
    {
        Assert.Equal("Training loss was 0.7 in epoch 1: one point shows no direction.", Findings(DemoTraining.Losses(.7))[0]);
        Assert.Equal(["Validation NLL was measured once, 0.6 after epoch 1: one point shows no direction."], Findings(DemoTraining.Pairs((.7, .6))));
    }

    [Fact]
    public void A_run_that_blows_up_is_told_in_counts() => Assert.Equal(
        [
            "Validation NLL was lowest after epoch 2 (0.4). From there to epoch 3 it rose by 2.0e7, and training loss rose with it, from 0.5 to 900: this is not overfitting, training itself went backwards.",
            "Training loss was not a finite number in 2 epochs of 5, first in epoch 4.",
            "Validation NLL was not a finite number after 2 epochs of 5.",
        ],
        Findings(DemoTraining.Pairs((.9, .7), (.5, .4), (900, 2e7), (double.NaN, double.NaN), (double.PositiveInfinity, double.PositiveInfinity)) with { KeptEpoch = 2 }));

    [Fact]
    public void Many_epochs_are_thinned_and_keep_their_ends_peaks_gaps_and_the_kept_one()
    {
        var epochs = Enumerable.Range(1, 5_000).Select(i => new TrainingEpoch { Number = i, TrainingLoss = 1.0 / i, ValidationNll = .5 + 1e-9 * i }).ToArray();
        epochs[1_233] = epochs[1_233] with { TrainingLoss = 7 };
        epochs[2_345] = epochs[2_345] with { TrainingLoss = double.NaN };
        epochs[3_456] = epochs[3_456] with { ValidationNll = .1 };
        var training = new TrainingBlock { Model = "m", TrainingRows = 9, ValidationRows = 9, KeptEpoch = 4_321, Epochs = epochs };
        var curves = LearningSection.Of(training);
        Assert.InRange(curves.Epochs.Length, 160, 490);
        Assert.Equal(5_000, curves.EpochsRun);
        Assert.Equal(curves.Epochs.Order().Distinct(), curves.Epochs);
        Assert.All((int[])[1, 1_234, 2_346, 3_457, 4_321, 5_000], epoch => Assert.Contains(epoch, curves.Epochs));
        for (int i = 0; i < curves.Epochs.Length; i++)
        {
            var epoch = epochs[curves.Epochs[i] - 1];
            Assert.Equal((epoch.TrainingLoss, epoch.ValidationNll), (curves.TrainingLoss[i], curves.ValidationNll![i]));
        }
        Assert.All(curves.Epochs.Zip(curves.Epochs.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 125));   // two stretches of 5,000 / 80
        Assert.InRange(ConfidenceReport.Html(DemoTraining.Report(training)).Length, 300_000, 1_000_000);
    }

    [Fact]
    public void Hostile_words_stay_text()
    {
        const string hostile = "</script><script>window.hacked=1</script><img src=x onerror=alert(1)>\u2028";
        string html = ConfidenceReport.Html(DemoTraining.Report(DemoTraining.Losses(.5) with { Model = hostile, Stopped = hostile }));
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("<script>window", html);
        var training = ReportFileTests.Data(html).GetProperty("training");
        Assert.Equal((hostile, hostile), (training.GetProperty("model").GetString(), training.GetProperty("stopped").GetString()));
    }

    [Fact]
    public void Four_hundred_epochs_are_all_there() =>
        Assert.Equal(400, LearningSection.Of(DemoTraining.Losses([.. Enumerable.Range(1, 400).Select(i => 1.0 / i)])).Epochs.Length);

    [Fact]
    public void Impossible_trainings_are_refused_in_words()
    {
        static void Refused(TrainingBlock training, string words) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => ConfidenceReport.Html(DemoTraining.Report(training))).Message);
        var good = DemoTraining.Pairs((.5, .4), (.4, .3));
        Refused(good with { Epochs = [] }, "no epochs");
        Refused(good with { TrainingRows = 0 }, "training rows: 0");
        Refused(good with { ValidationRows = 0 }, "epoch 1 has validation figures, but there are 0 validation rows");
        Refused(good with { KeptEpoch = 3 }, "epoch 3 was kept, but it is none of the 2 epochs from 1 to 2");
        Refused(good with { Epochs = [good.Epochs[1], good.Epochs[0]] }, "epoch 1 follows epoch 2");
        Refused(With(good, 1, e => e with { Number = -3 }), "epoch -3 is negative");
        Refused(With(good, 2, e => e with { ValidationAccuracy = 88 }), "epoch 2 has a validation accuracy of 88");
        Refused(With(good, 2, e => e with { LearningRate = double.NaN }), "epoch 2 has a learning rate of NaN");
    }
}
