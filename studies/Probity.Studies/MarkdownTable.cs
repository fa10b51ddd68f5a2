using System.Text;

namespace Probity.Studies;

/// <summary>A table in a page, between two marks that name it, so that its numbers are those of the last run.</summary>
internal sealed class MarkdownTable(params string[] head)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Replaces what lies between <c>&lt;!-- table: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>.</summary>
    /// <exception cref="InvalidDataException">The page has no such marks.</exception>
    public string PutInto(string page, string name)
    {
        string start = $"<!-- table: {name} -->", end = "<!-- end -->";
        int from = page.IndexOf(start, StringComparison.Ordinal), to = from < 0 ? -1 : page.IndexOf(end, from, StringComparison.Ordinal);
        if (to < 0) throw new InvalidDataException($"the page has no lines '{start}' and '{end}' for a table to go between");
        return $"{page[..(from + start.Length)]}\n{this}{page[to..]}";
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(head);
        Line([.. head.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (string[] row in _rows) Line(row);
        return text.ToString();

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>A mean with its interval.</summary>
    /// <param name="spread">Of a figure.</param>
    /// <param name="digits">Behind the point.</param>
    /// <param name="percent">Whether shown times 100.</param>
    /// <param name="signed">Whether a plus is shown.</param>
    public static string Cell(Spread spread, int digits, bool percent = false, bool signed = false)
    {
        if (spread.Mean is not { } mean) return "–";
        double scale = percent ? 100 : 1;
        string plain = "F" + digits.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string middle = Number(mean);
        return spread is { Low: { } low, High: { } high } ? $"{middle} [{Number(low)}, {Number(high)}]" : middle;

        string Number(double value)
        {
            string text = (Math.Abs(value) * scale).ToString(plain);
            bool zero = text.AsSpan().IndexOfAnyExcept('0', '.') < 0;
            return zero ? text : value < 0 ? $"−{text}" : signed ? $"+{text}" : text;
        }
    }
}
