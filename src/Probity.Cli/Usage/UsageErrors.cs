using System.CommandLine;
using System.CommandLine.Parsing;

namespace Probity.Cli.Usage;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class UsageErrors
{
    /// <summary>The first error, or null where there is none.</summary>
    public static string? Describe(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0) return null;
        Command command = parsed.CommandResult.Command;
        string name = Name(command), help = $"see '{(name.Length > 0 ? $"probity {name}" : "probity")} --help'";
        if (command.Subcommands.Count > 0)
        {
            string verbs = string.Join(", ", command.Subcommands.Select(verb => verb.Name));
            string what = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not a verb" : "no verb given";
            return $"{(name.Length > 0 ? $"{name}: " : "")}{what}; there are {verbs}: {help}";
        }
        if (parsed.UnmatchedTokens.Count > 0)
        {
            string token = parsed.UnmatchedTokens[0];
            return token.StartsWith('-') ? $"{name} has no option '{token}'; {help}" : $"{name}: '{token}' is more than it takes; {help}";
        }
        ParseError error = parsed.Errors[0];
        if (error.SymbolResult is OptionResult { Tokens: [var value], Option: var option } && Kind(option.ValueType) is { } kind)
            return $"{option.Name}: '{value.Value}' is not {kind}; {help}";
        return $"{error.Message.TrimEnd('.')}; {help}";
    }

    /// <summary>As it is typed behind <c>probity</c>.</summary>
    private static string Name(Command command) =>
        string.Join(' ', command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Append(command).Where(one => one is not RootCommand).Select(one => one.Name));

    private static string? Kind(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(int) => "a whole number",
            var t when t == typeof(ulong) => "a whole number of 0 or more",
            var t when t == typeof(double) => "a number",
            _ => null,
        };
}
