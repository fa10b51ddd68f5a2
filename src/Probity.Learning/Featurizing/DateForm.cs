using System.Globalization;

namespace Probity.Learning.Featurizing;

/// <summary>A way to write days, with or without a time behind. The time counts as it is written, whatever its offset.</summary>
internal sealed class DateForm
{
    private static readonly string[] Times = ["", "'T'HH:mm", "'T'HH:mm:ss", "'T'HH:mm:ss.FFFFFFF", " HH:mm", " HH:mm:ss", " HH:mm:ss.FFFFFFF"];

    private readonly string[] _formats;

    private DateForm(string day)
    {
        Day = day;
        _formats = [.. Times.Select(time => day + time), .. Times.Skip(1).Select(time => day + time + "K"), .. Times.Skip(1).Select(time => day + time + "zz")];
    }

    /// <summary>All that are known, those first that cannot be mistaken.</summary>
    public static IReadOnlyList<DateForm> All { get; } =
    [
        .. ((string[])["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "d.M.yyyy", "d MMM yyyy", "d-MMM-yyyy", "MMM d, yyyy", "MMMM d, yyyy", "M/d/yyyy", "d/M/yyyy", "d-M-yyyy", "yyyyMMdd"]).Select(day => new DateForm(day)),
    ];

    /// <summary>How the day is written.</summary>
    public string Day { get; }

    /// <summary>It looks like a number, so that it must be asked for.</summary>
    public bool LikeNumber => Day == "yyyyMMdd";

    public bool TryParse(string cell, out DateTime value)
    {
        bool parsed = DateTimeOffset.TryParseExact(cell.AsSpan().Trim(), _formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment);
        value = moment.DateTime;
        return parsed;
    }

    /// <summary>The first in which every cell can be read, but for those missing; null where there is none.</summary>
    /// <param name="cells">Of a column.</param>
    /// <param name="likeNumbers">Whether digits alone may be days.</param>
    /// <param name="also">Another form that fits as well, or null.</param>
    public static DateForm? Of(ReadOnlySpan<string?> cells, bool likeNumbers, out DateForm? also)
    {
        DateForm? found = null;
        also = null;
        foreach (DateForm form in All)
        {
            if ((form.LikeNumber && !likeNumbers) || !form.Fits(cells)) continue;
            if (found is null) found = form;
            else also ??= form;
        }
        return found;
    }

    private bool Fits(ReadOnlySpan<string?> cells)
    {
        bool some = false;
        foreach (string? cell in cells)
        {
            if (MissingCell.Is(cell)) continue;
            if (cell!.Length > 40 || !TryParse(cell, out _)) return false;
            some = true;
        }
        return some;
    }
}
