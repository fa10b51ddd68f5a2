using System.CommandLine;

namespace Probity.Cli.Usage;

/// <summary>Whether an option stands on the command line, or has its default value.</summary>
internal static class Given
{
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
