namespace Probity.Learning.Featurizing;

/// <summary>What can be counted in the cells of a column.</summary>
internal sealed class ColumnLook
{
    /// <param name="cells">Of the column.</param>
    /// <param name="mostDifferent">Different values beyond which none are counted.</param>
    public ColumnLook(ReadOnlySpan<string?> cells, int mostDifferent)
    {
        var different = new HashSet<string>(StringComparer.Ordinal);
        double last = double.NaN, step = double.NaN;
        (WholeNumbers, CountsUp) = (true, true);
        foreach (string? cell in cells)
        {
            if (string.IsNullOrWhiteSpace(cell)) Blank++;
            if (MissingCell.Is(cell)) continue;
            Present++;
            First ??= cell;
            if (different.Count < mostDifferent) different.Add(cell!.Trim());
            Characters += cell!.Length;
            if (NumberCell.TryParse(cell, out double value))
            {
                Numbers++;
                bool whole = value == Math.Floor(value) && Math.Abs(value) < 1e15;
                WholeNumbers &= whole;
                if (!double.IsNaN(step)) CountsUp &= value - last == step;
                else if (!double.IsNaN(last)) step = value - last;
                CountsUp &= whole && (double.IsNaN(step) || Math.Abs(step) == 1);
                last = value;
            }
            else
            {
                (WholeNumbers, CountsUp) = (false, false);
                FirstNotNumber ??= cell;
            }
            Words += CountWords(cell);
        }
        Different = different.Count;
        CountsUp &= Present == cells.Length && Present > 1;
    }

    /// <summary>Cells of spaces only, or none.</summary>
    public int Blank { get; }

    /// <summary>Cells that are not missing.</summary>
    public int Present { get; }

    /// <summary>Different values among them.</summary>
    public int Different { get; }

    /// <summary>Cells that are numbers.</summary>
    public int Numbers { get; }

    public bool WholeNumbers { get; }

    /// <summary>Each is 1 more (or less) than the one before.</summary>
    public bool CountsUp { get; }

    public string? First { get; }

    public string? FirstNotNumber { get; }

    public long Characters { get; }

    public long Words { get; }

    private static int CountWords(string cell)
    {
        int words = 0;
        bool within = false;
        foreach (char c in cell)
        {
            bool space = char.IsWhiteSpace(c);
            if (!space && !within) words++;
            within = !space;
        }
        return words;
    }
}
