using System.Globalization;

namespace Probity.Cli.Training;

/// <summary>A time as people write it.</summary>
internal static class TableBudget
{
    /// <summary><c>60s</c>, <c>10m</c>, <c>1h</c>, or seconds; null where nothing is given.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is null) return null;
        double unit = text[^1..] switch { "s" => 1, "m" => 60, "h" => 3_600, _ => 0 };
        ReadOnlySpan<char> number = unit == 0 ? text : text.AsSpan(0, text.Length - 1);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value > 0) || value * Math.Max(1, unit) > 1e7)
            throw new ArgumentException($"--budget {text}: it is a time such as 60s, 10m or 1h");
        return TimeSpan.FromSeconds(value * Math.Max(1, unit));
    }
}
