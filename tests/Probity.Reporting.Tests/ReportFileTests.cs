using System.Text.Json;
using System.Text.RegularExpressions;

namespace Probity.Reporting.Tests;

public class ReportFileTests
{
    private static readonly string Html = ConfidenceReport.Html(DemoInput.Whole());

    [Fact]
    public void The_file_asks_for_nothing_from_outside()
    {
        // Licence texts and SVG namespaces hold addresses; what must not be there is an element or call that fetches one.
        string withoutScripts = Regex.Replace(Html, "<script.*?</script>", "", RegexOptions.Singleline);
        Assert.DoesNotMatch(@"https?://", withoutScripts);
        Assert.DoesNotMatch(@"<(link|script|img|iframe)[^>]+(src|href)=[""'](?!data:)", withoutScripts);
        Assert.Contains("default-src 'none'", Html);
        Assert.DoesNotContain("connect-src", Html);
        Assert.DoesNotMatch(@"url\((?!data:)", withoutScripts);
    }

    [Fact]
    public void The_file_is_small() => Assert.InRange(Html.Length, 300_000, 1_000_000);

    [Fact]
    public void A_million_rows_still_make_a_small_file()
    {
        int[] labels = new int[1_000_000];
        var confidence = new double[labels.Length];
        var predicted = new int[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            confidence[i] = (i + .5) / labels.Length;
            predicted[i] = i % 7 == 0 ? 1 : 0;
        }
        string html = ConfidenceReport.Html(new() { Title = "many", Labels = labels, Predicted = predicted, ConfidenceBefore = confidence, ConfidenceAfter = confidence });
        Assert.InRange(html.Length, 300_000, 1_000_000);
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        const string hostile = "</script><script>window.hacked=1</script><img src=x onerror=alert(1)>\u2028{{data}}";
        var input = new ReportInput
        {
            Title = hostile,
            Subtitle = hostile,
            ClassNames = [hostile, "b"],
            Labels = [0, 1],
            Predicted = [1, 1],
            ConfidenceBefore = [.9, .8],
            RowIds = [hostile, "2"],
            Provenance = new() { Files = [hostile] },
        };
        string html = ConfidenceReport.Html(input);
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("<script>window", html);
        Assert.Equal(2, Regex.Count(html, "<script[ >]", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)) - Regex.Count(BundledScript(html), "<script[ >]", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)));
        Assert.Equal(hostile, Data(html).GetProperty("title").GetString());
    }

    [Fact]
    public void The_policy_on_the_script_names_the_script_that_is_there()
    {
        string hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(BundledScript(Html))));
        Assert.Contains($"script-src 'sha256-{hash}'", Html);
    }

    [Fact]
    public void Infinite_figures_are_written_as_words()
    {
        var input = new ReportInput
        {
            Title = "t",
            Labels = [0],
            Predicted = [0],
            ConfidenceBefore = [1],
            FiguresBefore = new Dictionary<string, Probity.Metrics.Figure>
            {
                ["nll"] = new() { Value = double.PositiveInfinity, Rows = 1, Definition = "d", Beside = new Dictionary<string, double> { ["zero_rows"] = 1 } },
                ["auroc"] = new() { Value = null, Rows = 1, Definition = "d", Reason = "no wrong answer" },
            },
        };
        var figures = Data(ConfidenceReport.Html(input)).GetProperty("figuresBefore");
        Assert.Equal("Infinity", figures.GetProperty("nll").GetProperty("value").GetString());
        Assert.False(figures.GetProperty("auroc").TryGetProperty("value", out _));
        Assert.Equal("no wrong answer", figures.GetProperty("auroc").GetProperty("reason").GetString());
    }

    [Fact]
    public void A_refused_input_leaves_the_old_file_and_no_other()
    {
        string folder = Directory.CreateTempSubdirectory("probity").FullName;
        try
        {
            string path = Path.Combine(folder, "r.html");
            File.WriteAllText(path, "old");
            var bad = new ReportInput { Title = "t", Labels = [0, 1], Predicted = [0], ConfidenceBefore = [.5, .5] };
            var refusal = Assert.Throws<ArgumentException>(() => ConfidenceReport.Write(path, bad));
            Assert.Contains("2 rows but predicted: 1", refusal.Message);
            Assert.Equal("old", File.ReadAllText(path));

            ConfidenceReport.Write(path, bad with { Predicted = [0, 0] });
            Assert.StartsWith("<!doctype html>", File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static JsonElement Data(string html) =>
        JsonDocument.Parse(Regex.Match(html, "<script type=\"application/json\" id=\"report\">(?<text>.*?)</script>", RegexOptions.Singleline).Groups["text"].Value).RootElement;

    private static string BundledScript(string html) => Regex.Match(html, "<script>(?<text>.*?)</script>", RegexOptions.Singleline).Groups["text"].Value;
}
