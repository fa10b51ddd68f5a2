using Microsoft.Playwright;
using Probity.Decisions;

namespace Probity.Reporting.Tests;

/// <summary>The section of decisions, and precision against recall, in a browser.</summary>
public class DecisionsPageTests(Browser browser) : IClassFixture<Browser>
{
    // 40 classes of 60 rows: in class k, k of the rows are wrong; two thirds are accepted, wrong ones too.
    private const int Classes = 40, RowsEach = 60;

    private static ReportInput Input(PolicyBlock policy)
    {
        int rows = Classes * RowsEach;
        int[] predicted = [.. Enumerable.Range(0, rows).Select(i => i / RowsEach)];
        return new()
        {
            Title = "decisions",
            ClassNames = [.. Enumerable.Range(0, Classes).Select(k => $"kind {k}")],
            Labels = [.. predicted.Select((k, i) => i % RowsEach < k ? (k + 1) % Classes : k)],
            Predicted = predicted,
            ConfidenceBefore = [.. Enumerable.Range(0, rows).Select(i => .3 + (.6 * (i % RowsEach) / RowsEach))],
            Decisions = [.. Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? Decision.Review : Decision.Accept)],
            Policy = policy,
        };
    }

    private static PolicyBlock PerClass => new()
    {
        PerClass = true,
        RuleWords = "its confidence reaches the threshold of the class that it answers",
        Promises = [.. Enumerable.Range(0, Classes).Select(k => new PromiseBlock(k, PromiseKind.Precision, .8, .95))],
    };

    [ChromiumTheory]
    [InlineData(1280, false)]
    [InlineData(360, false)]
    [InlineData(360, true)]
    public async Task Promises_by_class_fit_their_width(int width, bool dark)
    {
        await using var open = await browser.Open(Input(PerClass), width, dark, touch: width < 600);
        ILocator section = open.Page.Locator("#decisions");
        Assert.Equal("Is the promise kept?", await section.Locator("h2").TextContentAsync());
        await section.GetByText("All 40 promises in numbers").ClickAsync();
        ILocator table = section.Locator("table.decided").First;
        Assert.Equal(Classes, await table.Locator("tbody tr").CountAsync());
        Assert.Equal(1, await section.GetByText("Promised of each class: at least 80\u202f% of accepted answers are right.").CountAsync());

        // Class 39 has 26 of 40 accepted wrong ones, class 0 none.
        ILocator last = table.Locator("tbody tr").Nth(Classes - 1);
        Assert.Equal(["35.0\u202f%", "40"], (await last.Locator("td.number").AllTextContentsAsync()).Take(2));
        Assert.Equal("broken", await last.Locator(".verdict").TextContentAsync());
        Assert.Equal("kept", await table.Locator("tbody tr").First.Locator(".verdict").TextContentAsync());
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(40, await section.Locator(".promises circle").CountAsync());
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task A_promise_on_average_is_not_broken_by_one_fit()
    {
        // A third of all rows is not accepted, which a promise of each fit would call broken.
        await using var open = await browser.Open(Input(new PolicyBlock { RuleWords = "its confidence is high", Promises = [new(null, PromiseKind.Coverage, .9, null)] }));
        ILocator section = open.Page.Locator("#decisions");
        Assert.Equal("below (promised on average)", await section.Locator(".verdict").TextContentAsync());
        Assert.Equal(0, await section.Locator("tr.broken").CountAsync());
        Assert.Contains("cannot break it", await section.Locator(".words p").First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task One_promise_is_a_line_without_a_chart()
    {
        await using var open = await browser.Open(Input(new() { Promises = [new(null, PromiseKind.Recall, .6, .95)], ClassOfInterest = 3 }));
        ILocator section = open.Page.Locator("#decisions");
        Assert.Equal(0, await section.Locator(".chart").CountAsync());
        Assert.Equal("at least 60\u202f% of rows of kind 3 are found and accepted", await section.Locator("tbody td").First.TextContentAsync());
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task Costs_are_beside_their_alternatives()
    {
        await using var open = await browser.Open(Input(new() { RuleWords = "its answer costs least", Costs = new(.5, .4, .6, 2, 1) }));
        ILocator costs = open.Page.Locator("#decisions .costs");
        Assert.Equal(["the policy", "the model answers all", "a human answers all"], await costs.Locator("tbody th").AllTextContentsAsync());
        Assert.Equal("The policy saves 50.0\u202f% against the cheapest alternative.", await costs.Locator("p").TextContentAsync());
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task Precision_stands_against_recall_with_the_policy_on_it()
    {
        await using var open = await browser.Open(Input(PerClass));
        ILocator section = open.Page.Locator("#risk-coverage");
        Assert.Equal(1, await section.GetByLabel("Precision against recall, a point for each threshold").CountAsync());
        Assert.Contains("the policy:", await section.Locator(".trade-off-chart").TextContentAsync());
        await section.GetByText("The trade-off in numbers").ClickAsync();
        // All 2,400 rows accepted: 0 + 1 + … + 39 = 780 are wrong.
        Assert.Equal(["30.0\u202f%", "100\u202f%", "67.50\u202f%", "100\u202f%", "100\u202f%"], await section.Locator(".trade-off tbody tr").Last.Locator("td").AllTextContentsAsync());
        Assert.Empty(open.Complaints);
    }
}
