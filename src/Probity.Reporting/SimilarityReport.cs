using System.Text;
using System.Text.Json;
using Probity.IO;
using Probity.Reporting.Page;
using Probity.Reporting.Sections;

namespace Probity.Reporting;

/// <summary>Writes the report on a head for similarity: one HTML file that opens offline.</summary>
public static class SimilarityReport
{
    /// <summary>Writes the report: the whole file or none.</summary>
    /// <param name="path">The file to write; one that is there is replaced.</param>
    /// <param name="input">What to report.</param>
    /// <exception cref="ArgumentException">No figures at all, lists that do not pair up, or values out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, SimilarityReportInput input)
    {
        string html = Html(input);
        WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>The report as HTML text.</summary>
    /// <param name="input">What to report.</param>
    /// <exception cref="ArgumentException">No figures at all, lists that do not pair up, or values out of range.</exception>
    public static string Html(SimilarityReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        SimilarityData data = SimilaritySections.Of(input);
        // The serialiser's own encoder writes <, >, & and ' as \u escapes, so no value can end the element.
        return HtmlPage.Of(data.Title, [.. data.Sentences, data.Decision], data.Version, JsonSerializer.Serialize(data, SimilarityJson.Default.SimilarityData));
    }
}
