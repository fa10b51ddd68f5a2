using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Probity.Reporting.Sections;

namespace Probity.Reporting.Page;

/// <summary>One HTML file that holds everything: data, styles and the script that draws them. It may fetch nothing.</summary>
internal static class HtmlPage
{
    public static string Of(ReportData report) =>
        // The serialiser's own encoder writes <, >, & and ' as \u escapes, so no value can end the element.
        Of(report.Title, [.. report.Headline.Sentences, report.Headline.Decision], report.Version, JsonSerializer.Serialize(report, ReportJson.Default.ReportData));

    /// <param name="name">The title, as text.</param>
    /// <param name="sentences">What it says in short, for those who run no script.</param>
    /// <param name="version">Of Probity.</param>
    /// <param name="data">JSON in which no value can end the element that holds it.</param>
    public static string Of(string name, IEnumerable<string?> sentences, string version, string data)
    {
        string script = Resource("report.js")
            .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "<\\!--", StringComparison.Ordinal);
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        string title = WebUtility.HtmlEncode(name);
        string words = WebUtility.HtmlEncode(string.Join(' ', sentences));

        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{{hash}}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Probity {{WebUtility.HtmlEncode(version)}}">
            <meta name="description" content="{{words}}">
            <title>{{title}} · Probity</title>
            <link rel="icon" href="data:,">
            <style>{{Resource("report.css")}}</style>
            </head>
            <body>
            <main id="page"></main>
            <noscript><h1>{{title}}</h1><p>{{words}}</p><p>The charts need JavaScript, which is part of this file and fetches nothing.</p></noscript>
            <script type="application/json" id="report">{{data}}</script>
            <script>{{script}}</script>
            </body>
            </html>

            """;
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in Probity.Reporting; build the project so that web/ is bundled into it");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
