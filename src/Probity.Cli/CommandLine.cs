using System.CommandLine;
using System.Reflection;
using Probity.Cli.Demo;
using Probity.Cli.Verbs;
using Probity.Numerics;
using Spectre.Console;

namespace Probity.Cli;

/// <summary>The <c>probity</c> command: parses, runs a verb, and turns what goes wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    private const int Failure = 1, BadInput = 2;

    /// <returns>0; 2 for bad usage or input; 1 for failure.</returns>
    public static int Run(string[] args)
    {
        if (args is ["--version"])   // before anything is set up: scripts ask often
        {
            Console.Out.WriteLine(Version);
            return 0;
        }

        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0) return Complain($"{parsed.Errors[0].Message}; see 'probity {parsed.CommandResult.Command.Name} --help'", BadInput);
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
        {
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }
        try
        {
            if (parsed.GetResult(CommonOptions.Threads) is not null && parsed.GetValue(CommonOptions.Threads) is { } threads) Threads.Maximum = threads;
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception problem) when (!parsed.GetValue(CommonOptions.Verbose))
        {
            return Complain(problem);
        }
    }

    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static RootCommand Root()
    {
        var root = new RootCommand("Probity: when can I trust what a model says?")
        {
            DemoVerb.Create(), EvaluateVerb.Create(), FitVerb.Create(), AssessVerb.Create(), ExplainVerb.Create(), ReportVerb.Create(),
        };
        foreach (Option option in CommonOptions.All) root.Options.Add(option);
        return root;
    }

    private static int Complain(Exception problem) => problem switch
    {
        AggregateException { InnerException: { } inner } => Complain(inner),
        ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException => Complain(problem.Message, BadInput),
        OutOfMemoryException => Complain("out of memory; assess streams in constant memory, evaluate and fit hold all rows", Failure),
        _ => Complain(problem.Message, Failure),
    };

    private static int Complain(string message, int code)
    {
        Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
