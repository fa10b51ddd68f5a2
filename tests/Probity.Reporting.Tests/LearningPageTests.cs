namespace Probity.Reporting.Tests;

public class LearningPageTests(Browser browser) : IClassFixture<Browser>
{
    [ChromiumFact]
    public async Task The_section_stands_alone_and_its_table_holds_the_numbers()
    {
        var training = DemoTraining.Overfitting();
        await using var open = await browser.Open(DemoTraining.Report(training));
        var section = open.Page.Locator("#learning");
        Assert.Equal(3, await section.Locator(".chart > svg").CountAsync());
        Assert.Equal(training.Model, await section.Locator(".model").TextContentAsync());
        Assert.Equal(
            $"Learned from 9,000\u00a0rows, watched on 1,000\u00a0validation rows. 24\u00a0epochs were run; epoch {training.KeptEpoch} was kept. Training stopped: validation NLL had not fallen for 10 epochs.",
            await section.Locator(".facts").TextContentAsync());
        Assert.Contains($"epoch {training.KeptEpoch} was kept", await section.Locator("svg[aria-label^='Loss over 24']").GetAttributeAsync("aria-label"));

        await section.Locator("summary").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        string[] cells = await section.Locator("tbody tr").Nth(13).Locator("td").AllInnerTextsAsync() is { } texts ? [.. texts] : [];
        var epoch = training.Epochs[13];
        Assert.Equal(
            [
                epoch.Number == training.KeptEpoch ? "14, kept" : "14", epoch.TrainingLoss.ToString("F3"), epoch.ValidationNll!.Value.ToString("F3"),
                $"{100 * epoch.TrainingAccuracy:F2}\u202f%", $"{100 * epoch.ValidationAccuracy:F2}\u202f%", $"{100 * epoch.ValidationConfidence:F2}\u202f%",
                epoch.ValidationEce!.Value.ToString("F4"), epoch.LearningRate!.Value.ToString("G3"),
            ],
            cells);
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task Pointing_at_an_epoch_shows_its_numbers()
    {
        var training = DemoTraining.Overfitting();
        await using var open = await browser.Open(DemoTraining.Report(training));
        var chart = open.Page.Locator("#learning .chart").First;
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.BoundingBoxAsync())!;
        await open.Page.Mouse.MoveAsync(box.X + 46 + (box.Width - 66) * 10 / 23f, box.Y + 120);   // epoch 11 of 1 to 24
        string tip = (await chart.Locator("svg [aria-label=tip]").TextContentAsync())!;
        await PageTests.Keep(open.Page, "learning-tooltip", whole: false);
        Assert.Contains("epoch 11", tip);
        Assert.Contains($"validation NLL {training.Epochs[10].ValidationNll:F3}", tip);
        Assert.Contains($"training loss {training.Epochs[10].TrainingLoss:F3}", tip);
    }

    [ChromiumFact]
    public async Task Without_training_there_is_no_section()
    {
        await using var open = await browser.Open(DemoTraining.Report(null));
        Assert.Equal(0, await open.Page.Locator("#learning").CountAsync());
    }

    [ChromiumFact]
    public async Task Hostile_words_are_shown_not_run()
    {
        const string hostile = "</script><img src=x onerror='window.hacked=1'><b>bold</b>";
        await using var open = await browser.Open(DemoTraining.Report(DemoTraining.Overfitting() with { Model = hostile, Stopped = hostile }));
        Assert.Equal(hostile, await open.Page.Locator("#learning .model").TextContentAsync());
        Assert.Contains(hostile, await open.Page.Locator("#learning .facts").TextContentAsync());
        Assert.Equal("undefined", await open.Page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.Equal(0, await open.Page.Locator("main img[src=x], #learning b").CountAsync());
        Assert.Empty(open.Complaints);
    }

    public static TheoryData<string> OddNames() => [.. DemoTraining.Odd.Keys];

    [ChromiumTheory]
    [MemberData(nameof(OddNames))]
    public async Task Odd_trainings_open_without_complaint(string name)
    {
        await using var open = await browser.Open(DemoTraining.Report(DemoTraining.Odd[name]), 390);
        var page = open.Page;
        await page.Locator("#learning").ScrollIntoViewIfNeededAsync();
        Assert.Empty(open.Complaints);
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        string text = await page.Locator("main").InnerTextAsync();
        Assert.DoesNotContain("NaN", text);
        Assert.DoesNotContain("undefined", text);
        string drawing = string.Concat(await page.Locator("#learning .chart").EvaluateAllAsync<string[]>("charts => charts.map(c => c.innerHTML)"));
        Assert.DoesNotContain("NaN", drawing);
        Assert.DoesNotContain("Infinity", drawing);
        Assert.Equal(name == "no finite loss at all", drawing.Length == 0);
        await PageTests.Keep(page, "learning-" + name.Replace(' ', '-'));
    }

    [ChromiumTheory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task The_section_fits_its_width_in_both_colours(int width, bool dark)
    {
        await using var open = await browser.Open(DemoTraining.Report(DemoTraining.Overfitting()), width, dark);
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        // Names of the curves are in the colours that draw them.
        string[] words = await open.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#learning .legend strong')].map(s => getComputedStyle(s).color)");
        string[] lines = await open.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#learning svg [aria-label=line] path')].map(p => getComputedStyle(p.parentElement.hasAttribute('stroke') ? p.parentElement : p).stroke)");
        Assert.Equal(6, words.Length);
        Assert.Equal(words, lines);
        await PageTests.Keep(open.Page, $"learning-{width}-{(dark ? "dark" : "light")}");
        Assert.Empty(open.Complaints);
    }
}
