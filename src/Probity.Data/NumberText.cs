using System.Globalization;
using System.Numerics;
using System.Text;

namespace Probity.Data;

/// <summary>Numbers as people and programs write them in text files, in the invariant culture.</summary>
internal static class NumberText
{
    /// <summary>Decimal numbers, and nan, inf, infinity with or without sign in any case; UTF-8.</summary>
    public static bool TryParse<T>(ReadOnlySpan<byte> text, out T value)
        where T : IFloatingPointIeee754<T>
    {
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value!)) return true;
        text = text.Trim(" \t"u8);
        bool negative = text.StartsWith("-"u8);
        var word = negative || text.StartsWith("+"u8) ? text[1..] : text;
        if (!Ascii.EqualsIgnoreCase(word, "inf"u8)) return false;
        value = negative ? T.NegativeInfinity : T.PositiveInfinity;
        return true;
    }

    /// <summary>Text as it goes into a message: short and on one line.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        string start = text.Length <= 40 ? text.ToString() : string.Concat(text[..40], "…");
        return string.Concat(start.Select(c => char.IsControl(c) ? ' ' : c));
    }

    /// <summary>What a JSON parser says, without its own count of lines: it is given one line at a time.</summary>
    public static string Reason(Exception refusal)
    {
        int end = refusal.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? refusal.Message : refusal.Message[..end]).TrimEnd('.');
    }

    /// <summary>A few names out of many, for messages.</summary>
    public static string Listed(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(20).Select(name => Shown(name))) + (names.Count > 20 ? $" and {names.Count - 20:N0} more" : "");
}
