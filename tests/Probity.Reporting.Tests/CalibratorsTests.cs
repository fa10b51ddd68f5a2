using Probity.Calibration;
using Probity.Numerics;
using Probity.Reporting.Sections;

namespace Probity.Reporting.Tests;

public class CalibratorsTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string? Shots = Environment.GetEnvironmentVariable("PROBITY_SHOTS");

    private static readonly IReadOnlyList<ComparedCalibrator> Compared = Demo();

    /// <summary>Overconfident log-odds that are also shifted.</summary>
    private static IReadOnlyList<ComparedCalibrator> Demo()
    {
        var random = new RandomStream(3);
        var logits = new double[2_000];
        var labels = new int[2_000];
        for (int i = 0; i < logits.Length; i++)
        {
            double truth = 1.5 * random.NextGaussian();
            logits[i] = (2 * truth) - 1;
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-truth)) ? 1 : 0;
        }
        var rows = CalibrationRows.Of(logits, labels, 1);
        ComparedCalibrator failed = new() { Method = "failed", Summary = "for a test", LeftOut = "too few rows: it wants <b>9</b>" };
        return [.. CalibratorComparison.Run(rows, CalibratorComparison.Methods("all", rows), evaluation: new() { Bootstrap = 100 }).Where(one => one.LeftOut is null), failed];
    }

    [Fact]
    public void Bins_are_those_of_the_cross_fitted_rows_and_what_failed_has_none()
    {
        ComparedMethod[] methods = CalibratorsSection.Of(Compared)!;
        Assert.Equal(Compared.Select(one => one.Method), methods.Select(one => one.Method));
        Assert.All(methods[..^1], one => Assert.Equal(2_000, one.Bins.Sum(bin => bin.Rows)));
        Assert.Empty(methods[^1].Bins);
        Assert.Null(CalibratorsSection.Of([]));
    }

    [Fact]
    public void Columns_that_do_not_pair_up_are_refused()
    {
        var input = DemoInput.Whole(100, 20) with { Calibrators = [Compared[0] with { Correct = [true] }] };
        Assert.Contains("2000 rows but its correct: 1", Assert.Throws<ArgumentException>(() => ConfidenceReport.Html(input)).Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [ChromiumTheory]
    [InlineData("light", 1280, false)]
    [InlineData("dark", 1280, true)]
    [InlineData("phone-light", 390, false)]
    [InlineData("phone-dark", 390, true)]
    public async Task The_page_shows_a_row_and_a_diagram_each(string name, int width, bool dark)
    {
        await using var open = await browser.Open(DemoInput.Whole(500, 50) with { Calibrators = Compared }, width, dark, touch: width < 600);
        var section = open.Page.Locator("#calibrators");
        int measured = Compared.Count - 1;
        Assert.Equal(measured, await section.Locator("tbody tr").CountAsync());
        Assert.Equal(measured, await section.Locator(".small-multiples svg[aria-label^='Reliability diagram']").CountAsync());
        Assert.Equal(Compared[1].Method, await section.Locator("tr.best th").EvaluateAsync<string>("e => e.firstChild.textContent"));
        Assert.Contains("failed: too few rows: it wants <b>9</b>.", await section.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        if (Shots is not null) await section.ScreenshotAsync(new() { Path = Path.Combine(Shots, $"calibrators-{name}.png") });
        Assert.Empty(open.Complaints);
    }

    [ChromiumFact]
    public async Task Without_a_comparison_there_is_no_section()
    {
        await using var open = await browser.Open(DemoInput.Whole(500, 50));
        Assert.Equal(0, await open.Page.Locator("#calibrators").CountAsync());
    }
}
