using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Probity.Cli.Output;

namespace Probity.Cli.Usage;

/// <summary>The library's help, no wider than the terminal, with an example on lines of its own.</summary>
internal sealed class HelpWithExample : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = Terminal.Width };

    /// <summary>Asking for help is right however wrong the rest of the line is.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = _help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Example:");
        string example = parseResult.CommandResult.Command is Verb verb ? verb.Example : "probity demo";
        foreach (string line in example.Split('\n')) output.WriteLine($"  {line}");
        output.WriteLine();
        return code;
    }
}
