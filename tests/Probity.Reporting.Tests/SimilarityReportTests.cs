using System.Text.Json;
using System.Text.RegularExpressions;
using Probity.Metrics;

namespace Probity.Reporting.Tests;

public class SimilarityReportTests
{
    [Fact]
    public void Hostile_names_stay_text()
    {
        const string hostile = "</script><script>window.hacked=1</script><img src=x onerror=alert(1)>\u2028{{data}}";
        var input = SimilarityDemo.Whole() with
        {
            Title = hostile,
            Subtitle = hostile,
            Model = hostile,
            Notes = [hostile],
            Splits = [SimilarityDemo.Split(hostile, 9, 3, .1, .2) with { Words = hostile }],
            FeatureGroups = SimilarityDemo.Groups(2, 4, _ => hostile) with { Warnings = [hostile] },
        };
        string html = SimilarityReport.Html(input);
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("<script>window", html);
        Assert.Equal(hostile, Data(input).GetProperty("featureGroups").GetProperty("telling")[0].GetProperty("label").GetString());
    }

    [Fact]
    public void The_file_asks_for_nothing_from_outside_and_is_small()
    {
        string html = SimilarityReport.Html(SimilarityDemo.Whole());
        string withoutScripts = Regex.Replace(html, "<script.*?</script>", "", RegexOptions.Singleline);
        Assert.DoesNotMatch(@"https?://|url\((?!data:)", withoutScripts);
        Assert.Contains("default-src 'none'", html);
        Assert.InRange(html.Length, 300_000, 600_000);
        Assert.InRange(SimilarityReport.Html(SimilarityDemo.Odd["hundreds of groups"]).Length, 300_000, 1_200_000);
    }

    [Theory]
    [InlineData(.70, .60, .04, "finds more", "70.0\u202f% (66.0 to 74.0) instead of 60.0\u202f% (56.0 to 64.0)")]
    [InlineData(.60, .70, .04, "finds less", "60.0\u202f% (56.0 to 64.0) instead of 70.0\u202f% (66.0 to 74.0)")]
    [InlineData(.70, .60, .06, "not shown to find more", "70.0\u202f% (64.0 to 76.0) beside 60.0\u202f% (54.0 to 66.0)")]   // 64 to 76 meets 54 to 66
    public void The_verdict_compares_intervals(double head, double raw, double width, params string[] words)
    {
        string verdict = Verdict(One(head, raw, width));
        Assert.All(words, word => Assert.Contains(word, verdict));
    }

    [Fact]
    public void An_interval_of_the_gain_itself_decides_before_two_intervals_that_meet()
    {
        var split = One(.70, .60, .06) with { Gain = new Dictionary<string, Figure> { ["r_precision"] = new() { Value = .1, Low = .02, High = .18, Rows = 9, Definition = "d" } } };
        Assert.Contains("finds more", Verdict(split));
    }

    [Fact]
    public void The_verdict_says_where_the_head_gains()
    {
        string verdict = Verdict(
            One(.7, .6, .01), One(.8, .6, .01) with { Name = "seen groups" }, One(.6, .6, .01) with { Name = "unseen groups" }, One(.3, .4, .01) with { Name = "corrupted items" });
        Assert.Contains("It gains on seen groups (60.0\u202f% → 80.0\u202f%), loses on corrupted items (40.0\u202f% → 30.0\u202f%) and shows no clear difference on unseen groups (60.0\u202f% → 60.0\u202f%).", verdict);
    }

    [Fact]
    public void Without_the_raw_embeddings_nothing_is_said_about_a_gain()
    {
        var input = Of(One(.7, .6, .01) with { Raw = null });
        Assert.Contains("nothing is said about a gain", Data(input).GetProperty("sentences")[0].GetString());
        Assert.Contains("were not measured", Data(input).GetProperty("leftOut").ToString());
    }

    [Theory]
    [InlineData(.95, .95, "are decisive")]
    [InlineData(.50, .95, "choose surely, but do not use their values alike")]
    [InlineData(.95, .60, "are undecided")]
    public void The_decision_says_whether_the_groups_are_decisive(double share, double surest, string words)
    {
        var values = new FeatureValueBlock[] { new(.5, 5, false), new(.5, 5, false) };
        var block = SimilarityDemo.Groups(1, 2) with { Groups = [new() { Values = values, Information = share * Math.Log(2), MeanMaximum = surest, EffectiveValues = 2 }] };
        string decision = Data(Of(One(.7, .6, .01)) with { FeatureGroups = block }).GetProperty("decision").GetString()!;
        Assert.Contains(words, decision);
        Assert.Contains($"{share * 100:F1}\u202f% of its ceiling", decision);
    }

    [Fact]
    public void Groups_and_values_beyond_what_can_be_read_are_cut_and_totals_are_not()
    {
        var block = SimilarityDemo.Groups(300, 200);
        var data = Data(Of(One(.7, .6, .01)) with { FeatureGroups = block }).GetProperty("featureGroups");
        int[] drawn = [.. data.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("group").GetInt32())];
        Assert.Equal(128, drawn.Length);
        Assert.Contains(3, drawn);   // the dead one says least
        int best = Enumerable.Range(0, 300).MaxBy(g => block.Groups[g].Information);
        Assert.Contains(best, drawn);
        Assert.Equal(300, data.GetProperty("groupCount").GetInt32());
        Assert.Equal(block.Groups.Sum(group => group.Values.Count(value => value.MeanShare == 0)), data.GetProperty("deadValues").GetInt32());
        var row = data.GetProperty("groups")[0];
        double[] shares = [.. row.GetProperty("shares").EnumerateArray().Select(share => share.GetDouble())];
        Assert.Equal(128, shares.Length);
        Assert.Equal(shares.OrderDescending(), shares);
        int group = row.GetProperty("group").GetInt32(), first = row.GetProperty("order")[0].GetInt32();
        Assert.Equal(block.Groups[group].Values.Max(value => value.MeanShare), block.Groups[group].Values[first].MeanShare);
    }

    [Fact]
    public void Shared_information_is_a_whole_matrix()
    {
        var data = Data(SimilarityDemo.Whole()).GetProperty("featureGroups");
        Assert.Equal(.83, data.GetProperty("shared")[6][5].GetDouble());
        Assert.Equal(.83, data.GetProperty("shared")[5][6].GetDouble());
        Assert.Equal(5, data.GetProperty("mostShared")[0].GetProperty("first").GetInt32());
    }

    [Fact]
    public void Distances_are_counted_once_each()
    {
        var split = One(.7, .6, .01) with { Distances = new("cosine distance", [0, .1, .4], [.2, .4, .4]) };
        var data = Data(Of(split)).GetProperty("splits")[0].GetProperty("distances");
        int[] right = [.. data.GetProperty("right").EnumerateArray().Select(n => n.GetInt32())], wrong = [.. data.GetProperty("wrong").EnumerateArray().Select(n => n.GetInt32())];
        Assert.Equal((1, 1, 3, 3), (right[0], right[^1], right.Sum(), wrong.Sum()));
        Assert.Equal(2, wrong[^1]);   // the largest belongs to the last bin
        Assert.Equal(.1, data.GetProperty("medianRight").GetDouble());
        Assert.Equal(.4, data.GetProperty("edges")[40].GetDouble());
    }

    [Fact]
    public void A_long_training_keeps_its_spike_and_the_kept_epoch()
    {
        var training = SimilarityDemo.Training(5_000) with { KeptEpoch = 1_234 };
        training = training with { Epochs = [.. training.Epochs.Select(e => e.Number == 777 ? e with { TrainingLoss = 99 } : e)] };
        var data = Data(Of(One(.7, .6, .01)) with { Training = training }).GetProperty("training");
        int[] epochs = [.. data.GetProperty("epochs").EnumerateArray().Select(n => n.GetInt32())];
        Assert.InRange(epochs.Length, 100, 500);
        Assert.Contains(777, epochs);
        Assert.Contains(1_234, epochs);
        Assert.Equal(5_000, data.GetProperty("epochsRun").GetInt32());
    }

    [Fact]
    public void Bad_input_is_refused_in_words()
    {
        var good = Of(One(.7, .6, .01));
        Refuse("splits: none", good with { Splits = [] });
        Refuse("two are called 'all items'", good with { Splits = [One(.7, .6, .01), One(.7, .6, .01)] });
        Refuse("no figures of the head and none of the raw", good with { Splits = [One(.7, .6, .01) with { Head = null, Raw = null }] });
        Refuse("feature group 0: 2 values; it must have 3", good with { FeatureGroups = SimilarityDemo.Groups(1, 2) with { ValuesPerGroup = 3 } });
        Refuse("epoch 9 was kept", good with { Training = SimilarityDemo.Training(3) with { KeptEpoch = 9 } });
        Refuse("1 values for 3 metrics", good with { Training = SimilarityDemo.Training(1) with { KeptEpoch = null, Epochs = [new() { Number = 1, TrainingLoss = 1, Metrics = [.5] }] } });
        Refuse("must be finite", good with { Splits = [One(.7, .6, .01) with { Distances = new("d", [double.NaN], []) }] });
    }

    private static void Refuse(string words, SimilarityReportInput input) => Assert.Contains(words, Assert.Throws<ArgumentException>(() => SimilarityReport.Html(input)).Message);

    private static SimilaritySplit One(double head, double raw, double width) => new()
    {
        Name = "all items",
        Queries = 9,
        Head = new Dictionary<string, Figure> { ["precision_at_1"] = SimilarityDemo.Share(.5, .1), ["r_precision"] = SimilarityDemo.Share(head, width) },
        Raw = new Dictionary<string, Figure> { ["precision_at_1"] = SimilarityDemo.Share(.5, .1), ["r_precision"] = SimilarityDemo.Share(raw, width) },
    };

    private static SimilarityReportInput Of(params SimilaritySplit[] splits) => new() { Title = "t", Model = "linear", Splits = splits };

    private static string Verdict(params SimilaritySplit[] splits) =>
        string.Join(' ', Data(Of(splits)).GetProperty("sentences").EnumerateArray().Select(sentence => sentence.GetString()));

    private static JsonElement Data(SimilarityReportInput input) => ReportFileTests.Data(SimilarityReport.Html(input));
}
