using System.Globalization;
using Microsoft.Playwright;

namespace Probity.Reporting.Tests;

public class PageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly ReportInput Demo = DemoInput.Whole();

    // Set to a folder to keep what the tests saw.
    private static readonly string? Shots = Environment.GetEnvironmentVariable("PROBITY_SHOTS");

    [ChromiumTheory]
    [InlineData("desktop-light", 1280, false)]
    [InlineData("desktop-dark", 1280, true)]
    [InlineData("phone-light", 390, false)]
    [InlineData("phone-dark", 390, true)]
    [InlineData("narrow", 320, false)]
    public async Task Opens_offline_without_complaint_and_fits_its_width(string name, int width, bool dark)
    {
        await using var open = await browser.Open(Demo, width, dark, touch: width < 600);
        var page = open.Page;
        string[] sections = ["reliability", "risk-coverage", "explorer", "scores", "unknown", "mistakes", "strangers", "confusions", "learning", "figures"];
        foreach (string section in sections) Assert.True(await page.Locator($"#{section}").IsVisibleAsync(), section);
        Assert.Equal(sections, await page.EvaluateAsync<string[]>("[...document.querySelectorAll('section')].map(s => s.id)"));
        Assert.Equal(6, await page.Locator(".key-figure").CountAsync());
        Assert.Equal(12, await page.Locator("#mistakes li:visible").CountAsync());
        Assert.Equal(12, await page.Locator("#strangers li:visible").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.mistakes img')].every(i => i.complete && i.naturalWidth === 28)"));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(dark, await page.EvaluateAsync<bool>("parseInt(getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0]) < 60"));
        await Keep(page, name);
        Assert.Empty(open.Complaints);
        Assert.All(open.Requests, url => Assert.Matches("^(file|data):", url));
    }

    [ChromiumFact]
    public async Task Explorer_starts_at_the_policy_and_every_step_shows_what_a_loop_counts()
    {
        await using var open = await browser.Open(Demo);
        var handle = open.Page.GetByRole(AriaRole.Slider, new() { Name = "Threshold on confidence" });
        Assert.Equal(Demo.Policy!.Threshold!.Value, await Number(open.Page, "threshold"));
        await AssertMatchesTheArrays(open.Page);
        Assert.Contains("promised with 95", await open.Page.Locator(".status").TextContentAsync());

        await handle.FocusAsync();
        foreach (string key in new[] { "ArrowLeft", "PageDown", "PageDown", "Home", "ArrowRight", "PageUp", "End" })
        {
            double before = await Number(open.Page, "threshold");
            await open.Page.Keyboard.PressAsync(key);
            double after = await Number(open.Page, "threshold");
            Assert.True(key is "ArrowRight" or "PageUp" or "End" ? after > before : after < before, $"{key}: {before} to {after}");
            await AssertMatchesTheArrays(open.Page);
        }

        await open.Page.Keyboard.PressAsync("Home");
        Assert.Contains("nothing is promised", await open.Page.Locator(".status").TextContentAsync());
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the policy" }).ClickAsync();
        Assert.Equal(Demo.Policy.Threshold.Value, await Number(open.Page, "threshold"));
    }

    [ChromiumTheory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Explorer_follows_the_pointer(int width)
    {
        await using var open = await browser.Open(Demo, width);
        var chart = open.Page.Locator(".explorer .chart");
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.BoundingBoxAsync())!;
        double start = await Number(open.Page, "threshold");
        await open.Page.Mouse.MoveAsync(box.X + box.Width * .7f, box.Y + 150);
        await open.Page.Mouse.DownAsync();
        double right = await Number(open.Page, "threshold");
        await open.Page.Mouse.MoveAsync(box.X + box.Width * .35f, box.Y + 160, new() { Steps = 5 });
        double left = await Number(open.Page, "threshold");
        await AssertMatchesTheArrays(open.Page);
        await open.Page.Mouse.UpAsync();
        await open.Page.Mouse.MoveAsync(box.X + box.Width * .9f, box.Y + 160);
        Assert.True(left < right && left < start, $"{start}, {right}, {left}");
        Assert.Equal(left, await Number(open.Page, "threshold"));   // let go: no longer follows
    }

    [ChromiumFact]
    public async Task Definitions_open_from_the_keyboard()
    {
        await using var open = await browser.Open(Demo);
        var word = open.Page.Locator(".key-figure .term").Nth(1);
        await word.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        var note = open.Page.Locator(".definition:popover-open");
        Assert.Contains("15 equal-width bins", await note.TextContentAsync());
        await Keep(open.Page, "definition", whole: false);
        await open.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await note.CountAsync());
        foreach (var (key, figure) in Demo.FiguresAfter)
        {
            string all = (await open.Page.Locator("#figures").TextContentAsync())!;
            Assert.Contains(key, all);
            Assert.Contains(figure.Definition, all);
        }
    }

    [ChromiumFact]
    public async Task Pointing_at_a_bin_shows_its_exact_numbers_and_so_does_the_table()
    {
        await using var open = await browser.Open(Demo);
        var bin = ReportFileTests.Data(ConfidenceReport.Html(Demo)).GetProperty("reliability").GetProperty("after").GetProperty("equalWidth")[10];
        string rows = bin.GetProperty("rows").GetInt32().ToString("N0");
        var dots = open.Page.Locator("#reliability figure").Nth(1).Locator("svg [aria-label=dot] circle");
        await dots.Nth(10).HoverAsync();
        string tip = (await open.Page.Locator("#reliability figure").Nth(1).Locator("svg [aria-label=tip]").TextContentAsync())!;
        Assert.Contains($"{rows}\u00a0rows", tip);
        await Keep(open.Page, "tooltip", whole: false);

        await open.Page.Locator("#reliability summary").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.Contains(rows, await open.Page.Locator("#reliability .numbers table").InnerTextAsync());
    }

    [ChromiumFact]
    public async Task Bins_and_score_can_be_chosen_and_colours_switched()
    {
        await using var open = await browser.Open(Demo);
        var page = open.Page;
        string first = await page.Locator("#reliability .pair").InnerHTMLAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Bins of equal size" }).ClickAsync();
        await page.Locator("#reliability .chart svg").First.WaitForAsync();
        Assert.NotEqual(first, await page.Locator("#reliability .pair").InnerHTMLAsync());
        foreach (string token in new[] { "1", "2", "3", "4" })
        {
            await page.Locator("#score").SelectOptionAsync(token);
            await page.Locator("#scores .chart svg").WaitForAsync();
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch to dark colours" }).ClickAsync();
        Assert.Equal("dark", await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme"));
        await Keep(page, "chosen");
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task Prints_on_a_few_light_pages()
    {
        await using var open = await browser.Open(Demo, dark: true);
        byte[] pdf = await open.Page.PdfAsync(new() { Format = "A4", PrintBackground = true });
        if (Shots is not null) await File.WriteAllBytesAsync(Path.Combine(Shots, "print.pdf"), pdf);
        int pages = System.Text.RegularExpressions.Regex.Count(System.Text.Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b");
        Assert.InRange(pages, 4, 10);
        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal("rgb(255, 255, 255)", await open.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor"));
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task Hostile_names_are_shown_not_run()
    {
        const string hostile = "</script><img src=x onerror='window.hacked=1'><b>bold</b>";
        await using var open = await browser.Open(new()
        {
            Title = hostile,
            Subtitle = hostile,
            ClassNames = [hostile, "b"],
            Labels = [0, 1],
            Predicted = [1, 1],
            ConfidenceBefore = [.9, .8],
            RowIds = [hostile, "2"],
            Provenance = new() { Files = [hostile], Command = hostile },
            Policy = new() { Threshold = .5, Explanation = [hostile] },
        });
        Assert.Equal(hostile, await open.Page.Locator("h1").TextContentAsync());
        Assert.Contains(hostile, await open.Page.Locator("#confusions tbody th").First.TextContentAsync());
        Assert.Equal("undefined", await open.Page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.Equal(0, await open.Page.Locator("main img[src=x], main b b").CountAsync());
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task The_page_rounds_as_the_headline_does()
    {
        // 1,099 of 2,000 accepted: 54.95 %.
        int[] zeros = new int[2_000];
        var input = new ReportInput
        {
            Title = "t",
            Labels = zeros,
            Predicted = zeros,
            ConfidenceBefore = [.. zeros.Select((_, i) => i < 1_099 ? .9 : .6)],
            Policy = new() { Threshold = .9 },
        };
        await using var open = await browser.Open(input);
        Assert.Equal("55.0\u202f%", await open.Page.Locator("#explorer-coverage").TextContentAsync());
        Assert.Contains("55.0\u202f% of the rows", await open.Page.Locator(".decision-line").TextContentAsync());
    }

    [ChromiumTheory]
    [InlineData(Probity.Scores.Score.MaxProbability)]
    [InlineData(Probity.Scores.Score.MarginLogit)]
    public async Task Saturated_rows_are_shown_as_the_policy_decides_them(Probity.Scores.Score score)
    {
        var (input, decisions) = PolicyDecisionTests.Reported(passDecisions: true, score);
        int accepted = decisions.Count(d => d == Probity.Decisions.Decision.Accept);
        await using var open = await browser.Open(input);
        string explorer = (await open.Page.Locator("#explorer").TextContentAsync())!;
        Assert.Contains("What the policy says of itself", explorer);
        Assert.Contains(accepted.ToString("N0"), explorer);
        if (score == Probity.Scores.Score.MaxProbability)
        {
            Assert.Equal(accepted / (double)input.Labels.Length, await Number(open.Page, "coverage"), 1e-12);
            Assert.StartsWith("1\u202f−\u202f", await open.Page.Locator("#explorer-threshold").TextContentAsync());
        }
        else
        {
            Assert.Contains("not on this axis", explorer);
        }
        await Keep(open.Page, "saturated-" + score);
        Assert.Empty(open.Complaints);
    }

    public static TheoryData<string> EdgeNames() => [.. OddInputs.All.Keys];

    [ChromiumTheory]
    [MemberData(nameof(EdgeNames))]
    public async Task Odd_inputs_open_without_complaint(string name)
    {
        await using var open = await browser.Open(OddInputs.All[name], 390);
        Assert.Empty(open.Complaints);
        Assert.Equal(390, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        string text = await open.Page.Locator("main").InnerTextAsync();
        Assert.DoesNotContain("NaN", text);
        Assert.DoesNotContain("undefined", text);
        Assert.DoesNotContain("with probability –", text);
        await Keep(open.Page, "odd-" + name.Replace(' ', '-'));
    }

    /// <summary>Counts from the demo's own arrays what the explorer should be showing.</summary>
    private static async Task AssertMatchesTheArrays(IPage page)
    {
        double threshold = await Number(page, "threshold");
        int[] passing = [.. Enumerable.Range(0, Demo.Labels.Length).Where(i => Demo.PassesGate![i])];
        int[] accepted = [.. passing.Where(i => Demo.ConfidenceAfter![i] >= threshold)];
        int right = accepted.Count(i => Demo.Labels[i] == Demo.Predicted[i]);
        int unknown = Demo.Unknowns!.Confidence!.Where((p, i) => Demo.Unknowns.PassesGate![i] && p >= threshold).Count();
        Assert.Equal(right / (double)accepted.Length, await Number(page, "precision"), 1e-12);
        Assert.Equal(accepted.Length / (double)Demo.Labels.Length, await Number(page, "coverage"), 1e-12);
        Assert.Equal(passing.Length - accepted.Length, await Number(page, "review"));
        Assert.Equal(unknown, await Number(page, "unknown"));
        Assert.Equal((100.0 * right / accepted.Length).ToString(right == accepted.Length ? "F0" : "F1"), (await page.Locator("#explorer-precision").TextContentAsync())!.TrimEnd('%', '\u202f'));
    }

    private static async Task<double> Number(IPage page, string key) =>
        double.Parse((await page.Locator($"#explorer-{key}").GetAttributeAsync("data-value"))!, CultureInfo.InvariantCulture);

    internal static async Task Keep(IPage page, string name, bool whole = true)
    {
        if (Shots is null) return;
        Directory.CreateDirectory(Shots);
        File.Copy(new Uri(page.Url).LocalPath, Path.Combine(Shots, name + ".html"), overwrite: true);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Shots, name + ".png"), FullPage = whole });
    }
}
