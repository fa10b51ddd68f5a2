using System.Globalization;

namespace Probity.Learning;

/// <summary>A method that can be named in text.</summary>
/// <param name="Name">Its token.</param>
/// <param name="Form">The token with what its settings are called, for messages.</param>
/// <param name="Defaults">The settings where none are given.</param>
/// <param name="Make">Makes it, from as many settings as there are defaults; refuses those out of range.</param>
internal sealed record Method<T>(string Name, string Form, double[] Defaults, Func<double[], T> Make);

/// <summary>Methods with their settings as text, such as <c>mmce(2)</c>: the same in model files, reports and on the command line.</summary>
internal static class MethodText
{
    private const int Shown = 60;   // characters of a text that cannot be read that a message repeats

    /// <summary>The shortest text that reads back as the same bits.</summary>
    public static string Write(string name, params ReadOnlySpan<double> settings)
    {
        string[] numbers = new string[settings.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = settings[i].ToString("R", CultureInfo.InvariantCulture);
        return $"{name}({string.Join(',', numbers)})";
    }

    /// <exception cref="ArgumentException">No such method, too many settings, or one that is no number or out of range.</exception>
    public static T Read<T>(string kind, string text, IReadOnlyList<Method<T>> methods)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> rest = text.AsSpan().Trim(), settings = default;
        int open = rest.IndexOf('(');
        bool has = open >= 0;
        if (has)
        {
            if (rest[^1] != ')') throw Unknown();
            settings = rest[(open + 1)..^1];
            rest = rest[..open];
        }
        Method<T>? method = null;
        foreach (Method<T> candidate in methods)
        {
            if (rest.SequenceEqual(candidate.Name)) method = candidate;
        }
        if (method is null) throw Unknown();
        double[] values = [.. method.Defaults];
        int given = 0;
        while (has)
        {
            int comma = settings.IndexOf(',');
            ReadOnlySpan<char> number = comma < 0 ? settings : settings[..comma];
            if (given == values.Length || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out values[given])) throw Unknown();
            given++;
            has = comma >= 0;
            if (has) settings = settings[(comma + 1)..];
        }
        return method.Make(values);

        ArgumentException Unknown()
        {
            char[] start = text.AsSpan(0, Math.Min(text.Length, Shown)).ToArray();
            for (int i = 0; i < start.Length; i++)
            {
                if (char.IsControl(start[i])) start[i] = '?';
            }
            return new ArgumentException(
                $"{kind} '{new string(start)}{(text.Length > Shown ? "…" : "")}' is not known; there are {string.Join(", ", methods.Select(known => known.Form))}");
        }
    }
}
