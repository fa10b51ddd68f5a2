using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Probity.Cli.Output;

/// <summary>What standard output goes to, and how prose and tables fit it.</summary>
internal static class Terminal
{
    private const int Usual = 80, Narrowest = 40;

    /// <summary>Columns: of the terminal, or what COLUMNS says; 80 where output is redirected.</summary>
    public static int Width { get; } = Columns();

    /// <summary>Tables go to what standard output is now; without colours where it is redirected or NO_COLOR asks for it.</summary>
    public static void SetUpTables()
    {
        bool plain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        AnsiConsole.Profile.Width = Math.Max(Usual, Width);   // narrower, and tables would lose their ends rather than wrap
    }

    /// <summary>Prints sentences, a line each where output is redirected, broken between words on a terminal.</summary>
    public static void Prose(string text)
    {
        foreach (string line in text.Split('\n'))
            Console.Out.WriteLine(Console.IsOutputRedirected ? line : Wrap(line, Width));
    }

    /// <summary>Breaks a line between words so that no part is wider than asked, unless a word is.</summary>
    public static string Wrap(string line, int width)
    {
        var wrapped = new StringBuilder(line.Length + 16);
        int column = 0;
        foreach (string word in line.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                wrapped.Append(Environment.NewLine);
                column = 0;
            }
            else if (wrapped.Length > 0)
            {
                wrapped.Append(' ');
                column++;
            }
            wrapped.Append(word);
            column += word.Length;
        }
        return wrapped.ToString();
    }

    private static int Columns()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int stated) && stated > 0)
            return Math.Max(Narrowest, stated);
        if (Console.IsOutputRedirected) return Usual;
        return Math.Max(Narrowest, Console.WindowWidth);
    }
}
