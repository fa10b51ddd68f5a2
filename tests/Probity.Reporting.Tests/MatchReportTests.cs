using System.Text.Json;
using Probity.Decisions;
using Probity.Metrics;

namespace Probity.Reporting.Tests;

public class MatchReportTests
{
    [Fact]
    public void Counts_of_decisions_and_bins_are_those_of_the_queries()
    {
        MatchBlock block = MatchDemo.Whole();
        JsonElement match = Data(block);
        foreach ((MatchSplit split, JsonElement shown) in block.Splits.Zip(match.GetProperty("splits").EnumerateArray()))
        {
            JsonElement fates = shown.GetProperty("fates");
            Assert.Equal(split.Decisions.Where((one, i) => one == Decision.Accept && split.Right[i]).Count(), fates.GetProperty("acceptedRight").GetInt32());
            Assert.Equal(split.Decisions.Where((one, i) => one == Decision.Accept && !split.Right[i]).Count(), fates.GetProperty("acceptedWrong").GetInt32());
            Assert.Equal(split.Decisions.Count(one => one == Decision.Reject), fates.GetProperty("rejected").GetInt32());
            Assert.Equal(split.IsForeign, !shown.TryGetProperty("reliability", out JsonElement bins));
            if (split.IsForeign) continue;
            Assert.Equal(split.Right.Length, bins.GetProperty("equalWidth").EnumerateArray().Sum(bin => bin.GetProperty("rows").GetInt32()));
            JsonElement histogram = shown.GetProperty("histogram");
            Assert.Equal(split.Right.Count(right => right), histogram.GetProperty("right").EnumerateArray().Sum(n => n.GetInt32()));
            Assert.Equal(split.Right.Count(right => !right), histogram.GetProperty("wrong").EnumerateArray().Sum(n => n.GetInt32()));
            Assert.Equal(300, histogram.GetProperty("unknown").EnumerateArray().Sum(n => n.GetInt32()));
        }
        Assert.Equal(block.Splits[0].Right.Count(right => !right), match.GetProperty("mistakeCount").GetInt32());
    }

    [Theory]
    [InlineData(.05, .15, "better than similarity alone on all items (.800 → .900)")]
    [InlineData(-.15, -.05, "worse than similarity alone on all items")]
    [InlineData(-.05, .15, "No difference from similarity alone is shown on all items")]
    public void The_verdict_on_ranking_goes_by_the_interval_of_the_gain(double low, double high, string words)
    {
        MatchSplit split = With("auroc_gain", new Figure { Value = (low + high) / 2, Low = low, High = high, Rows = 9, Definition = "d" });
        Assert.Contains(words, Data(new() { Splits = [split] }).GetProperty("words").GetProperty("ranking").GetString());
    }

    [Theory]
    [InlineData(.91, .95, "Reached on all items (91.0\u202f% right")]
    [InlineData(.88, .92, "Just missed, within chance, on all items")]
    [InlineData(.80, .85, "Not kept on all items")]
    public void A_promise_is_held_against_what_was_seen(double precision, double high, string words)
    {
        MatchSplit split = With("precision_accepted", new Figure { Value = precision, Low = precision - .05, High = high, Rows = 9, Definition = "d" });
        string verdict = Data(new() { Splits = [split], TargetPrecision = .9, AcceptFromLogOdds = 1.2 }).GetProperty("words").GetProperty("decisions").GetString()!;
        Assert.Contains("Promised: 90 % of accepted matches are right.", verdict);
        Assert.Contains(words, verdict);
    }

    [Theory]
    [InlineData(.01, .05, "claims too much on all items")]
    [InlineData(-.05, -.01, "claims too little on all items")]
    [InlineData(-.01, .01, "no more and no less than is true, as far as these queries show, on all items")]
    public void The_verdict_on_calibration_goes_by_the_interval_of_the_gap(double low, double high, string words)
    {
        MatchSplit split = With("confidence_gap", new Figure { Value = (low + high) / 2, Low = low, High = high, Rows = 9, Definition = "d" });
        Assert.Contains(words, Data(new() { Splits = [split] }).GetProperty("words").GetProperty("calibration").GetString());
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        const string hostile = "</script><script>window.hacked=1</script><img src=x onerror=alert(1)>";
        string html = SimilarityReport.Html(SimilarityDemo.Whole() with { Match = MatchDemo.Whole(word => word + hostile) });
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("<script>window", html);
    }

    [Fact]
    public void Bad_input_is_refused_in_words()
    {
        MatchSplit split = MatchDemo.Split("all items", 20, 0, 1);
        Refused("none whose groups are known", MatchDemo.Foreign("foreign", 9));
        Refused("two are called 'all items'", split, split);
        Refused("right", split with { Right = new bool[19] });
        Refused("foreign, yet a match is right", split, split with { Name = "b", IsForeign = true });
        Refused("confidence of 'all items'", split with { Confidence = [.. split.Confidence.Select(one => one + 1)] });

        static void Refused(string because, params MatchSplit[] splits) =>
            Assert.Contains(because, Assert.Throws<ArgumentException>(() => SimilarityReport.Html(SimilarityDemo.Whole() with { Match = new() { Splits = splits } })).Message);
    }

    [Fact]
    public void Without_a_match_confidence_the_page_says_so()
    {
        string html = SimilarityReport.Html(SimilarityDemo.Whole() with { Match = null });
        Assert.Contains("Match confidence: none was given", html);
    }

    private static MatchSplit With(string key, Figure figure)
    {
        MatchSplit split = MatchDemo.Split("all items", 200, 0, 1);
        return split with { Figures = new Dictionary<string, Figure>(split.Figures) { [key] = figure } };
    }

    private static JsonElement Data(MatchBlock block) => ReportFileTests.Data(SimilarityReport.Html(SimilarityDemo.Whole() with { Match = block })).GetProperty("match");
}
