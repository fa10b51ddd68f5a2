using System.CommandLine;

namespace Probity.Cli;

/// <summary>Options that every verb has.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object on standard output, nothing else", Recursive = true };

    public static Option<ulong> Seed { get; } = new("--seed") { HelpName = "n", Description = "Seed of everything random (default 0)", Recursive = true };

    public static Option<int?> Threads { get; } = new("--threads") { HelpName = "n", Description = "Threads to use (default: all); results do not depend on it", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show where an error came from", Recursive = true };

    public static IEnumerable<Option> All => [Json, Seed, Threads, Verbose];
}
