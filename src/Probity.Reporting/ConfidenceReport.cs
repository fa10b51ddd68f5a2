using System.Text;
using Probity.IO;
using Probity.Reporting.Page;
using Probity.Reporting.Sections;

namespace Probity.Reporting;

/// <summary>Writes the report on a model's confidence: one HTML file that opens offline.</summary>
public static class ConfidenceReport
{
    /// <summary>Writes the report: the whole file or none.</summary>
    /// <param name="path">The file to write; one that is there is replaced.</param>
    /// <param name="input">What to report.</param>
    /// <exception cref="ArgumentException">Arrays that do not pair up, no rows, or values out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReportInput input)
    {
        string html = Html(input);
        WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>The report as HTML text.</summary>
    /// <param name="input">What to report.</param>
    /// <exception cref="ArgumentException">Arrays that do not pair up, no rows, or values out of range.</exception>
    public static string Html(ReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return HtmlPage.Of(ReportSections.Of(input));
    }
}
