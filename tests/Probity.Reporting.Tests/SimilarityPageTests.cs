namespace Probity.Reporting.Tests;

public class SimilarityPageTests(Browser browser) : IClassFixture<Browser>
{
    [ChromiumTheory]
    [InlineData("similarity-light", 1280, false)]
    [InlineData("similarity-dark", 1280, true)]
    [InlineData("similarity-phone", 390, false)]
    public async Task Opens_offline_without_complaint_and_fits_its_width(string name, int width, bool dark)
    {
        await using var open = await browser.OpenSimilarity(SimilarityDemo.Whole(), width, dark, touch: width < 600);
        var page = open.Page;
        Assert.Equal(
            ["retrieval", "training", "feature-groups", "nearest", "match-confidence", "match-reliability", "match-decisions", "match-mistakes", "match-labels", "figures", "asides"],
            await page.EvaluateAsync<string[]>("[...document.querySelectorAll('section')].map(s => s.id)"));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(4, await page.Locator(".dots > svg").CountAsync());
        await PageTests.Keep(page, name);
        Assert.Empty(open.Complaints);
        Assert.All(open.Requests, url => Assert.Matches("^(file|data):", url));
    }

    [ChromiumFact]
    public async Task A_heat_map_is_read_cell_by_cell_from_the_keyboard()
    {
        var input = SimilarityDemo.Whole();
        await using var open = await browser.OpenSimilarity(input);
        var map = open.Page.Locator(".matrix").First;
        await map.Locator(".scroll").FocusAsync();
        foreach (string key in new[] { "ArrowRight", "ArrowRight", "ArrowDown" }) await open.Page.Keyboard.PressAsync(key);
        // The first press enters at group 0's most used value: so this is the second most used one of group 1.
        var values = input.FeatureGroups!.Groups[1].Values;
        int value = Enumerable.Range(0, values.Count).OrderByDescending(v => values[v].MeanShare).ElementAt(1);
        string words = await map.Locator(".cell-words").InnerTextAsync();
        Assert.StartsWith($"Group 1, value {value}: mean share {100 * values[value].MeanShare:F2}", words);
        Assert.Contains($"“{values[value].TopLabel}”", words);
    }

    [ChromiumFact]
    public async Task Hostile_words_are_shown_not_run()
    {
        const string hostile = "</script><img src=x onerror='window.hacked=1'><b>bold</b>";
        await using var open = await browser.OpenSimilarity(SimilarityDemo.Whole() with
        {
            Title = hostile,
            Model = hostile,
            Notes = [hostile],
            Splits = [SimilarityDemo.Split(hostile, 9, 3, .1, .2)],
            FeatureGroups = SimilarityDemo.Groups(2, 4, _ => hostile) with { Warnings = [hostile] },
        });
        Assert.Equal(hostile, await open.Page.Locator("h1").TextContentAsync());
        Assert.Equal(hostile, await open.Page.Locator(".telling th[scope=row]").First.TextContentAsync());
        Assert.Equal("undefined", await open.Page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.Equal(0, await open.Page.Locator("main img[src=x]").CountAsync());
        Assert.Empty(open.Complaints);
    }

    public static TheoryData<string> OddNames() => [.. SimilarityDemo.Odd.Keys];

    [ChromiumTheory]
    [MemberData(nameof(OddNames))]
    public async Task Odd_inputs_open_without_complaint(string name)
    {
        await using var open = await browser.OpenSimilarity(SimilarityDemo.Odd[name], 390);
        Assert.Empty(open.Complaints);
        Assert.Equal(390, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        string text = await open.Page.Locator("main").InnerTextAsync();
        Assert.DoesNotContain("NaN", text);
        Assert.DoesNotContain("undefined", name == "undefined" ? "" : text);
        string drawing = string.Concat(await open.Page.Locator(".chart").EvaluateAllAsync<string[]>("charts => charts.map(c => c.innerHTML)"));
        Assert.DoesNotContain("NaN", drawing);
        Assert.DoesNotContain("Infinity", drawing);
        await PageTests.Keep(open.Page, "similarity-" + name.Replace(' ', '-'));
    }
}
