using System.Globalization;

namespace Probity.Learning.Featurizing;

/// <summary>A cell as a number, in the invariant culture.</summary>
internal static class NumberCell
{
    /// <summary>Finite or infinite; no NaN.</summary>
    public static bool TryParse(string cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value);

    /// <summary>A cell for a message: short and on one line.</summary>
    public static string Shown(string cell)
    {
        string start = cell.Length <= 40 ? cell : string.Concat(cell.AsSpan(0, 40), "…");
        return string.Concat(start.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
