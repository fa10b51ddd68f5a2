using static System.FormattableString;

namespace Probity.Learning.Featurizing;

/// <summary>Tells what the cells of a column are by looking at all of them.</summary>
internal static class KindInference
{
    private const int FewestForIds = 20;               // fewer rows may well be all different by chance
    private const double ShareOfIds = .95;             // of words that are different
    private const double WordsOfText = 3, DifferentTexts = .5;
    private const int LongCell = 60;
    private const int MostCountedLevels = 1_000_000;

    /// <param name="column">The column's name.</param>
    /// <param name="cells">All of them.</param>
    /// <param name="said">What it is said to be, or null.</param>
    public static ColumnReading Read(string column, ReadOnlySpan<string?> cells, ColumnKind? said)
    {
        var look = new ColumnLook(cells, MostCountedLevels);
        double missing = (double)(cells.Length - look.Present) / cells.Length;
        if (said is { } kind)
        {
            DateForm? written = kind == ColumnKind.Date ? DateForm.Of(cells, likeNumbers: true, out _) : null;
            return new ColumnReading(column, kind, "as you said", kind == ColumnKind.Text ? (double)look.Blank / cells.Length : missing) { Form = written };
        }
        (ColumnKind inferred, string why, DateForm? form) = Infer(column, cells, look);
        return new ColumnReading(column, inferred, why, missing) { Form = form };
    }

    private static (ColumnKind Kind, string Why, DateForm? Form) Infer(string column, ReadOnlySpan<string?> cells, ColumnLook look)
    {
        if (look.Present == 0) return (ColumnKind.Ignored, "no row has a value", null);
        if (look.Different == 1 && look.Present == cells.Length) return (ColumnKind.Ignored, $"constant: every row is '{NumberCell.Shown(look.First!)}'", null);
        if (look.Numbers == look.Present)
        {
            if (look.CountsUp && look.Present >= FewestForIds) return (ColumnKind.Ignored, "like an id: it counts the rows", null);
            if (look.WholeNumbers && look.Different == look.Present && look.Present >= FewestForIds && IsNamedId(column)) return (ColumnKind.Ignored, "like an id: whole numbers, all different, and so named", null);
            return (ColumnKind.Number, Invariant($"every value is a number; {look.Different:N0} different"), null);
        }
        if (DateForm.Of(cells, likeNumbers: false, out DateForm? also) is { } form)
            return (ColumnKind.Date, $"days written {form.Day}" + (also is null ? "" : $" ({also.Day} would fit as well)"), form);
        string notNumbers = look.Numbers * 2 < look.Present ? "" : Invariant($"; {look.Present - look.Numbers:N0} of {look.Present:N0} values are no numbers, such as '{NumberCell.Shown(look.FirstNotNumber!)}'");
        double different = look.Different >= MostCountedLevels ? 1 : (double)look.Different / look.Present, words = (double)look.Words / look.Present, length = (double)look.Characters / look.Present;
        if ((words >= WordsOfText || length >= LongCell) && different >= DifferentTexts && words > 1.5)
            return (ColumnKind.Text, Invariant($"{words:0.0} words a cell, {100 * different:0} % of them different"), null);
        if (look.Present >= FewestForIds && different >= ShareOfIds)
            return (ColumnKind.Ignored, Invariant($"like an id: {look.Different:N0} different values in {look.Present:N0} rows") + notNumbers, null);
        return (ColumnKind.Category, Invariant($"{look.Different:N0} different values") + notNumbers, null);
    }

    private static bool IsNamedId(string column)
    {
        string name = column.Trim();
        return name.Equals("id", StringComparison.OrdinalIgnoreCase) || name.Equals("index", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || name.EndsWith(" id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal);
    }
}
