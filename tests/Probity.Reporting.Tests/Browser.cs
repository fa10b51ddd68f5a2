using Microsoft.Playwright;

namespace Probity.Reporting.Tests;

/// <summary>One headless browser for all tests of the page.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("probity-page").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Headless = true, Args = Chromium.Flags });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Opens a report from a file, offline; what it complains of and what it asks for is collected.</summary>
    internal Task<OpenReport> Open(ReportInput input, int width = 1280, bool dark = false, bool touch = false) =>
        Open(path => ConfidenceReport.Write(path, input), width, dark, touch);

    /// <summary>The same for a report on similarity.</summary>
    internal Task<OpenReport> OpenSimilarity(SimilarityReportInput input, int width = 1280, bool dark = false, bool touch = false) =>
        Open(path => SimilarityReport.Write(path, input), width, dark, touch);

    private async Task<OpenReport> Open(Action<string> write, int width, bool dark, bool touch)
    {
        string path = Path.Combine(_folder, Path.GetRandomFileName() + ".html");
        write(path);
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = touch,
            Offline = true,
        });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        var requests = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.Locator("footer").WaitForAsync();
        if (await page.Locator(".chart").CountAsync() > 0) await page.Locator(".chart svg").First.WaitForAsync();
        return new(page, complaints, requests);
    }
}

internal sealed record OpenReport(IPage Page, List<string> Complaints, List<string> Requests) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
