using System.CommandLine;
using System.CommandLine.Parsing;
using Probity.IO;

namespace Probity.Cli.Usage;

/// <summary>Where a verb writes: checked before any work, and never on top of something that the same command reads.</summary>
internal static class OutputPath
{
    /// <summary>The path, refused where its ending is wrong, it cannot be written, or it is also an input.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option that holds the path.</param>
    /// <param name="endings">Endings allowed, such as <c>.probity</c>; none allows all.</param>
    /// <returns>The path, or null where the option was not given.</returns>
    public static string? Of(ParseResult parsed, Option<string?> option, params ReadOnlySpan<string> endings)
    {
        if (parsed.GetValue(option) is not { } path) return null;
        WholeFile.RequireTarget(path);
        string full = Resolved(path);
        if (endings.Length > 0 && !EndsIn(path, endings))
            throw new ArgumentException($"{option.Name} {path}: the name must end in {string.Join(" or ", endings.ToArray())}");
        foreach (SymbolResult other in parsed.CommandResult.Children)
        {
            string name = other switch
            {
                OptionResult { Option: var given } when given == option => "",
                OptionResult { Option: var given } => given.Name,
                ArgumentResult { Argument: var given } => given.Name,
                _ => "",
            };
            if (name.Length == 0) continue;
            foreach (Token token in other.Tokens)
            {
                if (SameFile(token.Value, full))
                    throw new ArgumentException($"{option.Name} {path}: the same file as {name}, which it would overwrite; give another name");
            }
        }
        return path;
    }

    private static bool EndsIn(string path, ReadOnlySpan<string> endings)
    {
        foreach (string ending in endings)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>An input may be named with <c>#part</c> behind it.</summary>
    private static bool SameFile(string input, string target)
    {
        int part = input.LastIndexOf('#');
        return Resolved(input) == target || (part > 0 && Resolved(input[..part]) == target);
    }

    private static string Resolved(string path)
    {
        if (path.Length == 0) return "";
        string full = Path.GetFullPath(path);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
    }
}
