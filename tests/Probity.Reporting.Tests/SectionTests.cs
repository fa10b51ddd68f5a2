using Probity.Reporting.Sections;

namespace Probity.Reporting.Tests;

public class SectionTests
{
    [Fact]
    public void Bins_are_closed_on_the_right_and_zero_is_in_the_first()
    {
        var bins = ReliabilitySection.Of([0, 1 / 15.0, 1], [true, false, true]).EqualWidth;
        Assert.Equal([2, 1], bins.Select(b => b.Rows));
        Assert.Equal(.5, bins[0].Accuracy);
        Assert.Equal(1, bins[1].To);
    }

    [Fact]
    public void Equal_mass_bins_never_cut_a_tie()
    {
        double[] confidence = [.. Enumerable.Repeat(.5, 50), .6, .7, .8];
        var bins = ReliabilitySection.Of(confidence, new bool[53]).EqualMass;
        Assert.Equal(50, bins[0].Rows);
        Assert.Equal(53, bins.Sum(b => b.Rows));
    }

    [Fact]
    public void Risk_under_ties_is_the_expected_one()
    {
        // Surest: one right. Then a tie of one right and one wrong: after the first of them, half a mistake is expected.
        var curve = RiskCoverageSection.Of([.9, .5, .5], null, [true, false, true], [true, false, true]).Before;
        Assert.Equal([1 / 3.0, 2 / 3.0, 1], curve.Coverage);
        Assert.Equal([0, .25, 1 / 3.0], curve.Risk);
    }

    [Fact]
    public void Perfect_ranking_puts_every_mistake_last() =>
        Assert.Equal([0, 0, 1 / 3.0], RiskCoverageSection.Of([.9, .5, .4], null, [false, true, true], [false, true, true]).PerfectRisk);

    [Fact]
    public void Trade_off_counts_what_a_loop_counts_at_every_threshold()
    {
        ReportInput input = DemoInput.Whole(rows: 700);
        TradeOffCurve curve = ReportSections.Of(input).RiskCoverage.TradeOff!;
        Assert.InRange(curve.Thresholds.Length, 95, 100);
        double rightAtAll = Enumerable.Range(0, 700).Count(i => input.Labels[i] == input.Predicted[i]);
        for (int t = 0; t < curve.Thresholds.Length; t++)
        {
            int[] accepted = [.. Enumerable.Range(0, 700).Where(i => input.ConfidenceAfter![i] >= curve.Thresholds[t])];
            double right = accepted.Count(i => input.Labels[i] == input.Predicted[i]);
            Assert.Equal(accepted.Length / 700.0, curve.Coverage[t], 1e-12);
            Assert.Equal(right / accepted.Length, curve.Precision[t], 1e-12);
            Assert.Equal(right / rightAtAll, curve.Recall[t], 1e-12);
            Assert.Equal((accepted.Length - right) / (700 - rightAtAll), curve.FalseAlarm[t]!.Value, 1e-12);
        }
        Assert.Equal((1, 1), (curve.Coverage[^1], curve.Recall[^1]));
    }

    [Fact]
    public void Without_a_right_answer_there_is_no_recall_to_trade() =>
        Assert.Null(TradeOffSection.Of([.9, .4], null, [false, false]));

    [Fact]
    public void Explorer_counts_what_a_loop_counts_at_every_threshold()
    {
        var input = DemoInput.Whole();
        var explorer = ReportSections.Of(input).Explorer;
        Assert.InRange(explorer.Thresholds.Length, 300, 400);
        Assert.Equal(explorer.Thresholds.Order(), explorer.Thresholds);
        Assert.Equal(.9132, explorer.Thresholds[explorer.PolicyIndex!.Value]);
        for (int t = 0; t < explorer.Thresholds.Length; t++)
        {
            int accepted = 0, right = 0, unknown = 0;
            for (int i = 0; i < input.Labels.Length; i++)
            {
                if (!input.PassesGate![i] || input.ConfidenceAfter![i] < explorer.Thresholds[t]) continue;
                accepted++;
                if (input.Labels[i] == input.Predicted[i]) right++;
            }
            for (int i = 0; i < input.Unknowns!.Confidence!.Length; i++)
            {
                if (input.Unknowns.PassesGate![i] && input.Unknowns.Confidence[i] >= explorer.Thresholds[t]) unknown++;
            }
            Assert.Equal((accepted, right, unknown), (explorer.Accepted[t], explorer.Right[t], explorer.UnknownAccepted![t]));
        }
        Assert.Equal(input.PassesGate!.Count(p => !p), explorer.Rejected);
    }

    [Fact]
    public void Every_row_is_in_one_bin_of_every_histogram()
    {
        var input = DemoInput.Whole();
        var histograms = ReportSections.Of(input).Histograms;
        Assert.Equal(["confidence", "confidence_before", "log_sum_exp", "max_probability", "doctor_beta"], histograms.Select(h => h.Token));
        int hits = input.Labels.Zip(input.Predicted).Count(pair => pair.First == pair.Second);
        Assert.All(histograms, h =>
        {
            Assert.Equal((hits, 4_000 - hits, h.Token == "confidence_before" ? null : 1_000), (h.Right.Sum(), h.Wrong.Sum(), h.Unknown?.Sum()));
            Assert.Equal(h.Edges.Order(), h.Edges);
        });
    }

    [Fact]
    public void Scores_that_pile_up_at_an_end_are_spread_out()
    {
        double[] near = [.. Enumerable.Range(1, 1_000).Select(i => -Math.Pow(10, -i / 100.0))];
        var input = new ReportInput
        {
            Title = "t",
            Labels = new int[1_000],
            Predicted = new int[1_000],
            ConfidenceBefore = [.. Enumerable.Repeat(.5, 1_000)],
            Unknowns = new() { Scores = [new() { Token = "doctor_beta", Known = near, Unknown = [-1, -2] }] },
        };
        var histogram = ReportSections.Of(input).Histograms[1];
        Assert.Equal("log", histogram.Scale);
        Assert.True(histogram.Right.Max() < 60, $"fullest bin holds {histogram.Right.Max()} of 1,000");
    }

    [Fact]
    public void Mistakes_are_the_surest_wrong_answers_in_order()
    {
        var input = DemoInput.Whole();
        var wanted = Enumerable.Range(0, 4_000).Where(i => input.Labels[i] != input.Predicted[i]).OrderByDescending(i => input.ConfidenceAfter![i]).Take(24);
        var report = ReportSections.Of(input);
        Assert.Equal(wanted.Select(i => $"t10k/{i}"), report.Mistakes.Select(m => m.Row));
        Assert.All(report.Mistakes, m => Assert.StartsWith("data:image/png;base64,iVBOR", m.Image));
    }

    [Fact]
    public void Strangers_past_the_gate_come_first_then_the_surest()
    {
        var input = new ReportInput
        {
            Title = "t",
            ClassNames = ["a", "b"],
            Labels = [0],
            Predicted = [0],
            ConfidenceBefore = [.9],
            PassesGate = [true],
            Policy = new() { Threshold = .6 },
            Unknowns = new() { Confidence = [.99, .5, .7], Predicted = [0, 1, 1], PassesGate = [false, true, true] },
        };
        Stranger[] wanted = [new("unknown row 2", "b", .7, null, "accept", null), new("unknown row 1", "b", .5, null, "review", null), new("unknown row 0", "a", .99, null, "reject", null)];
        Assert.Equal(wanted, ReportSections.Of(input).Strangers);
    }

    [Fact]
    public void Headline_of_a_policy_counts_what_it_does_here()
    {
        var input = new ReportInput
        {
            Title = "t",
            Labels = [0, 0, 0, 1],
            Predicted = [0, 0, 1, 1],
            ConfidenceBefore = [.9, .8, .7, .6],
            Policy = new() { Threshold = .7, TargetPrecision = .6, PromiseConfidence = .95 },
            Unknowns = new() { Confidence = [.1, .7] },
        };
        Assert.Equal(
            "It may answer alone where it is at least 70.0\u202f% sure, with a promise that at least 60\u202f% of those answers are right: "
            + "here that is 75.0\u202f% of the rows, and 66.7\u202f% of those answers are right. Of 2 unknown inputs it lets in 1.",
            ReportSections.Of(input).Headline.Decision);
    }

    [Fact]
    public void A_promise_that_these_rows_break_is_called_broken()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? 1 : 0)];   // 90 of 100 right: interval .826 to .945
        var input = new ReportInput { Title = "t", Labels = labels, Predicted = new int[100], ConfidenceBefore = [.. Enumerable.Repeat(.9, 100)] };
        string Decision(double target) => ReportSections.Of(input with { Policy = new() { Threshold = .5, TargetPrecision = target } }).Headline.Decision!;
        Assert.Contains("falls short of the promise", Decision(.95));
        Assert.DoesNotContain("falls short", Decision(.94));
    }

    [Fact]
    public void Confusions_count_pairs_of_classes()
    {
        var input = new ReportInput
        {
            Title = "t",
            ClassNames = ["a", "b", "c"],
            Labels = [0, 0, 0, 1, 2],
            Predicted = [1, 1, 0, 2, 2],
            ConfidenceBefore = [.9, .5, .8, .7, .6],
            Policy = new() { Threshold = .6 },
        };
        var pairs = ReportSections.Of(input).Confusions;
        Assert.Equal([new("a", "b", 2, 3, 1, .7), new("b", "c", 1, 1, 1, .7)], pairs);
    }

    [Fact]
    public void Headline_says_what_is_claimed_and_what_is_true()
    {
        var input = new ReportInput { Title = "t", Labels = [0, 0, 0, 1], Predicted = [0, 0, 1, 1], ConfidenceBefore = [.99, .99, .99, .99], ConfidenceAfter = [.75, .75, .75, .75] };
        var headline = ReportSections.Of(input).Headline;
        Assert.Equal("The model is right on 75.0\u202f% of these rows but claims to be 99.0\u202f% sure.", headline.Sentences[0]);
        Assert.Equal("Calibrated, it claims 75.0\u202f%.", headline.Sentences[1]);
    }

    [Fact]
    public void Png_holds_the_pixels()
    {
        byte[] png = GreyPng.Encode([0, 128, 255, 7], 2, 2);
        Assert.Equal(new byte[] { 0, 0, 0, 2, 0, 0, 0, 2, 8, 0 }, png[16..26]);
        int length = (png[33] << 24) | (png[34] << 16) | (png[35] << 8) | png[36];
        using var inflate = new System.IO.Compression.ZLibStream(new MemoryStream(png, 41, length), System.IO.Compression.CompressionMode.Decompress);
        var raw = new byte[6];
        inflate.ReadExactly(raw);
        Assert.Equal(new byte[] { 0, 0, 128, 0, 255, 7 }, raw);
        Assert.Equal(new byte[] { 0xAE, 0x42, 0x60, 0x82 }, png[^4..]);   // the CRC of IEND, as in every PNG
    }

    [Fact]
    public void Half_a_gate_is_refused()
    {
        var input = new ReportInput { Title = "t", Labels = [0], Predicted = [0], ConfidenceBefore = [.9], PassesGate = [true], Unknowns = new() { Confidence = [.5] } };
        Assert.Contains("give both or neither", Assert.Throws<ArgumentException>(() => ReportSections.Of(input)).Message);
    }

    public static TheoryData<string> EdgeNames() => [.. OddInputs.All.Keys];

    [Theory]
    [MemberData(nameof(EdgeNames))]
    public void Odd_inputs_make_a_report(string name)
    {
        var input = OddInputs.All[name];
        var data = ReportFileTests.Data(ConfidenceReport.Html(input));
        Assert.Equal(input.Labels.Length, data.GetProperty("rows").GetInt32());
        Assert.Equal(input.Labels.Length, data.GetProperty("reliability").GetProperty("before").GetProperty("equalWidth").EnumerateArray().Sum(b => b.GetProperty("rows").GetInt32()));
        Assert.Equal(input.Labels.Length, data.GetProperty("explorer").GetProperty("rows").GetInt32());
    }
}
